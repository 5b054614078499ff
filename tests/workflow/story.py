"""An order told in deeds, so that a test begins where it becomes interesting."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from integrations import clock
from integrations.couriers.demo_numbers import valid_number
from tests.running import Sandbox
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.runner import run_due
from workflow.jobs import tracking
from workflow.models import Charge, Order, PaymentAttempt, PollRound
from workflow.services import delivery, inbox, items, quotes, screening
from workflow.services import requests as asking
from workflow.services.delivery import Measured
from workflow.services.quotes import SetPrice
from workflow.services.requests import WantedItem
from workflow.services.screening import Decision
from workflow.states import ItemState

ADDRESS = {
    "recipient": "Mina Park",
    "phone": "+12135550100",
    "line1": "123 S Vermont Ave",
    "line2": "Apt 5",
    "city": "Los Angeles",
    "state": "CA",
    "postal_code": "90004",
}
HAT = WantedItem(url="https://www.musinsa.com/products/1", title="Bucket hat", options="black, M", quantity=2)
BOOK = WantedItem(url="https://product.kyobobook.co.kr/detail/S1", title="Picture book")
SOJU = WantedItem(url="https://www.ssg.com/item/1", title="Soju 12 bottles")
SOJU_GLASS = WantedItem(url="https://www.ssg.com/item/2", title="Soju glass, pair")
BOX = Measured(weight_g=1200, length_mm=300, width_mm=200, height_mm=150, service="ems")


@dataclass
class Story:
    customer: Any
    staff: Any
    serial: int = 0

    @property
    def desk(self) -> Actor:
        return Actor.staff(self.staff)

    @property
    def second(self) -> Actor:
        """Somebody else at the desk who may do everything: the second person."""
        person, _created = get_user_model().objects.get_or_create(
            email="soyeon@bidangil.example",
            defaults={"name": "Soyeon", "is_staff": True, "is_superuser": True},
        )
        return Actor.staff(person)

    def requested(self, *wanted: WantedItem) -> Order:
        order = asking.request_quote(
            customer=self.customer,
            items=wanted or (HAT, BOOK),
            address=ADDRESS,
            actor=Actor.customer(self.customer),
        )
        run_due()
        return self.again(order)

    def approved(self, *wanted: WantedItem) -> Order:
        order = self.requested(*wanted)
        screening.approve_quote(
            order_id=order.pk,
            actor=self.desk,
            decisions={item.pk: Decision("approve") for item in order.items.all()},
        )
        return self.again(order)

    def items_due(self, *wanted: WantedItem, unit_krw: int = 30_000) -> Order:
        order = self.approved(*wanted)
        quotes.confirm_item_prices(order_id=order.pk, actor=self.desk, prices=self.prices(order, unit_krw))
        run_due()
        return self.again(order)

    def items_paid(self, sandbox: Sandbox, *wanted: WantedItem) -> Order:
        order = self.items_due(*wanted)
        self.pay(sandbox, order)
        return self.again(order)

    def bought(self, sandbox: Sandbox, *wanted: WantedItem) -> Order:
        order = self.items_paid(sandbox, *wanted)
        for item in order.items.filter(state=ItemState.APPROVED):
            items.buy(item_id=item.pk, actor=self.desk, shop_order_number=f"M-{item.pk}")
        return self.again(order)

    def in_warehouse(self, sandbox: Sandbox, *wanted: WantedItem) -> Order:
        order = self.bought(sandbox, *wanted)
        for item in order.items.filter(state=ItemState.BOUGHT):
            items.receive(item_id=item.pk, actor=self.desk)
        door.fire(Order, order.pk, "items_ready", actor=self.desk)
        run_due()
        return self.again(order)

    def delivery_due(self, sandbox: Sandbox, *wanted: WantedItem) -> Order:
        order = self.in_warehouse(sandbox, *wanted)
        delivery.confirm_delivery_fee(order_id=order.pk, actor=self.desk, measured=BOX)
        run_due()
        return self.again(order)

    def delivery_paid(self, sandbox: Sandbox, *wanted: WantedItem) -> Order:
        order = self.delivery_due(sandbox, *wanted)
        self.pay(sandbox, order)
        return self.again(order)

    def shipped(self, sandbox: Sandbox, *wanted: WantedItem, courier: str = "ems") -> Order:
        order = self.delivery_paid(sandbox, *wanted)
        self.serial += 1
        delivery.ship(
            order_id=order.pk,
            actor=self.desk,
            courier=courier,
            tracking_number=valid_number(courier, order.pk * 10 + self.serial),
        )
        run_due()
        return self.again(order)

    def delivered(self, sandbox: Sandbox, *wanted: WantedItem) -> Order:
        order = self.shipped(sandbox, *wanted)
        self.poll()
        sandbox.post(f"parcels/{order.parcels.get().tracking_number}/next", to="delivered")
        self.poll()
        return self.again(order)

    # --- what others do ---------------------------------------------------------------------------

    def pay(self, sandbox: Sandbox, order: Order) -> Charge:
        """The customer pays the open session on the provider's page and comes back."""
        charge = self.open_charge(order)
        attempt = charge.attempts.get(open_for=charge.pk)
        sandbox.pay(attempt.session_id)
        self.look_again(attempt)
        charge.refresh_from_db()
        return charge

    @staticmethod
    def poll() -> None:
        """Ask the couriers now about every parcel that is still followed."""
        PollRound.objects.update(began_at=None, cursor=None, due_at=clock.now())
        tracking.tick()
        run_due()

    def look_again(self, attempt: PaymentAttempt) -> None:
        inbox.look_again(attempt_id=attempt.pk)
        run_due()

    @staticmethod
    def open_charge(order: Order) -> Charge:
        return order.charges.get(status__in=("draft", "open"))

    @staticmethod
    def prices(order: Order, unit_krw: int = 30_000) -> dict[int, SetPrice]:
        return {item.pk: SetPrice(unit_krw, 3_000) for item in order.items.filter(state=ItemState.APPROVED)}

    @staticmethod
    def again(order: Order) -> Order:
        return Order.objects.get(pk=order.pk)
