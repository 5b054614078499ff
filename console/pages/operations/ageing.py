"""The table of ageing; each number leads to its orders."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.money import format_usd
from console import tones
from workflow.selectors.ageing import BAND_WORDS, BANDS, OPEN_STATES, Cell, ageing, together
from workflow.selectors.lanes import turn_of
from workflow.states import OrderState

_KEY, _LIVE_S = "console.ageing", 60


@dataclass(frozen=True, slots=True)
class Shown:
    """`words` and `money` are empty where no order is; `weight` 0 to 4 colours the cell."""

    label: str
    words: str
    money: str
    url: str
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    tone: str
    turn: str
    cells: list[Shown]
    total: Shown


def ageing_context(user: Any) -> dict[str, Any]:
    """Who may not see payments sees no sums. Two queries, once a minute."""
    found = cache.get(_KEY)
    if found is None:
        found = ageing()
        cache.set(_KEY, found, _LIVE_S)
    with_money = user.has_perm("workflow.view_payment")
    bands = list(BANDS)
    lines = [
        Line(
            label=str(OrderState(state).label),
            tone=tones.of_order(state),
            turn=str(turn_of(state).label),
            cells=[
                _shown(cell, with_money, weight=place, state=state, age=bands[place])
                for place, cell in enumerate(found[state])
            ],
            total=_shown(together(found[state]), with_money, state=state),
        )
        for state in OPEN_STATES
    ]
    columns = [together([found[state][place] for state in OPEN_STATES]) for place in range(len(bands))]
    return {
        "bands": [BAND_WORDS[band] for band in bands],
        "lines": lines,
        "columns": [_shown(cell, with_money, age=bands[place]) for place, cell in enumerate(columns)],
        "whole": _shown(together(columns), with_money),
        "has_orders": bool(together(columns).orders),
        "with_money": with_money,
    }


def _shown(cell: Cell, with_money: bool, *, weight: int = 0, **filters: str) -> Shown:
    label = ", ".join(
        str(OrderState(value).label) if name == "state" else str(BAND_WORDS[value])
        for name, value in filters.items()
    )
    if not cell.orders:
        return Shown(label or _("All"), "", "", "")
    url = f"{reverse('admin:workflow_order_changelist')}?{urlencode(filters)}"
    money = format_usd(cell.cents) if with_money and cell.cents else ""
    return Shown(label or _("All"), str(cell.orders), money, url, weight)
