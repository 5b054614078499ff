"""Everything about one customer on one page, each part only for who may see it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from community.invitations import awaits_invitation, may_invite
from console.pages.messages import across_orders, customer_notes_context
from console.pages.rows import rows, with_summary
from workflow.models import Address, Attention, Charge, Order, Payment
from workflow.models.order import ENDED
from workflow.states import ChargeStatus, Verdict

_MOST_ORDERS = 50
_MOST_MATTERS = 20


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts of orders, and US cents: what counts as paid, and what open pay links ask for."""

    orders: int
    open_orders: int
    paid_cents: int
    asked_cents: int


def customer_context(customer: Any, user: Any) -> dict[str, Any]:
    """What the customer's page shows to this person. A fixed number of queries."""
    page = reverse("admin:customer", args=(customer.pk,))
    sees_orders, sees_money = user.has_perm("workflow.view_order"), user.has_perm("workflow.view_charge")
    mine = Order.objects.of(customer)
    shown = list(with_summary(mine.order_by("-id"))[: _MOST_ORDERS + 1]) if sees_orders else []
    return {
        "customer": customer,
        "page_url": page,
        "sees_orders": sees_orders,
        "rows": rows(shown[:_MOST_ORDERS], user, back=page),
        "has_more_orders": len(shown) > _MOST_ORDERS,
        "most_orders": _MOST_ORDERS,
        "sees_money": sees_orders and sees_money,
        "sums": _sums(mine) if sees_orders and sees_money else None,
        "matters": _matters(customer) if user.has_perm("workflow.view_attention") else [],
        "sees_messages": user.has_perm("workflow.view_message"),
        "messages_across": across_orders(customer, user),
        "addresses": list(Address.objects.filter(customer=customer)),
        "awaits_invitation": awaits_invitation(customer),
        "may_invite": may_invite(user) and awaits_invitation(customer),
        "may_enter": may_invite(user) and customer.is_active,
        **customer_notes_context(customer, user, back=f"{page}#notes"),
    }


def _sums(mine: Any) -> Sums:
    paid = Payment.objects.filter(order__in=mine, verdict=Verdict.APPLIED).aggregate(sum=Sum("amount_cents"))
    asked = Charge.objects.filter(order__in=mine, status=ChargeStatus.OPEN).aggregate(sum=Sum("amount_cents"))
    return Sums(
        orders=mine.count(),
        open_orders=mine.exclude(state__in=ENDED).count(),
        paid_cents=paid["sum"] or 0,
        asked_cents=asked["sum"] or 0,
    )


def _matters(customer: Any) -> list[Attention]:
    """What waits for a person: refunds and odd payments first of all."""
    return list(
        Attention.objects.filter(order__customer=customer, settled_at=None)
        .select_related("order")
        .order_by("raised_at")[:_MOST_MATTERS]
    )
