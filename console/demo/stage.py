"""Letting the demo's orders live side by side: one clock, the next deed always the earliest."""

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from console.demo import lives
from console.demo.cast import CUSTOMERS, STAFF, members
from console.demo.goods import GINSENG, GOODS, PERFUME, SOJU, UNCLEAR, Good
from console.demo.lives import REPERTOIRE, Life, Scene
from console.demo.talk import talk
from integrations import clock
from workflow.engine.runner import run_due


def perform(*, orders: int, seed: int = 2026, report: Callable[[int, int], None] | None = None) -> int:
    """Make `orders` demo orders by real deeds at believable past times. Returns how many.

    Same seed, same orders (but for references and tokens). Needs the sandbox; the engine and the
    web server must not run yet, so that each effect runs at the time of its deed.
    """
    chance = random.Random(seed)  # noqa: S311 (a play, not a secret)
    staff = members(STAFF)
    begin = clock.now()
    agenda: list[tuple[datetime, int, Life]] = []
    for number, (life, days) in enumerate(_programme(orders, chance)):
        scene = Scene(
            staff=staff,
            person=CUSTOMERS[number % len(CUSTOMERS)],
            goods=_goods_for(life, chance),
            number=number,
            chance=random.Random(seed * 1000 + number),  # noqa: S311
            note="선물이니 포장 부탁드려요." if number % 9 == 0 else "",
        )
        heapq.heappush(agenda, (begin - timedelta(days=days), number, life(scene)))
    ended = 0
    while agenda:
        when, number, life_of_order = heapq.heappop(agenda)
        with clock.travel(when):
            hours = next(life_of_order, None)
            run_due()
        following = when + timedelta(hours=hours or 0)
        if hours is None or following > begin:
            ended += 1
            if report:
                report(ended, orders)
        else:
            heapq.heappush(agenda, (following, number, life_of_order))
    run_due()
    talk(staff)
    return ended


def _programme(orders: int, chance: random.Random) -> Iterator[tuple[Any, float]]:
    full = [(life, days) for life, days, count in REPERTOIRE for _ in range(count)]
    for place in range(orders):
        life, (least, most) = full[place % len(full)]
        yield life, chance.uniform(least, most)


def _goods_for(life: Any, chance: random.Random) -> list[Good]:
    special = {
        lives.rejected: [SOJU],
        lives.waits_for_second: [PERFUME, GOODS[1]],
        lives.overridden: [PERFUME, GOODS[12]],
        lives.asked_back: [UNCLEAR],
        lives.answered: [UNCLEAR],
    }
    if life in special:
        return special[life]
    goods = chance.sample(GOODS, chance.choice((2, 2, 3)))
    if life is lives.just_asked:
        goods.append(chance.choice((PERFUME, GINSENG, GOODS[0])))
    return list(dict.fromkeys(goods))
