"""Orders on the move: creates N orders and pushes each one on whenever it is somebody's turn.

A process of its own (`python -m tests.faults.driver N PATIENCE`), so that it shares the database of the
system under test. Prints a line of JSON when all are delivered, or when none has moved for PATIENCE seconds:
a slow machine takes longer, but always moves.
"""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import requests  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import OperationalError  # noqa: E402

from integrations.couriers.demo_numbers import valid_number  # noqa: E402
from tests.workflow.story import ADDRESS, BOOK, BOX, HAT  # noqa: E402
from workflow.engine import door  # noqa: E402
from workflow.engine.actors import Actor  # noqa: E402
from workflow.engine.errors import Refused  # noqa: E402
from workflow.engine.models import TransitionLog  # noqa: E402
from workflow.models import Order, PaymentAttempt  # noqa: E402
from workflow.services import delivery, items, quotes, screening  # noqa: E402
from workflow.services import requests as asking  # noqa: E402
from workflow.services.quotes import SetPrice  # noqa: E402
from workflow.services.screening import Decision  # noqa: E402
from workflow.states import ItemState, OrderState  # noqa: E402


def sandbox(path: str, **given: object) -> None:
    requests.post(f"{settings.SANDBOX_URL}/_sandbox/{path}", json=given, timeout=10)


def push(order: Order, desk: Actor) -> None:
    """One deed, if it is ours to do; what the engine owes is left to the engine."""
    match order.state:
        case OrderState.REQUESTED:
            decisions = {item.pk: Decision("approve") for item in order.items.all()}
            screening.approve_quote(order_id=order.pk, actor=desk, decisions=decisions, expect_seq=order.seq)
        case OrderState.APPROVED:
            prices = {item.pk: SetPrice(20_000 + order.pk) for item in order.items.all()}
            quotes.confirm_item_prices(order_id=order.pk, actor=desk, prices=prices, expect_seq=order.seq)
        case OrderState.ITEMS_DUE | OrderState.DELIVERY_DUE:
            attempt = PaymentAttempt.objects.filter(charge__order=order, status="open").first()
            if attempt is not None:
                sandbox(f"sessions/{attempt.session_id}/pay")
        case OrderState.ITEMS_PAID:
            for item in order.items.filter(state=ItemState.APPROVED):
                items.buy(item_id=item.pk, actor=desk, shop_order_number=str(item.pk))
            for item in order.items.filter(state=ItemState.BOUGHT):
                items.receive(item_id=item.pk, actor=desk)
            door.fire(Order, order.pk, "items_ready", actor=desk)
        case OrderState.IN_WAREHOUSE:
            delivery.confirm_delivery_fee(order_id=order.pk, actor=desk, measured=BOX, expect_seq=order.seq)
        case OrderState.DELIVERY_PAID:
            number = valid_number("ems", 6_000_000 + order.pk)
            delivery.ship(order_id=order.pk, actor=desk, courier="ems", tracking_number=number)
        case OrderState.SHIPPED:
            sandbox(f"parcels/{order.parcels.get().tracking_number}/next", to="delivered")


def main(count: int, patience: float) -> None:
    people = get_user_model().objects
    staff = people.create_superuser("juno@bidangil.example", name="Juno")
    mina = people.create_user(
        "mina@customer.example", name="Mina Park", language="ko", phone="+12135550100", notify_sms=True
    )
    desk = Actor.staff(staff)
    for _ in range(count):
        asking.request_quote(customer=mina, items=(HAT, BOOK), address=ADDRESS, actor=Actor.customer(mina))
    begin = moved = time.monotonic()
    steps = 0
    while time.monotonic() - moved < patience:
        moving = list(Order.objects.exclude(state=OrderState.DELIVERED))
        if not moving:
            break
        for order in moving:
            try:
                push(order, desk)
            except (Refused, OperationalError, requests.RequestException):
                continue  # the next round tries again, as a person would
        if (now := TransitionLog.objects.count()) > steps:
            steps, moved = now, time.monotonic()
        time.sleep(0.2)
    seconds = time.monotonic() - begin
    delivered = Order.objects.filter(state=OrderState.DELIVERED).count()
    told = {"delivered": delivered, "of": count, "seconds": round(seconds, 1), "steps": steps}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
