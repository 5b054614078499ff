"""How allauth behaves here: its mail goes out as effects, and languages follow the member."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language

from workflow.engine.effects import enqueue
from workflow.engine.transactions import in_transaction

FLOW = "account"


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, send by an effect: a slow mail server never holds up a log-in."""
        message = self.render_mail(template_prefix, email, context)
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
        user = context.get("user")
        in_transaction(
            lambda: enqueue(
                name="account.mail",
                flow=FLOW,
                subject_id=getattr(user, "pk", None) or 0,
                args={
                    "to": email,
                    "subject": message.subject,
                    "text": message.body,
                    "html": html,
                    "language": getattr(user, "language", None) or get_language() or "en",
                },
            )
        )

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """A new member reads us in the language they signed up in."""
        user.language = "ko" if (get_language() or "").startswith("ko") else "en"
        return super().save_user(request, user, form, commit)
