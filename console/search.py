"""Finding an order by what a person has at hand: its number, an e-mail address, a tracking number.

Exact or from the beginning, on indexed columns only, so that it stays quick over a million orders.
"""

from django.db import connection
from django.db.models import Q

from community.models import Member
from workflow.models import Charge, Order, Parcel

# Enough for anybody's prefix; a shorter prefix that means more than this is no search.
_MOST = 500


def orders_matching(term: str) -> Q:
    """Which orders fit the term. References may be typed in any case and without their "BD-"."""
    upper = term.upper().replace(" ", "")
    ref = upper if upper.startswith("BD-") else f"BD-{upper.removeprefix('BD')}"
    found = begins("ref", ref)
    if "@" in term or len(term) >= 2:
        found |= Q(customer__in=_members(term.lower()))
    if len(upper) >= 4:
        found |= Q(pk__in=_by_tracking(upper)) | Q(pk__in=_by_charge(upper))
    return found


def begins(field: str, prefix: str) -> Q:
    """`field` begins with `prefix`, in words that each database answers from its index.

    MariaDB's collation ignores case, so LIKE may use the index there and a range would miss rows;
    SQLite compares bytes, so a range uses the index and LIKE would not.
    """
    if connection.vendor == "mysql":
        return Q(**{f"{field}__istartswith": prefix})
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + "\U0010ffff"})


def _members(prefix: str) -> list[int]:
    return list(
        Member.objects.filter(begins("email", prefix)).order_by().values_list("pk", flat=True)[:_MOST]
    )


def _by_tracking(number: str) -> list[int]:
    parcels = list(
        Parcel.objects.filter(begins("tracking_number", number))
        .order_by()
        .values_list("pk", flat=True)[:_MOST]
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
