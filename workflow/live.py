"""What the listeners of an order are told, and who they are. References and states, never personal data.

Called inside the transaction of what it tells of. docs/live.md lists the events; the API's description
repeats those that customers hear.
"""

from collections.abc import Iterable
from typing import Any

from integrations.live.channels import STAFF, of_order, of_user
from integrations.live.publishing import publish, publish_many


def order_moved(order: Any, deed: str) -> None:
    """A deed has changed the order's state, or what it says."""
    data = {"order": order.ref, "state": str(order.state), "seq": order.seq, "deed": deed}
    _tell("order", data, STAFF, of_user(order.customer_id), of_order(order.share_token))


def item_moved(item: Any, deed: str) -> None:
    order = item.order
    data = {"order": order.ref, "item": item.pk, "state": str(item.state), "deed": deed}
    _tell("item", data, STAFF, of_user(order.customer_id))


def suggestion_written(order: Any) -> None:
    """A model was asked about the order's items, or has answered. For the desk alone; no state has moved."""
    publish(STAFF, "item", {"order": order.ref, "deed": "suggested"})


def money_moved(order: Any, charge: Any) -> None:
    """Something about a charge: opened, paid, under way, cancelled, a payment on it."""
    data = {"order": order.ref, "charge": str(charge.kind), "status": str(charge.status)}
    _tell("money", data, STAFF, of_user(order.customer_id))


def parcel_changed(orders: Iterable[Any], parcel: Any) -> None:
    """A scan, another status, or a standstill; for each order that has something in the parcel."""
    for order in orders:
        data = {
            "order": order.ref,
            "courier": parcel.courier,
            "number": parcel.tracking_number,
            "status": str(parcel.status),
        }
        _tell("parcel", data, STAFF, of_user(order.customer_id), of_order(order.share_token))


def notice_changed(order_ref: str) -> None:
    """A mail or text about the order went out, or did not."""
    publish(STAFF, "notice", {"order": order_ref})


def attention_changed(order: Any | None) -> None:
    """A matter for a person was raised or settled."""
    publish(STAFF, "attention", {"order": order.ref if order is not None else None})


def desk_changed(order: Any) -> None:
    """Assigned to somebody else, put off or taken up again: the desk's own arrangement."""
    publish(STAFF, "desk", {"order": order.ref})


def message_written(order: Any, side: str) -> None:
    """The customer or the desk wrote a message, or the other side has read it."""
    _tell("message", {"order": order.ref, "side": side}, STAFF, of_user(order.customer_id))


def note_written(order: Any | None) -> None:
    """Staff wrote a note for each other."""
    publish(STAFF, "note", {"order": order.ref if order is not None else None})


def orders_screened(order: Any | None) -> None:
    """Other rules hit the order's items than before; without an order, a batch of a new look is done."""
    publish(STAFF, "item", {"order": order.ref if order is not None else None, "deed": "rescreened"})


def approval_changed(order: Any | None) -> None:
    """A second person was asked for, or has decided."""
    publish(STAFF, "approval", {"order": order.ref if order is not None else None})


def _tell(type: str, data: dict[str, Any], *channels: str) -> None:
    publish_many([(channel, type, data) for channel in channels])
