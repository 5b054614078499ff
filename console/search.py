"""Finding an order or a person by what somebody has at hand: a number, an e-mail address, a phone, a name.

Exact or from the beginning, on indexed columns only, so that it stays quick over a million orders.
"""

import re

from django.db import connection
from django.db.models import Q, QuerySet

from community.models import Member
from workflow.models import Charge, Order, Parcel

# Enough for anybody's prefix; a shorter prefix that means more than this is no search.
_MOST = 500
_PHONE = re.compile(r"\+?[\d\s().-]{4,}")


def orders_matching(term: str) -> Q:
    """Which orders fit the term. References may be typed in any case and without their "BD-"."""
    upper = term.upper().replace(" ", "")
    ref = upper if upper.startswith("BD-") else f"BD-{upper.removeprefix('BD')}"
    found = begins("ref", ref)
    if len(term) >= 2:
        found |= Q(customer__in=_ids(Member.objects.filter(members_matching(term))))
    if len(upper) >= 4:
        found |= Q(pk__in=_by_tracking(upper)) | Q(pk__in=_by_charge(upper))
    return found


def members_matching(term: str) -> Q:
    """Which people fit the term: by the beginning of their e-mail address, name or telephone number."""
    found = begins("email", term.lower())
    if "@" in term:
        return found
    # As typed and with capitals: one database compares letters as they are.
    for name in {term, term.title()}:
        found |= begins("name", name)
    for number in phone_beginnings(term):
        found |= begins("phone", number)
    return found


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


def _ids(rows: QuerySet[Member]) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True)[:_MOST])


def _by_tracking(number: str) -> list[int]:
    parcels = list(
        Parcel.objects.filter(parcels_matching(number)).order_by().values_list("pk", flat=True)[:_MOST]
    )
    if not parcels:
        return []
    return list(
        Order.objects.filter(items__parcel_lines__parcel__in=parcels).order_by().values_list("pk", flat=True)
    )


def _by_charge(ref: str) -> list[int]:
    if not ref.startswith("CH-"):
        return []
    return list(Charge.objects.filter(begins("ref", ref)).order_by().values_list("order", flat=True)[:_MOST])
