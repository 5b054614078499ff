"""How allauth behaves here: its mail goes out as effects, and languages follow the member."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import make_password
from django.utils import translation
from django.utils.crypto import get_random_string

from community.models import Member
from workflow.engine.effects import enqueue
from workflow.engine.transactions import in_transaction

FLOW = "account"


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, send by an effect: a slow mail server never holds up a log-in.

        A member is written to in their own language, whoever asks; a stranger in the request's.
        """
        # Some of allauth's mails do not say whom they are for: the reset code, for one.
        user = context.get("user") or Member.objects.filter(email=email.strip().lower()).first()
        language = getattr(user, "language", None) or _request_language()
        with translation.override(language):
            message = self.render_mail(template_prefix, email, {"email": email, **context})
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
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
                    "language": language,
                },
            )
        )

    def send_account_already_exists_mail(self, email: str) -> None:
        """Hash a password nobody uses: a new account's is hashed, and how long the answer takes must not
        tell which address has one."""
        make_password(get_random_string(24))
        super().send_account_already_exists_mail(email)

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """A new member reads us in the language they signed up in."""
        user.language = _request_language()
        return super().save_user(request, user, form, commit)


def _request_language() -> str:
    return "ko" if (translation.get_language() or "").startswith("ko") else "en"
