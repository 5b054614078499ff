"""The page of orders that cannot go on, with a tab for each reason."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.money import format_usd
from console import ages, effect_words, masking, presence, tones
from workflow.engine.models import Effect
from workflow.models import Order
from workflow.selectors.held_up import Held, Why, held_up
from workflow.services import approvals

_MOST = 200
REASONS = {
    Why.MONEY: (gettext_lazy("Behind a failed call about money"), "danger"),
    Why.BANK: (gettext_lazy("Bank payment on its way"), "info"),
    Why.SECOND: (gettext_lazy("Waits for a second person"), "warning"),
    Why.PUT_OFF: (gettext_lazy("Put off"), "neutral"),
    Why.EDITED: (gettext_lazy("Being edited now"), "primary"),
}


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    held: Held
    reason: str
    tone: str
    state_tone: str
    age: str
    about: str


@dataclass(frozen=True, slots=True)
class Tab:
    code: str
    label: str
    count: int


def held_up_context(user: Any, wanted: str) -> dict[str, Any]:
    """`wanted` is one reason, or anything else for all."""
    held = [*_edited_now(), *sorted([*_second_person(), *held_up()], key=lambda one: one.since)]
    with_money = user.has_perm("workflow.view_payment")
    counts = {why: sum(one.why is why for one in held) for why in Why}
    tabs = [Tab("", _("All"), len(held))]
    tabs += [Tab(why, str(REASONS[why][0]), counts[why]) for why in REASONS]
    chosen = wanted if wanted in set(Why) else ""
    shown = [one for one in held if not chosen or one.why == chosen]
    return {
        "tabs": tabs,
        "chosen": chosen,
        "rows": [_row(one, with_money) for one in shown],
        "chosen_words": str(REASONS[Why(chosen)][0]) if chosen else "",
    }


def _edited_now() -> list[Held]:
    """Pages that somebody has open to change something, with a sign of life in the last minute."""
    present = presence.editing()
    orders = Order.objects.in_bulk([ref for ref, _who, _since in present], field_name="ref")
    return [
        Held(Why.EDITED, orders[ref], masking.person(who), since)
        for ref, who, since in present
        if ref in orders
    ]


def _second_person() -> list[Held]:
    """What somebody asked for and another one has not answered yet."""
    return [
        Held(
            Why.SECOND,
            one.order,
            _("Another colleague"),
            one.asked_at,
            about=_("%(person)s asks: %(why)s")
            % {"person": masking.label(one.asked_label), "why": one.reason},
            amount_cents=one.amount_cents,
        )
        for one in approvals.waiting()[:_MOST]
        if one.order is not None
    ]


def _row(held: Held, with_money: bool) -> Row:
    words, tone = REASONS[held.why]
    about = effect_words.title(Effect(name=held.about)) if held.why is Why.MONEY else held.about
    if held.amount_cents and with_money:
        about = f"{about} · {format_usd(held.amount_cents)}" if about else format_usd(held.amount_cents)
    return Row(
        key=f"{held.why}-{held.order.pk}-{held.since.timestamp()}",
        held=held,
        reason=str(words),
        tone=tone,
        state_tone=tones.of_order(held.order.state),
        age=ages.age(held.since),
        about=about,
    )
