"""What staff write and maintain, kind by kind. A new kind is one class here and nothing else."""

from catalog.editing.kinds import Kind
from catalog.kinds.calendar import DeadlineKind, HolidayKind
from catalog.kinds.duties import DutyTableKind
from catalog.kinds.money import ExchangeRateKind, FeeKind
from catalog.kinds.pages import AnnouncementKind, GuideKind
from catalog.kinds.rates import RateCardKind, ZoneKind
from catalog.kinds.rules import ScreeningRuleKind
from catalog.kinds.shops import CategoryKind, StoreKind
from catalog.kinds.words import MessageKind, ReplyKind

# In the order of the sidebar.
KINDS: tuple[Kind, ...] = (
    GuideKind(),
    AnnouncementKind(),
    StoreKind(),
    CategoryKind(),
    ScreeningRuleKind(),
    RateCardKind(),
    ZoneKind(),
    DutyTableKind(),
    FeeKind(),
    ExchangeRateKind(),
    DeadlineKind(),
    HolidayKind(),
    MessageKind(),
    ReplyKind(),
)
