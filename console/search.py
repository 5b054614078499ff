"""Finding an order or a person by what somebody has at hand: a number, an e-mail address, a phone, a name.

Exact or from the beginning, on indexed columns only, so that it stays quick over a million orders.
"""

import re
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet

from community.models import Member
from workflow.models import Charge, Order, Parcel

# Enough for anybody's prefix; a shorter prefix that means more than this is no search.
_MOST = 500
_MOST_ORDERS = 1_000
_PHONE = re.compile(r"\+?[\d\s().-]{4,}")


def orders_matching(term: str, *, whole: bool = False) -> Q:
    """Which orders fit the term. References may be typed in any case and without their "BD-".

    At most 1,000, by their ids: each index is asked for itself, where a condition over several would have
    the whole table read. What fits more is no search yet. `whole`: see `member_ids`.
    """
    upper = term.upper().replace(" ", "")
    ref = upper if upper.startswith("BD-") else f"BD-{upper.removeprefix('BD')}"
    found = set(_walk("ref", Order.objects.filter(begins("ref", ref))))
    if len(term) >= 2 and (people := member_ids(term, whole=whole)):
        found.update(_walk("-id", Order.objects.filter(customer__in=people)))
    if len(upper) >= 4:
        found.update(_by_tracking(upper), _by_charge(upper))
    return Q(pk__in=sorted(found, reverse=True)[:_MOST_ORDERS])


def _walk(order_by: str, orders: QuerySet[Order]) -> list[int]:
    return list(orders.order_by(order_by).values_list("pk", flat=True)[:_MOST_ORDERS])


def members_matching(term: str) -> Q:
    """Which people fit the term: by the beginning of their e-mail address, name or telephone number."""
    conditions = _of_members(term, whole=False)
    return reduce(or_, conditions)


def member_ids(term: str, *, whole: bool) -> list[int]:
    """The same people by their ids, at most so many. One query for each index.

    `whole` for who may not look at addresses and numbers: they find somebody by the whole one only, else the
    beginnings that fit would spell it out.
    """
    found: list[int] = []
    for wanted in _of_members(term, whole=whole):
        found += Member.objects.filter(wanted).order_by().values_list("pk", flat=True)[:_MOST]
    return list(dict.fromkeys(found))[:_MOST]


def _of_members(term: str, *, whole: bool) -> list[Q]:
    personal = is_exactly if whole else begins
    conditions = [personal("email", term.lower())]
    if "@" in term:
        return conditions
    # As typed and with capitals: one database compares letters as they are.
    conditions += [begins("name", name) for name in sorted({term, term.title()})]
    return conditions + [personal("phone", number) for number in phone_beginnings(term)]


def phone_beginnings(term: str) -> list[str]:
    """How a stored number (E.164) may begin, for what somebody typed: "213 555", "010-1234", "+82 10"."""
    if not _PHONE.fullmatch(term):
        return []
    digits = re.sub(r"\D", "", term)
    if term.startswith("+"):
        return [f"+{digits}"]
    # A leading 0 is Korea's own way of dialling; else the United States, with or without its 1.
    return [f"+82{digits[1:]}"] if digits.startswith("0") else [f"+1{digits.removeprefix('1')}", f"+{digits}"]


def parcels_matching(term: str) -> Q:
    """Which parcels fit the term: by the beginning of their tracking number."""
    return begins("tracking_number", term.upper().replace(" ", ""))


def begins(field: str, prefix: str) -> Q:
    """`field` begins with `prefix`, in words that each database answers from its index.

    MariaDB's collation ignores case, so LIKE may use the index there and a range would miss rows;
    SQLite compares bytes, so a range uses the index and LIKE would not.
    """
    if connection.vendor == "mysql":
        return Q(**{f"{field}__istartswith": prefix})
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + "\U0010ffff"})


def is_exactly(field: str, text: str) -> Q:
    return Q(**{field: text})


def _by_tracking(number: str) -> list[int]:
    parcels = list(
        Parcel.objects.filter(parcels_matching(number)).order_by().values_list("pk", flat=True)[:_MOST]
    )
    if not parcels:
        return []
    inside = Order.objects.filter(items__parcel_lines__parcel__in=parcels).order_by()
    return list(inside.values_list("pk", flat=True).distinct()[:_MOST_ORDERS])


def _by_charge(ref: str) -> list[int]:
    if not ref.startswith("CH-"):
        return []
    return list(Charge.objects.filter(begins("ref", ref)).order_by().values_list("order", flat=True)[:_MOST])
