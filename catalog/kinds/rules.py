"""What may not be sent."""

from catalog.editing.kinds import DatedKind
from catalog.kinds.forms import DATED, model_form
from catalog.models import ScreeningRule


class ScreeningRuleKind(DatedKind):
    slug = "screening_rule"
    model = ScreeningRule
    form = model_form(
        ScreeningRule,
        ("code", "category", "verdict", "keywords", "exceptions", "reason_en", "reason_ko", *DATED),
    )
    icon = "policy"
    titled_by = ("code",)
    identity = ("code",)
