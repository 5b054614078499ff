"""What may not be sent."""

from catalog.editing.content import Content
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
    identity = ("code",)

    def title_of(self, content: Content) -> str:
        return str(content.get("code", ""))
