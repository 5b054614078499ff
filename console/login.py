"""The desk's log-in: with allauth's limits on guessing, and never past a second factor."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from unfold.forms import AuthenticationForm


class NeedsSecondFactor(Exception):
    """The password is right, yet it is only half of this member's key."""

    def __init__(self, member: Any) -> None:
        super().__init__()
        self.member = member


class ConsoleLoginForm(AuthenticationForm):
    """E-mail and password of a member of staff.

    Attempts are counted together with those of the customers' log-in page (ACCOUNT_RATE_LIMITS,
    `login_failed`), so that one door does not give back what the other has used up.
    """

    def clean(self) -> dict[str, Any]:
        """Raises NeedsSecondFactor, which is no fault of a field, past the form."""
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not email or not password:
            return self.cleaned_data
        # Raises ValidationError once the limit is reached, for the right password as well.
        member = get_adapter(self.request).authenticate(self.request, email=email, password=password)
        # One answer for all who have no business here: nobody learns which accounts exist or are closed.
        if member is None or not member.is_active or not member.is_staff:
            raise self.get_invalid_login_error()
        if is_mfa_enabled(member):
            raise NeedsSecondFactor(member)
        self.user_cache = member
        return self.cleaned_data
