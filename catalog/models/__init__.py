"""What staff edit: shops, rates, fees, rules, deadlines and words."""

from catalog.models.category import Category
from catalog.models.dated import Dated, DatedQuerySet, Standing
from catalog.models.deadline import Counting, Deadline
from catalog.models.duty_rule import DutyRule, Payer
from catalog.models.entry import Entry, EntryEvent, Review, Revision
from catalog.models.exchange_rate import ExchangeRate
from catalog.models.fee import Fee, FeeKind
from catalog.models.guide import Announcement, Guide
from catalog.models.holiday import Country, Holiday
from catalog.models.image import Image, Rendition
from catalog.models.message_template import Language, MessageTemplate
from catalog.models.rate_card import Channel, RateCard, RateRow
from catalog.models.reply_template import ReplyTemplate
from catalog.models.screening_rule import ScreeningRule, Verdict
from catalog.models.store import Store
from catalog.models.zone import Zone

__all__ = [
    "Announcement",
    "Category",
    "Channel",
    "Counting",
    "Country",
    "Dated",
    "DatedQuerySet",
    "Deadline",
    "DutyRule",
    "Entry",
    "EntryEvent",
    "ExchangeRate",
    "Fee",
    "FeeKind",
    "Guide",
    "Holiday",
    "Image",
    "Language",
    "MessageTemplate",
    "Payer",
    "RateCard",
    "RateRow",
    "Rendition",
    "ReplyTemplate",
    "Review",
    "Revision",
    "ScreeningRule",
    "Standing",
    "Store",
    "Verdict",
    "Zone",
]
