"""What staff edit: shops, rates, fees, rules, deadlines and words."""

from catalog.models.dated import Dated, DatedQuerySet, Standing
from catalog.models.deadline import Counting, Deadline
from catalog.models.duty_rule import DutyRule, Payer
from catalog.models.exchange_rate import ExchangeRate
from catalog.models.fee import Fee, FeeKind
from catalog.models.holiday import Country, Holiday
from catalog.models.message_template import Language, MessageTemplate
from catalog.models.rate_card import Channel, RateCard, RateRow
from catalog.models.reply_template import ReplyTemplate
from catalog.models.screening_rule import ScreeningRule, Verdict
from catalog.models.store import Store
from catalog.models.zone import Zone

__all__ = [
    "Channel",
    "Counting",
    "Country",
    "Dated",
    "DatedQuerySet",
    "Deadline",
    "DutyRule",
    "ExchangeRate",
    "Fee",
    "FeeKind",
    "Holiday",
    "Language",
    "MessageTemplate",
    "Payer",
    "RateCard",
    "RateRow",
    "ReplyTemplate",
    "ScreeningRule",
    "Standing",
    "Store",
    "Verdict",
    "Zone",
]
