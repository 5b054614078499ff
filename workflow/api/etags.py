"""A weak tag that changes with whatever the page of an order shows."""

from hashlib import sha256

from django.db.models import Count, Max, Sum
from django.utils.translation import get_language

from workflow.models import Order, Parcel
from workflow.selectors.lanes import whose_turn


def etag_of(order: Order) -> str:
    """From versions, not from the content: three small queries instead of the whole page.

    What moves through the door moves `seq`; charges open and parcels are scanned beside it. The age
    of a turn is not in it: whoever keeps a copy counts on from `since`.
    """
    items = order.items.aggregate(Count("id"), Sum("seq"))
    charges = list(order.charges.values_list("id", "status", "amount_cents"))
    parcels = list(
        Parcel.objects.filter(lines__item__order=order)
        .values_list("id", "status", "tracking_number")
        .annotate(Max("events__id"), Count("events__id", distinct=True))
        .order_by("id")
    )
    versions = (
        order.ref, order.seq, order.moved_at, order.due_at, whose_turn(order).is_overdue,
        sorted(items.items()), charges, parcels, get_language(),
    )  # fmt: skip
    return f'W/"{sha256(repr(versions).encode()).hexdigest()[:32]}"'
