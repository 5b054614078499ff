"""Which colour says what. A tone is a word that the console's style sheet knows."""

from workflow.engine.models import Effect
from workflow.selectors.lanes import turn_of
from workflow.states import ChargeStatus, ItemState, OrderState, Turn, Verdict

# An open order has the colour of whose turn it is; an ended one the colour of its end.
_TURNS = {Turn.STAFF: "primary", Turn.CUSTOMER: "warning", Turn.COURIER: "info", Turn.NOBODY: "neutral"}
_ENDS = {
    OrderState.DELIVERED: "success",
    OrderState.REJECTED: "danger",
    OrderState.CANCELLED: "danger",
    OrderState.EXPIRED: "neutral",
}
_ITEMS = {
    ItemState.REQUESTED: "neutral",
    ItemState.APPROVED: "primary",
    ItemState.REJECTED: "danger",
    ItemState.BOUGHT: "info",
    ItemState.OUT_OF_STOCK: "danger",
    ItemState.RECEIVED: "success",
    ItemState.MISMATCH: "warning",
    ItemState.PACKED: "success",
}
_CHARGES = {
    ChargeStatus.DRAFT: "neutral",
    ChargeStatus.OPEN: "warning",
    ChargeStatus.PAID: "success",
    ChargeStatus.EXPIRED: "neutral",
    ChargeStatus.CANCELLED: "neutral",
}
_EFFECTS = {
    Effect.Status.PENDING: "neutral",
    Effect.Status.RUNNING: "info",
    Effect.Status.DONE: "success",
    Effect.Status.DEAD: "danger",
    Effect.Status.UNSURE: "warning",
    Effect.Status.SUPERSEDED: "neutral",
    Effect.Status.SKIPPED: "neutral",
}
_TRACKING = {
    "delivered": "success",
    "pre_transit": "neutral",
    **dict.fromkeys(("picked_up", "in_transit", "customs", "out_for_delivery"), "info"),
}


def of_order(state: str) -> str:
    return _ENDS.get(OrderState(state)) or _TURNS[turn_of(state)]


def of_turn(turn: Turn) -> str:
    return _TURNS[turn]


def of_item(state: str) -> str:
    return _ITEMS[ItemState(state)]


def of_charge(status: str) -> str:
    return _CHARGES[ChargeStatus(status)]


def of_payment(verdict: str) -> str:
    return "success" if verdict == Verdict.APPLIED else "danger"


def of_effect(status: str) -> str:
    return _EFFECTS[Effect.Status(status)]


def of_tracking(status: str) -> str:
    """A status that is none of the quiet ones needs a look."""
    return _TRACKING.get(status, "warning")


def of_hit(verdict: str) -> str:
    return {"forbid": "danger", "restrict": "warning"}.get(verdict, "info")
