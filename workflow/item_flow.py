"""How one item of an order lives: screened, put right and priced, bought, received, packed.

The order's own life, with both lanes, is `flow.py`; the same rules hold here.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflow import guards
from workflow.effects import Notify, Screen
from workflow.engine.models import FlowModel
from workflow.engine.steps import Lane, step
from workflow.states import ItemState as Item


class ItemFlow(FlowModel):
    """One item of an order: screened, bought, received, packed."""

    flow_name = "item"

    # Fields of the concrete model that transitions read.
    hits: Any

    state = FSMField(_("state"), default=Item.REQUESTED, choices=Item.choices, protected=True)

    class Meta:
        abstract = True

    @transition(
        state, source=Item.REQUESTED, target=Item.APPROVED, permission="workflow.screen_order",
        conditions=[guards.order_is_requested, guards.has_no_hits],
        custom=step(Lane.STAFF, None, _("Allow"), done_label=_("Item allowed"), forward=True),
    )  # fmt: skip
    def approve(self) -> dict[str, Any]:
        return {}

    @transition(
        state, source=[Item.REQUESTED, Item.APPROVED], target=Item.APPROVED,
        permission="workflow.override_screening",
        conditions=[guards.order_takes_override, guards.second_person_agreed],
        custom=step(
            Lane.STAFF, None, _("Allow against the rule"), danger=True, done_label=_("Rule overridden"),
            help=_("One person asks, with a reason; another one agrees. Only then is it done."),
        ),
    )  # fmt: skip
    def override(self, *, approval: int, asked_by: str, reason: str, note: str) -> dict[str, Any]:
        self.decision_reason = reason
        return {
            "approval": approval, "asked_by": asked_by, "reason": reason, "note": note,
            "hits": [hit["code"] for hit in self.hits],
        }  # fmt: skip

    @transition(
        state, source=Item.REQUESTED, target=Item.REJECTED, permission="workflow.screen_order",
        conditions=[guards.order_is_requested],
        custom=step(Lane.STAFF, None, _("Reject the item"), danger=True, done_label=_("Item rejected")),
    )  # fmt: skip
    def reject(self, *, reason: str) -> dict[str, Any]:
        self.decision_reason = reason
        return {"reason": reason}

    @transition(
        state, source=Item.APPROVED, target=Item.REJECTED, permission="workflow.screen_order",
        conditions=[guards.order_is_being_priced, guards.something_else_is_left],
        custom=step(
            Lane.STAFF, None, _("Leave it out"), danger=True, done_label=_("Left out"),
            help=_("The rest of the order goes on without it. The customer sees it with the prices."),
            form="workflow.forms.ReasonForm", service="workflow.services.items.leave_out",
        ),
    )  # fmt: skip
    def leave_out(self, *, reason: str) -> dict[str, Any]:
        self.decision_reason = reason
        return {"reason": reason}

    @transition(
        state, source=[Item.REQUESTED, Item.APPROVED], target=None, permission="workflow.edit_items",
        conditions=[guards.order_takes_corrections],
        custom=step(
            Lane.STAFF, None, _("Correct the item"), done_label=_("Item corrected"),
            help=_("Possible until the prices are confirmed. The screening rules are asked again."),
            form="workflow.forms.CorrectItemForm", service="workflow.services.items.correct",
            effects=[Screen.suggest],
        ),
    )  # fmt: skip
    def correct(self, *, changes: dict[str, list[Any]]) -> dict[str, Any]:
        self._take_over(changes)
        return {"changes": changes}

    @transition(
        state, source=Item.APPROVED, target=None, permission="workflow.confirm_item_prices",
        conditions=[guards.order_is_being_priced],
        custom=step(
            Lane.STAFF, None, _("Note the price"), done_label=_("Price noted"),
            help=_("A draft: the customer sees prices only when they are confirmed."),
            form="workflow.forms.DraftPriceForm", service="workflow.services.items.set_draft_price",
        ),
    )  # fmt: skip
    def set_draft_price(self, *, changes: dict[str, list[Any]]) -> dict[str, Any]:
        self._take_over(changes)
        return {"changes": changes}

    def _take_over(self, changes: dict[str, list[Any]]) -> None:
        """Each changed field by its name: [what it was, what it becomes]."""
        for name, (_before, after) in changes.items():
            setattr(self, name, after)

    @transition(
        state, source=Item.APPROVED, target=Item.BOUGHT, permission="workflow.buy_items",
        conditions=[guards.order_is_paid, guards.is_not_stopped],
        custom=step(
            Lane.STAFF, None, _("Mark as bought"), done_label=_("Bought"), forward=True,
            form="workflow.forms.BuyForm", service="workflow.services.items.buy",
        ),
    )  # fmt: skip
    def buy(self, *, shop_order_number: str) -> dict[str, Any]:
        self.shop_order_number = shop_order_number
        return {"shop_order_number": shop_order_number}

    @transition(
        state, source=[Item.APPROVED, Item.BOUGHT], target=Item.OUT_OF_STOCK, permission="workflow.buy_items",
        conditions=[guards.order_is_paid],
        custom=step(
            Lane.STAFF, None, _("Out of stock"), danger=True, done_label=_("Out of stock"),
            help=_("The line and its share of the fees go on the refund list; the order goes on."),
            form="workflow.forms.ReasonForm", service="workflow.services.items.out_of_stock",
            effects=[Notify.customer("item_out_of_stock")],
        ),
    )  # fmt: skip
    def out_of_stock(self, *, reason: str, refund_cents: int, detail: str) -> dict[str, Any]:
        self.decision_reason = reason
        return {"reason": reason, "refund_cents": refund_cents, "detail": detail, "item": str(self)}

    @transition(
        state, source=Item.MISMATCH, target=Item.OUT_OF_STOCK, permission="workflow.buy_items",
        conditions=[guards.order_is_paid],
        custom=step(
            Lane.STAFF, None, _("Give up and refund"), danger=True, done_label=_("Given up"),
            help=_("The shop does not put it right. The line and its fees go on the refund list."),
            form="workflow.forms.ReasonForm", service="workflow.services.items.give_up",
            effects=[Notify.customer("item_out_of_stock")],
        ),
    )  # fmt: skip
    def give_up(self, *, reason: str, refund_cents: int, detail: str) -> dict[str, Any]:
        self.decision_reason = reason
        return {"reason": reason, "refund_cents": refund_cents, "detail": detail, "item": str(self)}

    @transition(
        state, source=[Item.BOUGHT, Item.MISMATCH], target=Item.RECEIVED, permission="workflow.receive_items",
        custom=step(
            Lane.STAFF, None, _("Mark as arrived"), done_label=_("Arrived"), forward=True,
            form="workflow.forms.NoteForm", service="workflow.services.items.receive",
        ),
    )  # fmt: skip
    def receive(self, *, note: str = "") -> dict[str, Any]:
        return {"note": note} if note else {}

    @transition(
        state, source=Item.BOUGHT, target=Item.MISMATCH, permission="workflow.receive_items",
        custom=step(
            Lane.STAFF, None, _("Wrong or damaged"), danger=True, done_label=_("Wrong or damaged"),
            help=_("The item stays here until the shop has put it right; then mark it as arrived."),
            form="workflow.forms.ReasonForm", service="workflow.services.items.report_mismatch",
        ),
    )  # fmt: skip
    def report_mismatch(self, *, reason: str) -> dict[str, Any]:
        self.decision_reason = reason
        return {"reason": reason}

    @transition(
        state, source=Item.RECEIVED, target=Item.PACKED, permission="workflow.confirm_delivery_fee",
        custom=step(Lane.STAFF, None, _("Pack"), done_label=_("Packed"), forward=True),
    )  # fmt: skip
    def pack(self) -> dict[str, Any]:
        return {}
