"""How each demo order lives: a generator that does a deed and yields the hours until the next.

Every deed is the real one, by the people of the right role, at its own time; the payment is made
on the sandbox's page and the scans come from the sandbox's couriers.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

from console.demo.cast import Person, customer
from console.demo.goods import Good
from integrations import clock
from integrations.couriers.demo_numbers import valid_number
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.runner import run_due
from workflow.models import Order
from workflow.services import approvals, delivery, inbox, items, quotes, screening
from workflow.services import requests as asking
from workflow.services.delivery import Measured
from workflow.services.quotes import SetPrice
from workflow.services.rounds import ask_now
from workflow.services.screening import Decision
from workflow.states import ItemState

type Hours = float
type Life = Iterator[Hours]


@dataclass
class Scene:
    """One order in the making."""

    staff: dict[str, Any]
    person: Person
    goods: Sequence[Good]
    number: int
    chance: random.Random
    note: str = ""

    def __post_init__(self) -> None:
        self.member = customer(self.person)
        self.order_id = 0

    @property
    def order(self) -> Order:
        return Order.objects.get(pk=self.order_id)

    @property
    def buyer(self) -> Actor:
        return Actor.staff(self.staff["buyer"])

    @property
    def warehouse(self) -> Actor:
        return Actor.staff(self.staff["warehouse"])

    @property
    def support(self) -> Actor:
        return Actor.staff(self.staff["support"])

    def hours(self, least: float, most: float) -> Hours:
        return self.chance.uniform(least, most)

    # --- deeds --------------------------------------------------------------------------------

    def request(self) -> None:
        order = asking.request_quote(
            customer=self.member,
            items=[good.wanted(self.chance.choice((1, 1, 1, 2))) for good in self.goods],
            address=self.person.address(),
            actor=Actor.customer(self.member),
            note=self.note,
        )
        self.order_id = order.pk

    def approve(self) -> None:
        decisions = {}
        for item in self.order.items.filter(state=ItemState.REQUESTED):
            reason = next(
                (hit[f"reason_{self.member.language}"] for hit in item.hits if hit["verdict"] == "forbid"), ""
            )
            decisions[item.pk] = Decision("reject", reason) if reason else Decision("approve")
        screening.approve_quote(order_id=self.order_id, actor=self.buyer, decisions=decisions)

    def ask_second(self, reason: str) -> None:
        for item in self.order.items.filter(state=ItemState.REQUESTED):
            if item.is_forbidden:
                approvals.ask_override(item_id=item.pk, actor=self.buyer, reason=reason)

    def agree(self, note: str) -> None:
        for asked in approvals.of_order(self.order):
            approvals.decide(
                approval_id=asked.pk, actor=Actor.staff(self.staff["owner"]), agree=True, note=note
            )

    def price(self) -> None:
        by_url = {good.url: good for good in self.goods}
        prices = {
            item.pk: SetPrice(by_url[item.url].price_krw, by_url[item.url].shipping_krw)
            for item in self.order.items.filter(state=ItemState.APPROVED)
        }
        quotes.confirm_item_prices(order_id=self.order_id, actor=self.buyer, prices=prices)

    def pay(self) -> None:
        run_due()
        charge = self.order.charges.get(status="open")
        attempt = charge.attempts.get(open_for=charge.pk)
        _sandbox(f"sessions/{attempt.session_id}/pay")
        inbox.look_again(attempt_id=attempt.pk)

    def buy(self, count: int | None = None) -> None:
        for item in self.order.items.filter(state=ItemState.APPROVED)[:count]:
            items.buy(
                item_id=item.pk,
                actor=self.buyer,
                shop_order_number=f"{20260000 + self.number * 7 + item.position}",
            )

    def receive(self, count: int | None = None) -> None:
        for item in self.order.items.filter(state=ItemState.BOUGHT)[:count]:
            items.receive(item_id=item.pk, actor=self.warehouse)

    def all_in(self) -> None:
        door.fire(Order, self.order_id, "items_ready", actor=self.warehouse)

    def weigh(self) -> None:
        grams = sum(good.grams for good in self.goods) + 250
        side = 180 + 20 * len(self.goods)
        box = Measured(grams, side + 80, side, 120 + 30 * len(self.goods), "ems")
        delivery.confirm_delivery_fee(order_id=self.order_id, actor=self.warehouse, measured=box)

    def ship(self) -> None:
        number = valid_number("ems", 4_100_000 + self.number)
        delivery.ship(order_id=self.order_id, actor=self.warehouse, courier="ems", tracking_number=number)
        self.poll()

    def scan(self, deed: str = "next") -> None:
        number = self.order.parcels.latest("id").tracking_number
        _sandbox(f"parcels/{number}/{deed}", at=clock.now().isoformat())
        self.poll()

    def poll(self) -> None:
        ask_now(parcel_id=self.order.parcels.latest("id").pk)
        run_due()


def _sandbox(path: str, **given: Any) -> None:
    reply = requests.post(f"{settings.SANDBOX_URL}/_sandbox/{path}", json=given, timeout=10)
    reply.raise_for_status()


# --- lives: each stops where the demo wants its order to stand --------------------------------------


def just_asked(scene: Scene) -> Life:
    scene.request()
    yield 0


def asked_back(scene: Scene) -> Life:
    scene.request()
    yield scene.hours(1, 5)
    korean = scene.member.language == "ko"
    question = (
        "사이즈가 링크에서 확인되지 않아요. 250과 255 중 어느 것으로 주문할까요?"
        if korean
        else "The link does not show a size. Shall we order 250 or 255 mm?"
    )
    asking.ask_customer(order_id=scene.order_id, actor=scene.support, question=question)


def answered(scene: Scene) -> Life:
    yield from asked_back(scene)
    yield scene.hours(2, 6)
    asking.answer(
        order_id=scene.order_id, actor=Actor.customer(scene.member), answer="255, please. 감사합니다!"
    )


def to_price(scene: Scene) -> Life:
    scene.request()
    yield scene.hours(1, 6)
    scene.approve()


def waits_for_second(scene: Scene) -> Life:
    """A rule forbids one of the goods; the buyer asks the owner to allow it all the same."""
    scene.request()
    yield scene.hours(1, 3)
    scene.ask_second("The shop confirms that it is a solid perfume without alcohol.")


def overridden(scene: Scene) -> Life:
    """The same, and the owner has agreed."""
    yield from waits_for_second(scene)
    yield scene.hours(0.5, 2)
    scene.agree("The label is attached. Packed with the certificate.")
    scene.approve()


def rejected(scene: Scene) -> Life:
    scene.request()
    yield scene.hours(1, 4)
    korean = scene.member.language == "ko"
    reason = "주류는 미국으로 보낼 수 없어요." if korean else "Alcohol cannot be sent to the U.S. by post."
    screening.reject_quote(order_id=scene.order_id, actor=scene.buyer, reason=reason)


def unpaid(scene: Scene) -> Life:
    yield from to_price(scene)
    yield scene.hours(0.5, 3)
    scene.price()


def paid(scene: Scene) -> Life:
    yield from unpaid(scene)
    yield scene.hours(1, 12)
    scene.pay()


def half_bought(scene: Scene) -> Life:
    yield from paid(scene)
    yield scene.hours(1, 8)
    scene.buy(1)


def arriving(scene: Scene) -> Life:
    yield from paid(scene)
    yield scene.hours(1, 8)
    scene.buy()
    yield scene.hours(28, 40)
    scene.receive(1)


def to_weigh(scene: Scene) -> Life:
    yield from paid(scene)
    yield scene.hours(1, 8)
    scene.buy()
    yield scene.hours(28, 40)
    scene.receive()
    yield scene.hours(0.2, 2)
    scene.all_in()


def delivery_unpaid(scene: Scene) -> Life:
    yield from to_weigh(scene)
    yield scene.hours(1, 10)
    scene.weigh()


def to_ship(scene: Scene) -> Life:
    yield from delivery_unpaid(scene)
    yield scene.hours(1, 12)
    scene.pay()


def on_its_way(scene: Scene) -> Life:
    yield from to_ship(scene)
    yield scene.hours(1, 12)
    scene.ship()
    for _ in range(3):
        yield scene.hours(5, 16)
        scene.scan()


def held_by_customs(scene: Scene) -> Life:
    yield from on_its_way(scene)
    yield scene.hours(5, 12)
    scene.scan("customs_hold")


def arrived(scene: Scene) -> Life:
    yield from on_its_way(scene)
    while scene.order.state != "delivered":
        yield scene.hours(6, 18)
        scene.scan()


def cancelled(scene: Scene) -> Life:
    yield from unpaid(scene)
    yield scene.hours(2, 12)
    asking.cancel(
        order_id=scene.order_id, actor=Actor.customer(scene.member), reason="Found it in a shop nearby."
    )


def out_of_stock(scene: Scene) -> Life:
    yield from paid(scene)
    yield scene.hours(2, 8)
    item = scene.order.items.filter(state=ItemState.APPROVED).last()
    if item is not None:
        items.out_of_stock(item_id=item.pk, actor=scene.buyer, reason="The shop has sold the last one.")
    scene.buy()


# (life, how many days ago it begins, how many of forty)
REPERTOIRE: tuple[tuple[Callable[[Scene], Life], tuple[float, float], int], ...] = (
    (just_asked, (0.02, 0.4), 3),
    (just_asked, (1.2, 1.6), 1),
    (asked_back, (0.4, 2.0), 2),
    (answered, (0.5, 0.8), 1),
    (to_price, (0.3, 0.5), 2),
    (to_price, (1.3, 1.6), 1),
    (waits_for_second, (0.3, 0.6), 1),
    (overridden, (0.6, 0.9), 1),
    (rejected, (3, 12), 1),
    (unpaid, (0.8, 2.0), 3),
    (paid, (0.9, 1.1), 3),
    (half_bought, (1.2, 1.4), 1),
    (arriving, (3.2, 4.5), 3),
    (out_of_stock, (3.0, 4.0), 1),
    (to_weigh, (2.8, 3.0), 2),
    (delivery_unpaid, (3.4, 4.0), 2),
    (to_ship, (3.7, 4.0), 2),
    (on_its_way, (7.0, 9.0), 3),
    (held_by_customs, (8.0, 10.0), 1),
    (arrived, (14.0, 30.0), 4),
    (cancelled, (5.0, 20.0), 1),
    (unpaid, (8.0, 15.0), 1),  # long past its time: the clock lets it expire
)
