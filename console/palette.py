"""The search that opens with Ctrl+K: an order, a parcel, a person or a page by what somebody has at hand."""

from collections.abc import Iterator
from itertools import islice

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.dataclasses import SearchResult

from community.models import Member
from console import masking, navigation
from console.search import member_ids, orders_matching, parcels_matching
from integrations.couriers.registry import courier
from workflow.models import Order, Parcel

_MOST = 8
_SHORTEST_NUMBER = 4


def search(request: HttpRequest, term: str) -> list[SearchResult]:
    """At most eight of each kind, only of kinds that this person may see."""
    term = term.strip()
    if len(term) < 2:
        return []
    return [
        found for kind in (_pages, _orders, _parcels, _people) for found in islice(kind(request, term), _MOST)
    ]


def _pages(request: HttpRequest, term: str) -> Iterator[SearchResult]:
    """Every page that the sidebar offers this person, by a part of its name."""
    for group in navigation.sidebar(request):
        for page in group["items"]:
            if term.casefold() in str(page["title"]).casefold():
                yield SearchResult(
                    title=str(page["title"]),
                    description=str(group.get("title") or _("Page")),
                    link=page["link"],
                    icon=page["icon"],
                )


def _orders(request: HttpRequest, term: str) -> Iterator[SearchResult]:
    if not request.user.has_perm("workflow.view_order"):
        return
    fitting = orders_matching(term, whole=not masking.may_reveal(request.user))
    for order in Order.objects.filter(fitting).select_related("customer").order_by("-id")[:_MOST]:
        yield SearchResult(
            title=order.ref,
            description=f"{order.get_state_display()} · {masking.person(order.customer)}",
            link=reverse("admin:order", args=(order.ref,)),
            icon="inventory_2",
        )


def _parcels(request: HttpRequest, term: str) -> Iterator[SearchResult]:
    if len(term) < _SHORTEST_NUMBER or not request.user.has_perm("workflow.view_parcel"):
        return
    for parcel in Parcel.objects.filter(parcels_matching(term)).order_by("-id")[:_MOST]:
        yield SearchResult(
            title=parcel.tracking_number,
            description=f"{courier(parcel.courier).name} · {parcel.get_status_display()}",
            link=reverse("admin:workflow_parcel_change", args=(parcel.pk,)),
            icon="package_2",
        )


def _people(request: HttpRequest, term: str) -> Iterator[SearchResult]:
    if not request.user.has_perm("community.view_member"):
        return
    found = member_ids(term, whole=not masking.may_reveal(request.user))
    for member in Member.objects.filter(pk__in=found).order_by("email")[:_MOST]:
        yield SearchResult(
            title=masking.person(member),
            description=f"{_('Member')} · {masking.email(member.email)}",
            link=reverse("admin:customer", args=(member.pk,)),
            icon="person",
        )
