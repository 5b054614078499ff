"""What customers, the desk and colleagues have written in the demo: a little, so that nobody begins with
empty tabs. Through the services, like everything else."""

from datetime import timedelta
from typing import Any

from integrations import clock
from workflow.engine.actors import Actor
from workflow.engine.runner import run_due
from workflow.models import Order
from workflow.services.messages import write_message
from workflow.services.notes import add_note
from workflow.states import OrderState

# The state of the order, and who says what, by language: (English, Korean). The last word is left unread.
_TALKS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        OrderState.ITEMS_PAID,
        (
            ("customer", "When will it arrive at your warehouse?", "언제쯤 창고에 입고될까요?"),
            (
                "staff",
                "The shop sends it tomorrow; with us it is two days later. We write when it is here.",
                "판매처에서 내일 출고하면 이틀 뒤 입고됩니다. 입고되면 바로 알려 드릴게요.",
            ),
            (
                "customer",
                "Great, thank you. Please send a photo before you pack it.",
                "고맙습니다. 포장하기 전에 사진 한 장 부탁드려요.",
            ),
        ),
    ),
    (
        OrderState.ITEMS_DUE,
        (
            (
                "customer",
                "Can I still add one more item to this order?",
                "이 주문에 상품을 하나 더 추가할 수 있을까요?",
            ),
        ),
    ),
    (
        OrderState.SHIPPED,
        (
            (
                "staff",
                "Your parcel is with the courier. No scan for a few days is usual while it flies.",
                "소포가 택배사로 넘어갔습니다. 항공 이동 중에는 며칠간 조회 내역이 그대로일 수 있습니다.",
            ),
        ),
    ),
)  # fmt: skip


def talk(staff: dict[str, Any]) -> None:
    """Write the demo's messages and one note, some hours back. Needs the orders; repeats nothing."""
    began = clock.now() - timedelta(hours=5)
    for state, lines in _TALKS:
        order = Order.objects.filter(state=state, messages=None).select_related("customer").first()
        if order is None:
            continue
        for number, (side, english, korean) in enumerate(lines):
            is_customer = side == "customer"
            actor = Actor.customer(order.customer) if is_customer else Actor.staff(staff["support"])
            with clock.travel(began + timedelta(minutes=40 * number)):
                body = korean if order.customer.language == "ko" else english
                write_message(order_id=order.pk, actor=actor, body=body)
                run_due()
        if state == OrderState.ITEMS_PAID:
            with clock.travel(began + timedelta(hours=3)):
                actor = Actor.staff(staff["support"])
                add_note(order=order, actor=actor, body="@warehouse 포장 전에 사진 부탁드려요.")
