"""What stands across the top of an order page until it is dealt with."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.money import format_usd
from console import ages, effect_words, masking
from console.pages.approvals import ApprovalView
from workflow.engine.models import Effect
from workflow.models import Order
from workflow.services.attention import may_settle
from workflow.states import OrderState

_FAILED = Effect.UNDECIDED


@dataclass(frozen=True, slots=True)
class Banner:
    """`url` opens a dialog where `opens_dialog`, else a page. An `ageing` text grows old by itself.
    Of one icon there may be several, each with a `key`."""

    tone: str
    icon: str
    title: str
    text: str = ""
    action: str = ""
    url: str = ""
    opens_dialog: bool = False
    ageing: bool = False
    key: str = ""


def banners(
    order: Order, *, effects: Iterable[Effect], asked: Collection[ApprovalView], user: Any, back: str
) -> list[Banner]:
    """Most pressing first. `asked` are the order's open requests for a second person."""
    return [
        *_matters(order, user, back, {one.approval.matter_id for one in asked}),
        *_second_person(asked),
        *_failed(effects, user),
        *_overdue(order),
        *_question(order),
        *_end(order),
    ]


def _second_person(asked: Iterable[ApprovalView]) -> Iterable[Banner]:
    for view in asked:
        one = view.approval
        url = view.answer_url or view.withdraw_url
        yield Banner(
            tone="warning",
            icon="group",
            title=_("Waits for a second person: %(what)s") % {"what": view.title},
            text=f"{view.about} · {masking.label(one.asked_label)}: {one.reason}",
            action=_("Answer") if view.answer_url else _("Withdraw") if url else "",
            url=url,
            opens_dialog=True,
            key=f"approval-{one.pk}",
        )


def _matters(order: Order, user: Any, back: str, asked_about: Collection[int | None]) -> Iterable[Banner]:
    for matter in order.concerns.all():
        if matter.settled_at is not None:
            continue
        amount = f" · {format_usd(matter.amount_cents)}" if matter.amount_cents else ""
        yield Banner(
            tone="danger",
            icon="flag",
            title=f"{matter.get_concern_display()}{amount}",
            text=matter.detail,
            action=_("Settle") if may_settle(matter, user) and matter.pk not in asked_about else "",
            url=f"{reverse('admin:settle_matter', args=(matter.pk,))}?{urlencode({'next': back})}",
            opens_dialog=True,
            key=f"matter-{matter.pk}",
        )


def _failed(effects: Iterable[Effect], user: Any) -> Iterable[Banner]:
    may = user.has_perm("engine.view_effect")
    for effect in effects:
        if effect.status in _FAILED:
            error = masking.label(effect.error).strip()
            yield Banner(
                tone="danger" if effect.status == Effect.Status.DEAD else "warning",
                icon="sync_problem",
                title=f"{effect.get_status_display()}: {effect_words.title(effect)}",
                text=error.splitlines()[-1][:300] if error else "",
                action=_("Look at it") if may else "",
                url=reverse("admin:engine_effect_change", args=(effect.pk,)),
                key=f"effect-{effect.pk}",
            )


def _overdue(order: Order) -> Iterable[Banner]:
    due = ages.due(order.due_at)
    if due is not None and due.tone == "danger":
        yield Banner("danger", "alarm", _("The next step is overdue"), due.words, ageing=True)


def _question(order: Order) -> Iterable[Banner]:
    if order.question:
        yield Banner("warning", "contact_support", _("Waiting for the customer's answer"), order.question)


def _end(order: Order) -> Iterable[Banner]:
    ends = {
        OrderState.DELIVERED: ("success", "task_alt", _("Delivered. Nothing is left to do.")),
        OrderState.REJECTED: ("neutral", "block", _("The request was rejected.")),
        OrderState.CANCELLED: ("neutral", "cancel", _("The order was cancelled.")),
        OrderState.EXPIRED: ("neutral", "hourglass_disabled", _("The quote expired unpaid.")),
    }
    if order.state in ends:
        tone, icon, title = ends[OrderState(order.state)]
        if order.state == OrderState.DELIVERED and any(
            not matter.settled_at for matter in order.concerns.all()
        ):
            title = _("Delivered. What stands above is left to settle.")
        yield Banner(tone, icon, title)
