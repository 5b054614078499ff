"""How an order lives. Both lanes, every state, every deed and what it causes: this is the business.

    customer   1 request quote -> 2 pay for items -> 3 pay delivery -> 4 receive tracking -> 5 delivered
    staff      1 approve quote -> 2 confirm item prices -> 3 confirm delivery fee -> 4 enter tracking

Transition methods are pure: they set fields of the subject and return what the log remembers.
Rows that belong to a deed are written by its service; everything that leaves the building is a
declared effect. Drawn in docs/flow.md. What happens to single items between request and parcel: item_flow.py.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflow import guards
from workflow.effects import Checkout, Deadline, Notify, Screen
from workflow.engine.actors import Kind
from workflow.engine.models import FlowModel
from workflow.engine.steps import Lane, step
from workflow.states import UNTIL_BOUGHT
from workflow.states import OrderState as Order

BEFORE_DELIVERY_QUOTE = [*UNTIL_BOUGHT, Order.IN_WAREHOUSE]
CUSTOMER_OR_STAFF = (Kind.CUSTOMER, Kind.STAFF)


class OrderFlow(FlowModel):
    flow_name = "order"

    state = FSMField(_("state"), default=Order.NEW, choices=Order.choices, protected=True)

    class Meta:
        abstract = True

    # --- the request ------------------------------------------------------------------------

    @transition(
        state, source=Order.NEW, target=Order.REQUESTED, conditions=[guards.has_items],
        permission="workflow.add_order",
        custom=step(
            Lane.USER, 1, _("Request a quote"), by=CUSTOMER_OR_STAFF, done_label=_("Quote requested"),
            effects=[
                Screen.suggest,
                Notify.staff("staff_new_request"), Notify.customer("quote_received"),
            ],
        ),
    )  # fmt: skip
    def request_quote(self) -> dict[str, Any]:
        return {}

    @transition(
        state, source=Order.REQUESTED, target=Order.NEEDS_INFO, permission="workflow.screen_order",
        custom=step(
            Lane.STAFF, None, _("Ask the customer"), done_label=_("Question asked"),
            help=_("The order waits until the customer answers."),
            form="workflow.forms.AskCustomerForm", service="workflow.services.requests.ask_customer",
            effects=[Notify.customer("question_asked"), Deadline.at("answer")],
        ),
    )  # fmt: skip
    def ask_customer(self, *, question: str, valid_until: str) -> dict[str, Any]:
        self.question = question
        return {"question": question, "valid_until": valid_until}

    @transition(
        state, source=Order.NEEDS_INFO, target=Order.REQUESTED, permission="workflow.screen_order",
        custom=step(
            Lane.USER, None, _("Answer the question"), by=CUSTOMER_OR_STAFF, forward=True,
            done_label=_("Answered"),
            form="workflow.forms.AnswerForm", service="workflow.services.requests.answer",
            effects=[Screen.suggest, Notify.staff("staff_customer_answered")],
        ),
    )  # fmt: skip
    def answer(self, *, answer: str) -> dict[str, Any]:
        question, self.question = self.question, ""
        return {"question": question, "answer": answer}

    @transition(
        state, source=BEFORE_DELIVERY_QUOTE, target=None, permission="workflow.change_order",
        custom=step(
            Lane.USER, None, _("Change the address"), by=CUSTOMER_OR_STAFF, done_label=_("Address changed"),
            help=_("Free until the delivery is priced."),
            form="workflow.forms.AddressForm", service="workflow.services.requests.change_address",
        ),
    )  # fmt: skip
    def change_address(self, *, before: str, after: str) -> dict[str, Any]:
        return {"before": before, "after": after}

    # --- screening and price ------------------------------------------------------------------

    @transition(
        state, source=Order.REQUESTED, target=Order.APPROVED, conditions=[guards.every_item_screened],
        permission="workflow.screen_order",
        custom=step(
            Lane.STAFF, 1, _("Approve quote"), done_label=_("Quote approved"),
            help=_("Decide on each item. Rejected items are left out, the rest goes on."),
            form="workflow.forms.ScreeningForm", service="workflow.services.screening.approve_quote",
        ),
    )  # fmt: skip
    def approve_quote(self, *, approved: int, rejected: int) -> dict[str, Any]:
        return {"approved": approved, "rejected": rejected}

    @transition(
        state, source=[Order.REQUESTED, Order.NEEDS_INFO], target=Order.REJECTED,
        permission="workflow.screen_order",
        custom=step(
            Lane.STAFF, None, _("Reject the request"), danger=True, done_label=_("Rejected"),
            help=_("The customer is told why, in their language."),
            form="workflow.forms.RejectForm", service="workflow.services.screening.reject_quote",
            effects=[Notify.customer("quote_rejected")],
        ),
    )  # fmt: skip
    def reject_quote(self, *, reason: str) -> dict[str, Any]:
        return {"reason": reason}

    @transition(
        state, source=Order.APPROVED, target=Order.ITEMS_DUE, conditions=[guards.nothing_stopped],
        permission="workflow.confirm_item_prices",
        custom=step(
            Lane.STAFF, 2, _("Confirm item prices"), done_label=_("Prices confirmed"),
            help=_("Freezes the quote, opens the payment and writes to the customer. Once."),
            form="workflow.forms.ItemPricesForm", service="workflow.services.quotes.confirm_item_prices",
            effects=[Checkout.open, Notify.customer("items_due", sms=True), Deadline.at("items")],
        ),
    )  # fmt: skip
    def confirm_item_prices(
        self, *, quote: int, charge: int, total_cents: int, valid_until: str
    ) -> dict[str, Any]:
        return {"quote": quote, "charge": charge, "total_cents": total_cents, "valid_until": valid_until}

    @transition(
        state, source=Order.ITEMS_DUE, target=Order.ITEMS_DUE,
        conditions=[guards.nothing_received, guards.no_payment_under_way],
        permission="workflow.confirm_item_prices",
        custom=step(
            Lane.STAFF, None, _("Revise the prices"), done_label=_("Prices revised"),
            help=_("The open payment is closed first. If it was paid meanwhile, only the difference is due."),
            form="workflow.forms.ItemPricesForm", service="workflow.services.quotes.revise_prices",
            effects=[Checkout.open, Notify.customer("prices_revised"), Deadline.at("items")],
        ),
    )  # fmt: skip
    def revise_prices(
        self, *, quote: int, charge: int, total_cents: int, before_cents: int, valid_until: str, reason: str
    ) -> dict[str, Any]:
        return {
            "quote": quote, "charge": charge, "total_cents": total_cents,
            "before_cents": before_cents, "valid_until": valid_until, "reason": reason,
        }  # fmt: skip

    @transition(
        state, source=Order.ITEMS_DUE, target=Order.ITEMS_PAID, conditions=[guards.items_are_paid],
        custom=step(
            Lane.USER, 2, _("Pay for the items"), by=[Kind.PROVIDER], done_label=_("Items paid"),
            effects=[Notify.customer("items_paid", sms=True), Notify.staff("staff_items_paid")],
        ),
    )  # fmt: skip
    def items_paid(self, *, charge: int, amount_cents: int) -> dict[str, Any]:
        return {"charge": charge, "amount_cents": amount_cents}

    # --- the warehouse -----------------------------------------------------------------------

    @transition(
        state, source=Order.ITEMS_PAID, target=Order.ITEMS_PAID, conditions=[guards.nothing_left_to_buy],
        permission="workflow.buy_items",
        custom=step(
            Lane.STAFF, None, _("Everything is bought"), done_label=_("Everything bought"), by_itself=True,
            help=_("Follows by itself when the last item is bought."),
            effects=[Notify.customer("items_bought")],
        ),
    )  # fmt: skip
    def all_bought(self) -> dict[str, Any]:
        return {"due_step": "receive"}

    @transition(
        state, source=Order.ITEMS_PAID, target=Order.IN_WAREHOUSE, conditions=[guards.all_items_in_hand],
        permission="workflow.receive_items",
        custom=step(
            Lane.STAFF, None, _("Everything has arrived"), forward=True, done_label=_("In the warehouse"),
            help=_("Every item is here, or its money goes back."),
            effects=[Notify.customer("items_arrived")],
        ),
    )  # fmt: skip
    def items_ready(self) -> dict[str, Any]:
        return {}

    @transition(
        state, source=Order.IN_WAREHOUSE, target=Order.DELIVERY_DUE,
        permission="workflow.confirm_delivery_fee",
        custom=step(
            Lane.STAFF, 3, _("Confirm delivery fee"), done_label=_("Delivery priced"),
            help=_("Weigh and measure the packed parcel. The fee comes from the rate card of today."),
            form="workflow.forms.WeighForm", service="workflow.services.delivery.confirm_delivery_fee",
            effects=[Checkout.open, Notify.customer("delivery_due", sms=True), Deadline.at("delivery")],
        ),
    )  # fmt: skip
    def confirm_delivery_fee(
        self, *, parcel: int, courier: str, charge: int, total_cents: int, weight_g: int, valid_until: str
    ) -> dict[str, Any]:
        return {
            "parcel": parcel, "courier": courier, "charge": charge, "total_cents": total_cents,
            "weight_g": weight_g, "valid_until": valid_until,
        }  # fmt: skip

    @transition(
        state, source=Order.DELIVERY_DUE, target=Order.DELIVERY_DUE,
        conditions=[guards.no_delivery_money, guards.no_payment_under_way],
        permission="workflow.confirm_delivery_fee",
        custom=step(
            Lane.STAFF, None, _("Weigh again"), done_label=_("Delivery priced anew"),
            help=_("Another weight, size or service. The open payment is closed first."),
            form="workflow.forms.ReweighForm", service="workflow.services.delivery.revise_delivery_fee",
            effects=[Checkout.open, Notify.customer("delivery_fee_revised"), Deadline.at("delivery")],
        ),
    )  # fmt: skip
    def revise_delivery_fee(
        self, *, parcel: int, courier: str, charge: int, total_cents: int, before_cents: int, weight_g: int,
        valid_until: str, reason: str,
    ) -> dict[str, Any]:  # fmt: skip
        return {
            "parcel": parcel, "courier": courier, "charge": charge, "total_cents": total_cents,
            "before_cents": before_cents, "weight_g": weight_g, "valid_until": valid_until, "reason": reason,
        }  # fmt: skip

    @transition(
        state, source=Order.DELIVERY_DUE, target=Order.DELIVERY_PAID, conditions=[guards.delivery_is_paid],
        custom=step(
            Lane.USER, 3, _("Pay for the delivery"), by=[Kind.PROVIDER], done_label=_("Delivery paid"),
            effects=[Notify.customer("delivery_paid", sms=True), Notify.staff("staff_delivery_paid")],
        ),
    )  # fmt: skip
    def delivery_paid(self, *, charge: int, amount_cents: int) -> dict[str, Any]:
        return {"charge": charge, "amount_cents": amount_cents}

    # --- the parcel --------------------------------------------------------------------------

    @transition(
        state, source=Order.DELIVERY_PAID, target=Order.SHIPPED, conditions=[guards.has_open_parcel],
        permission="workflow.ship_order",
        custom=step(
            Lane.STAFF, 4, _("Enter tracking and ship"), done_label=_("Shipped"),
            help=_("The number is checked, the customer gets it at once, and tracking begins."),
            form="workflow.forms.ShipForm", service="workflow.services.delivery.ship",
            effects=[Notify.customer("shipped", sms=True)],
        ),
    )  # fmt: skip
    def ship(self, *, parcel: int, courier: str, tracking_number: str) -> dict[str, Any]:
        return {"parcel": parcel, "courier": courier, "tracking_number": tracking_number}

    @transition(
        state, source=Order.SHIPPED, target=Order.SHIPPED, permission="workflow.ship_order",
        custom=step(
            Lane.STAFF, None, _("Correct the tracking number"), done_label=_("Tracking number corrected"),
            form="workflow.forms.ShipForm", service="workflow.services.delivery.correct_tracking",
            effects=[Notify.customer("tracking_corrected")],
        ),
    )  # fmt: skip
    def correct_tracking(
        self, *, parcel: int, courier: str, tracking_number: str, before: str
    ) -> dict[str, Any]:
        return {"parcel": parcel, "courier": courier, "tracking_number": tracking_number, "before": before}

    @transition(
        state, source=Order.SHIPPED, target=Order.DELIVERED, conditions=[guards.parcel_delivered],
        custom=step(
            Lane.COURIER, 5, _("Deliver"), done_label=_("Delivered"),
            effects=[Notify.customer("delivered", sms=True)],
        ),
    )  # fmt: skip
    def deliver(self, *, parcel: int) -> dict[str, Any]:
        return {"parcel": parcel}

    # --- the ends ----------------------------------------------------------------------------

    @transition(
        state, source=[*UNTIL_BOUGHT], target=Order.CANCELLED,
        conditions=[guards.nothing_bought, guards.no_payment_under_way], permission="workflow.cancel_order",
        custom=step(
            Lane.USER, None, _("Cancel the order"), by=CUSTOMER_OR_STAFF, danger=True,
            done_label=_("Cancelled"),
            help=_("Possible until something is bought. What was paid is put on the refund list."),
            form="workflow.forms.CancelForm", service="workflow.services.requests.cancel",
            effects=[Checkout.close, Notify.customer("order_cancelled")],
        ),
    )  # fmt: skip
    def cancel(self, *, reason: str, refund_cents: int) -> dict[str, Any]:
        return {"reason": reason, "refund_cents": refund_cents}

    @transition(
        state, source=Order.ITEMS_DUE, target=Order.EXPIRED, conditions=[guards.nothing_received],
        custom=step(
            Lane.CLOCK, None, _("Quote expires"), done_label=_("Quote expired"),
            effects=[Checkout.close, Notify.customer("quote_expired")],
        ),
    )  # fmt: skip
    def expire(self) -> dict[str, Any]:
        return {}

    @transition(
        state, source=Order.ITEMS_DUE, target=Order.ITEMS_DUE, permission="workflow.confirm_item_prices",
        custom=step(
            Lane.STAFF, None, _("Give more time to pay"), done_label=_("More time given"),
            form="workflow.forms.ExtendForm", service="workflow.services.quotes.extend_deadline",
            effects=[Notify.customer("payment_reminder", sms=True), Deadline.at("items")],
        ),
    )  # fmt: skip
    def extend_deadline(self, *, valid_until: str, charge: int, total_cents: int) -> dict[str, Any]:
        return {"valid_until": valid_until, "charge": charge, "total_cents": total_cents}
