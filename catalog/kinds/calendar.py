"""How long steps may take, and when nobody works."""

from catalog.editing.content import Content
from catalog.editing.kinds import DatedKind, PlainKind
from catalog.kinds.forms import DATED, model_form
from catalog.models import Deadline, Holiday


class DeadlineKind(DatedKind):
    slug = "deadline"
    model = Deadline
    form = model_form(Deadline, ("step", "hours", "counting", *DATED))
    icon = "timer"
    titled_by = ("step",)
    identity = ("step",)
    unpublishes = False


class HolidayKind(PlainKind):
    slug = "holiday"
    model = Holiday
    form = model_form(Holiday, ("country", "date", "name", "name_ko", "source"))
    icon = "event"
    hides = None

    def title_of(self, content: Content) -> str:
        return " ".join(str(content.get(name, "")) for name in ("date", "name")).strip()
