from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from catalog import deadlines
from integrations import clock
from workflow import live, wording
from workflow.flow import OrderFlow
from workflow.item_flow import ItemFlow
from workflow.models.parcel import Parcel
from workflow.references import fingerprint_of, link_token, order_ref
from workflow.states import ChargeKind, ItemState, OrderState, Verdict

# States in which nobody owes the next step.
ENDED = (OrderState.DELIVERED, OrderState.REJECTED, OrderState.CANCELLED, OrderState.EXPIRED)

# Whose clock runs in which state: the catalog's name for the step.
STEP_OF = {
    OrderState.REQUESTED: "screen",
    OrderState.NEEDS_INFO: "needs_info",
    OrderState.APPROVED: "price",
    OrderState.ITEMS_DUE: "pay_items",
    OrderState.ITEMS_PAID: "buy",
    OrderState.IN_WAREHOUSE: "weigh",
    OrderState.DELIVERY_DUE: "pay_delivery",
    OrderState.DELIVERY_PAID: "ship",
}


class OrderQuerySet(models.QuerySet["Order"]):
    def of(self, customer: Any) -> Self:
        return self.filter(customer=customer)

    def open(self) -> Self:
        return self.exclude(state__in=ENDED)

    def overdue(self) -> Self:
        return self.open().filter(due_at__lt=clock.now())


class Order(OrderFlow):
    class Channel(models.TextChoices):
        WEB = "web", _("Web")
        API = "api", _("App")
        STAFF = "staff", _("Entered by staff")

    class StockOut(models.TextChoices):
        """What the customer wants when one of several items is gone."""

        BUY_REST = "buy_rest", _("Buy the rest")
        ASK = "ask", _("Ask me first")
        CANCEL_ALL = "cancel_all", _("Cancel everything")

    ref = models.CharField(_("order"), max_length=16, unique=True, default=order_ref, editable=False)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="orders",
        verbose_name=_("customer"),
        db_index=False,  # order_by_customer begins with it
    )
    channel = models.CharField(_("came by"), max_length=8, choices=Channel, default=Channel.WEB)
    note = models.TextField(_("customer's note"), blank=True, max_length=2000)
    question = models.TextField(_("open question"), blank=True, editable=False)
    if_out_of_stock = models.CharField(
        _("if something is out of stock"), max_length=10, choices=StockOut, default=StockOut.BUY_REST
    )
    # Opens the public tracking page; whoever has the link may look.
    share_token = models.CharField(max_length=40, unique=True, default=link_token, editable=False)
    created_at = models.DateTimeField(_("requested"), default=clock.now, editable=False)
    due_at = models.DateTimeField(_("next step due"), null=True, editable=False)
    # Whose work it is at the desk, and until when nobody has to look: see services.desk.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("assigned to"),
        editable=False,
        db_index=False,  # order_by_assignee_and_state begins with it
    )
    snoozed_until = models.DateTimeField(_("put off until"), null=True, editable=False)
    # Of its items, as each deed leaves them: two queues are told apart by it, along an index.
    left_to_buy = models.PositiveSmallIntegerField(_("items to buy"), default=0, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["customer", "-id"], name="order_by_customer"),
            # The order list and its queues (console/listing.py): for each way to sort or filter one that
            # begins with it; what stands behind the id only saves reading the row.
            models.Index(
                fields=["state", "due_at", "id", "snoozed_until", "assignee", "left_to_buy", "moved_at"],
                name="order_by_state_and_due",
            ),
            models.Index(
                fields=["state", "moved_at", "id", "snoozed_until", "assignee", "due_at", "left_to_buy"],
                name="order_by_state_and_move",
            ),
            models.Index(fields=["state", "id", "moved_at", "due_at"], name="order_by_state"),
            models.Index(fields=["due_at", "id", "moved_at"], name="order_by_due"),
            models.Index(fields=["moved_at", "id", "due_at"], name="order_by_age"),
            models.Index(
                fields=["assignee", "state", "id", "due_at", "snoozed_until", "left_to_buy"],
                name="order_by_assignee_and_state",
            ),
            models.Index(fields=["assignee", "id", "moved_at", "due_at"], name="order_by_assignee_and_age"),
            models.Index(
                fields=["snoozed_until", "id", "state", "assignee", "due_at", "moved_at", "left_to_buy"],
                name="order_put_off",
            ),
        ]
        permissions = [
            ("screen_order", "Can screen a request: ask, approve, reject"),
            ("override_screening", "Can allow an item against a screening rule"),
            ("confirm_item_prices", "Can set item prices"),
            ("buy_items", "Can buy items"),
            ("receive_items", "Can receive items in the warehouse"),
            ("confirm_delivery_fee", "Can weigh a parcel and set the delivery fee"),
            ("ship_order", "Can ship and correct tracking numbers"),
            ("cancel_order", "Can cancel an order"),
            ("edit_items", "Can correct the items of a request"),
            ("assign_order", "Can assign orders and put them off"),
        ]

    def __str__(self) -> str:
        return self.ref

    def belongs_to(self, user: Any) -> bool:
        return bool(self.customer_id == user.pk)

    def after_move(self, remembered: Mapping[str, Any]) -> None:
        """Called by the door before the row is saved: when is the next step due?

        What was put off comes back: something has happened. What is left to buy is counted again, because
        the deed may have moved items since the order was read.
        """
        self.snoozed_until = None
        self.left_to_buy = self.items.filter(state=ItemState.APPROVED).count()
        promised = remembered.get("valid_until")
        if promised:
            self.due_at = datetime.fromisoformat(promised)
        elif self.state in ENDED:
            self.due_at = None
        else:
            step = remembered.get("due_step") or STEP_OF.get(OrderState(self.state))
            self.due_at = deadlines.due_at(step=step, start=self.moved_at) if step else None

    @property
    def parcels(self) -> "models.QuerySet[Parcel]":
        """The boxes that hold something of this order."""
        return Parcel.objects.filter(lines__item__order=self).distinct()

    # --- money: what was promised, what has come in ---------------------------------------------

    def current_quote(self, kind: str) -> Any:
        """The latest version of the quote for the items or the delivery, or None."""
        return self.quotes.filter(kind=kind).order_by("-version").first()

    def received_cents(self, kind: str) -> int:
        """US cents that arrived and count for this kind of charge."""
        from_payments = self.payments.filter(charge__kind=kind, verdict=Verdict.APPLIED)
        return from_payments.aggregate(total=Sum("amount_cents"))["total"] or 0

    def missing_cents(self, kind: str) -> int:
        """US cents still due on the current quote; negative when too much came in."""
        quote = self.current_quote(kind)
        return (quote.total_cents if quote else 0) - self.received_cents(kind)

    def total_received_cents(self) -> int:
        return sum(self.received_cents(kind) for kind in (ChargeKind.ITEMS, ChargeKind.DELIVERY))

    # --- notices ----------------------------------------------------------------------------------

    def announce(self, deed: str) -> None:
        live.order_moved(self, deed)

    @property
    def notice_order(self) -> "Order":
        return self

    def notice_context(self, data: Mapping[str, Any], *, to_staff: bool = False) -> dict[str, str]:
        return wording.notice_context(self, data, to_staff=to_staff)


class OrderItem(ItemFlow):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items", verbose_name=_("order"))
    position = models.PositiveSmallIntegerField()
    url = models.CharField(_("link"), max_length=1000)
    title = models.CharField(_("name"), max_length=200, blank=True)
    options = models.CharField(_("options"), max_length=300, blank=True)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    note = models.CharField(_("note"), max_length=500, blank=True)

    # What the screening rules say:
    # [{rule_id, code, verdict, matched, where, reason_en, reason_ko, source, source_url}]
    hits = models.JSONField(default=list, editable=False)
    screened_at = models.DateTimeField(null=True, editable=False)
    # What the model thinks of it, empty when it was not asked: a hint to a person, never a decision.
    # {verdict, reason_en, reason_ko, confidence, sources, model, at, of}
    suggestion = models.JSONField(default=dict, editable=False)
    decision_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    unit_price_krw = models.PositiveIntegerField(_("price each, KRW"), null=True, editable=False)
    domestic_shipping_krw = models.PositiveIntegerField(
        _("shipping in Korea, KRW"), default=0, editable=False
    )
    # Stands on the box that the shop sends: the warehouse finds the order by it.
    shop_order_number = models.CharField(
        _("shop's order number"), max_length=80, blank=True, editable=False, db_index=True
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["order", "position"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="one_item_per_position")]
        # How many of an order's items are still to be bought, or to arrive.
        indexes = [models.Index(fields=["order", "state"], name="item_by_order_and_state")]

    def __str__(self) -> str:
        return self.title or self.url

    @classmethod
    def lock(cls, pk: int) -> Self:
        """The order first, then the item: every deed on an order takes its locks this way."""
        order_id = cls._base_manager.values_list("order_id", flat=True).get(pk=pk)
        order = Order.lock(order_id)
        item = cls._base_manager.select_for_update().get(pk=pk)
        item.order = order
        return item

    def belongs_to(self, user: Any) -> bool:
        return self.order.belongs_to(user)

    def after_move(self, remembered: Mapping[str, Any]) -> None:
        """Called by the door before the row is saved: how many items of the order are left to buy?"""
        others = self.order.items.exclude(pk=self.pk).filter(state=ItemState.APPROVED).count()
        self.order.left_to_buy = others + (self.state == ItemState.APPROVED)
        self.order.save(update_fields=["left_to_buy"])

    @property
    def is_forbidden(self) -> bool:
        return any(hit["verdict"] == "forbid" for hit in self.hits)

    @property
    def fingerprint(self) -> str:
        """What it is and which rules forbid it: with another name, number or rule it is another."""
        rules = sorted({hit["code"] for hit in self.hits if hit["verdict"] == "forbid"})
        parts = [self.title, self.url, self.options, self.note, self.quantity, rules]
        return fingerprint_of(parts)

    @property
    def is_overridden(self) -> bool:
        """Whether two people have agreed to it as it is now."""
        return self.approvals.filter(kind="override", verdict="agreed", mark=self.fingerprint).exists()

    @property
    def is_stopped(self) -> bool:
        """Allowed, but a rule forbids it by now and no two people have agreed: neither priced nor bought."""
        return self.state == ItemState.APPROVED and self.is_forbidden and not self.is_overridden

    @property
    def will_be_sent(self) -> bool:
        return self.state not in (ItemState.REJECTED, ItemState.OUT_OF_STOCK)

    def announce(self, deed: str) -> None:
        live.item_moved(self, deed)

    @property
    def notice_order(self) -> Order:
        return self.order
