"""How allauth behaves here: its mail goes out as effects, and languages follow the member."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.hashers import make_password
from django.utils import translation
from django.utils.crypto import get_random_string

from community import second_factor
from community.models import Member
from workflow.engine.effects import enqueue
from workflow.engine.transactions import in_transaction

FLOW = "account"
_SECOND_FACTOR = "allauth.mfa"


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

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """What protects the account is guarded by itself: a session that has not shown the factor may not
        look at or change it, however it came about and however often it knows the password."""
        if app == _SECOND_FACTOR and self.request.user.is_authenticated:
            if self._has_factor_to_show(self.request.user):
                raise ReauthenticationRequired
            if second_factor.is_fresh(self.request.user, self.request.session):
                return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and self._has_factor_to_show(user):
            return [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    def _has_factor_to_show(self, user: Any) -> bool:
        where = second_factor.standing(user, self.request.session)
        return where == second_factor.Standing.TO_SHOW


def _request_language() -> str:
    return "ko" if (translation.get_language() or "").startswith("ko") else "en"
