"""The search that opens with Ctrl+K: an order, a customer or a parcel by what a person has at hand."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.dataclasses import SearchResult

from community.models import Member
from console.search import begins, orders_matching
from workflow.models import Order

_MOST = 8


def search(request: HttpRequest, term: str) -> list[SearchResult]:
    """At most eight of each kind, only of kinds that this person may see."""
    term = term.strip()
    if len(term) < 2:
        return []
    found: list[SearchResult] = []
    if request.user.has_perm("workflow.view_order"):
        orders = (
            Order.objects.filter(orders_matching(term)).select_related("customer").order_by("-id")[:_MOST]
        )
        found += [
            SearchResult(
                title=order.ref,
                description=f"{order.get_state_display()} · {order.customer}",
                link=reverse("admin:order", args=(order.ref,)),
                icon="inventory_2",
            )
            for order in orders
        ]
    if request.user.has_perm("community.view_member"):
        found += [
            SearchResult(
                title=str(member),
                description=f"{_('Member')} · {member.email}",
                link=reverse("admin:community_member_change", args=(member.pk,)),
                icon="person",
            )
            for member in Member.objects.filter(begins("email", term.lower())).order_by("email")[:_MOST]
        ]
    return found
