"""Ten guides for customers, in the order in which they are offered.

They tell what the product does and what the other seeds say; figures are those of the seeded rows.
"""

from catalog.seeds.guides.customs import CUSTOMS
from catalog.seeds.guides.deadlines import DEADLINES
from catalog.seeds.guides.ordering import ORDERING
from catalog.seeds.guides.page import GuidePage
from catalog.seeds.guides.payments import PAYMENTS
from catalog.seeds.guides.quote import QUOTE
from catalog.seeds.guides.refunds import REFUNDS
from catalog.seeds.guides.restricted import RESTRICTED
from catalog.seeds.guides.shipping import SHIPPING
from catalog.seeds.guides.shops import SHOPS
from catalog.seeds.guides.tracking import TRACKING

__all__ = ["GUIDES", "GuidePage"]

GUIDES: list[GuidePage] = [
    ORDERING,
    QUOTE,
    PAYMENTS,
    SHOPS,
    RESTRICTED,
    SHIPPING,
    CUSTOMS,
    DEADLINES,
    TRACKING,
    REFUNDS,
]
