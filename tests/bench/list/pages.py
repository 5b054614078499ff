"""Every page of the order list and its queues that is measured, made from what the console offers.

A filter or a queue that is added to the console is measured from then on, without a line here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from urllib.parse import urlencode

from django.urls import reverse

from console import listing, queues
from console.admin.base import ConsoleAdmin
from console.listing import Narrowing
from tests.bench.list.orders import charge_ref_of, ref_of, tracking_number_of

# As far as any list is paged.
_DEEPEST = 10_000 // ConsoleAdmin.list_per_page


@dataclass(frozen=True, slots=True)
class Page:
    """`kind` is the line of the table that the page belongs to."""

    kind: str
    name: str
    url: str
    is_cold: bool = False  # with the counts of the queues forgotten before


def pages(count: int) -> Iterator[Page]:
    """The pages over `count` orders, as the owner sees them."""
    all_orders = reverse("admin:workflow_order_changelist")
    yield Page("first page", "all orders", all_orders)
    yield Page("first page, counts made anew", "all orders", all_orders, is_cold=True)
    yield from _depths(all_orders, count)
    yield from _sorted(all_orders)
    yield from _filtered(all_orders)
    yield from _pairs(all_orders)
    yield from _searches(all_orders, count)
    yield from _queues()
    yield Page("home", "home", reverse("admin:index"))
    yield Page("home, counts made anew", "home", reverse("admin:index"), is_cold=True)
    yield from _palette(count)


def _depths(url: str, count: int) -> Iterator[Page]:
    last = max(1, min(_DEEPEST, count // ConsoleAdmin.list_per_page))
    yield Page("further pages", "middle", f"{url}?p={(last + 1) // 2}")
    yield Page("further pages", "last", f"{url}?p={last}")
    yield Page("further pages", "last by deadline", f"{url}?o=4&p={last}")
    yield Page("further pages", "last by state", f"{url}?o=3&p={last}")


def _sorted(url: str) -> Iterator[Page]:
    for place, field in enumerate(listing.COLUMNS):
        if field is not None:
            yield Page("sorted", field, f"{url}?o={place}")
            yield Page("sorted", f"{field}, turned", f"{url}?o=-{place}")


def _filtered(url: str) -> Iterator[Page]:
    for narrowing in listing.offered(None):
        for code, _label in narrowing.choices(None):
            yield _narrowed("one filter", url, {narrowing.parameter: code})


def _pairs(url: str) -> Iterator[Page]:
    """Each two filters with their first and with their last values, and one sorted by something else."""
    for one, other in combinations(listing.offered(None), 2):
        for place in (0, -1):
            chosen = {each.parameter: _code(each, place) for each in (one, other)}
            yield _narrowed("two filters", url, chosen)
    yield _narrowed("filtered and sorted", url, {"state": "delivered", "o": "4"})
    yield _narrowed("filtered and sorted", url, {"turn": "staff", "o": "4"})
    yield _narrowed("filtered and sorted", url, {"who": "me", "o": "-4"})
    yield _narrowed("filtered and sorted", url, {"who": "nobody", "o": "3"})


def _code(narrowing: Narrowing, place: int) -> str:
    return narrowing.choices(None)[place][0]


def _narrowed(kind: str, url: str, chosen: dict[str, str]) -> Page:
    return Page(
        kind, ", ".join(f"{name} {value}" for name, value in chosen.items()), f"{url}?{urlencode(chosen)}"
    )


def searches(count: int) -> dict[str, str]:
    """What somebody may type, by what it is."""
    number = count // 2
    ref = ref_of(number)
    return {
        "reference": ref,
        "reference in small letters, without BD-": ref.removeprefix("BD-").lower(),
        "beginning of a reference": ref[:5],
        "e-mail address": "customer0000042@mail.example",
        "beginning of an address": "customer000004",
        "beginning of every address": "customer",
        "two letters": "cu",
        "one letter": "c",
        "telephone number": "+12130000042",
        "telephone number as dialled": "213 000 0042",
        "beginning of every number": "213 000",
        "name": "Customer 0000042",
        "tracking number": tracking_number_of(0),
        "beginning of every tracking number": tracking_number_of(0)[:4],
        "charge": charge_ref_of(0),
        "beginning of every charge": "CH-",
        "nothing like it": "zzzzzzzz",
    }


def _searches(url: str, count: int) -> Iterator[Page]:
    for name, term in searches(count).items():
        yield Page("search", name, f"{url}?{urlencode({'q': term})}")
    many = {"q": "customer", "state": "delivered"}
    yield Page("search", "beginning of every address, delivered", f"{url}?{urlencode(many)}")


def _palette(count: int) -> Iterator[Page]:
    for name, term in searches(count).items():
        yield Page("palette", name, f"{reverse('admin:search')}?{urlencode({'s': term})}")


def _queues() -> Iterator[Page]:
    for queue in queues.QUEUES:
        url = reverse("admin:queue", args=(queue.slug,))
        yield Page("queue", queue.slug, url)
        if queue.holds != "order":
            continue
        for narrowing in listing.offered(queue):
            for code, _label in narrowing.choices(queue):
                page = _narrowed("queue, one filter", url, {narrowing.parameter: code})
                yield replace(page, name=f"{queue.slug}, {page.name}")
