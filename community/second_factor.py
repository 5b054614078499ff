"""The second factor of a log-in: who needs one, which sessions have shown it, and taking it away.

A session has shown the factor when a code of its member's own authenticator was accepted in it. The session
notes which authenticator that was: once it is gone, or another has taken its place, the note is worth
nothing. So no road to a session (the desk's log-in, the customers', the app's) can be a way around.
"""

import time
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.models import EmailAddress
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Member
from integrations.live.channels import of_user
from integrations.live.rights import ask_again
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, GuardFailed, NotPermitted, Refused
from workflow.engine.transactions import in_transaction
from workflow.services import audit

REQUIRED, OFFERED = "required", "offered"
PERMISSION = "community.change_member"

_NONE = _("This account has no second factor.")
_SHOWN = "second_factor"
_LOGGED_IN_AT = "logged_in_at"


class Standing(StrEnum):
    NOT_NEEDED = "not_needed"
    TO_SET_UP = "to_set_up"
    TO_SHOW = "to_show"
    SHOWN = "shown"


def standing(member: Any, session: Mapping[str, Any] | Any) -> Standing:
    """Where this session of this member stands; one query.

    Who has a factor has to show it, whatever the settings say. `session` is anything with `get`.
    """
    own = set(Authenticator.objects.filter(user_id=member.pk).values_list("pk", flat=True))
    if own:
        return Standing.SHOWN if _note(session).get("id") in own else Standing.TO_SHOW
    is_missing = member.is_staff and settings.STAFF_SECOND_FACTOR == REQUIRED
    return Standing.TO_SET_UP if is_missing else Standing.NOT_NEEDED


def is_satisfied(member: Any, session: Mapping[str, Any] | Any) -> bool:
    """Whether nothing of a second factor stands between this session and the work of the desk.

    `settings.LIVE` names this function for the desk's event stream. Without a session (None), as behind a
    stream token, nothing has been shown.
    """
    return standing(member, session if session is not None else {}) in (Standing.SHOWN, Standing.NOT_NEEDED)


def has_to_confirm(member: Any) -> bool:
    """Whether an address waits to be confirmed, before which nobody sets up a factor."""
    return EmailAddress.objects.filter(user_id=member.pk, verified=False).exists()


def is_fresh(member: Any, session: Mapping[str, Any] | Any) -> bool:
    """Whether this session proved within the last minutes that it is its member: by the factor or, as long
    as there is none, by logging in. Who did need not do so again to set up or change the factor."""
    where = standing(member, session)
    if where == Standing.SHOWN:
        at = _note(session).get("at", 0)
    elif where == Standing.TO_SHOW:
        return False
    else:
        at = session.get(_LOGGED_IN_AT, 0)
    return bool(0 <= time.time() - at < account_settings.REAUTHENTICATION_TIMEOUT)


def reset(*, member_id: int, actor: Actor, reason: str) -> None:
    """Take a colleague's second factor away, when their device is lost. They set up another at their next
    log-in; their sessions and streams end now, lest one of them sets up the wrong hand's.

    Raises NotPermitted (no right to change members, one's own factor, an account above one's own),
    BadInput without a reason, GuardFailed where there is no factor. Looks at every session there is: seconds
    with many thousands of them.
    """
    member = Member.objects.get(pk=member_id)
    check_reset(member=member, actor=actor)
    if not reason.strip():
        raise BadInput(_("Say why, for the log."), field="reason")
    keys = _sessions_of(member)

    def work() -> None:
        Member.objects.select_for_update().get(pk=member.pk)
        if not Authenticator.objects.filter(user_id=member.pk).delete()[0]:
            raise GuardFailed(_NONE)
        Session.objects.filter(session_key__in=keys).delete()
        audit.record(
            actor=actor,
            verb="factor_reset",
            about=str(member),
            customer=member,
            data={"reason": reason.strip()},
        )

    in_transaction(work)


def check_reset(*, member: Member, actor: Actor) -> None:
    """Raises NotPermitted or GuardFailed as `reset` does."""
    if not actor.may(PERMISSION):
        raise NotPermitted
    if actor.user.pk == member.pk:
        raise NotPermitted(_("Your own second factor is changed on your security page, with a code."))
    if member.is_superuser and not actor.user.is_superuser:
        raise NotPermitted
    if not Authenticator.objects.filter(user_id=member.pk).exists():
        raise GuardFailed(_NONE)


def may_reset(*, member: Member, actor: Actor) -> bool:
    """Whether `reset` would be done."""
    try:
        check_reset(member=member, actor=actor)
    except Refused:
        return False
    return True


def _sessions_of(member: Member) -> list[str]:
    living = Session.objects.filter(expire_date__gt=timezone.now())
    pk = str(member.pk)
    return [one.session_key for one in living.iterator() if one.get_decoded().get(SESSION_KEY) == pk]


def _note(session: Mapping[str, Any] | Any) -> dict[str, Any]:
    found = session.get(_SHOWN)
    return found if isinstance(found, dict) else {}


# --- what sessions note ---------------------------------------------------------------------


def watch() -> None:
    """Note in the session what happens in it; ask a member's streams again when a factor comes or goes."""
    user_logged_in.connect(_after_login, dispatch_uid="second_factor.login")
    signals.authenticator_added.connect(_use_up, dispatch_uid="second_factor.used")
    for signal in (signals.authenticator_used, signals.authenticator_added, signals.authenticator_reset):
        signal.connect(_after_code, dispatch_uid="second_factor.code")
    post_save.connect(_after_change, sender=Authenticator, dispatch_uid="second_factor.saved")
    post_delete.connect(_after_change, sender=Authenticator, dispatch_uid="second_factor.deleted")


def _after_login(sender: Any, request: Any, **kwargs: Any) -> None:
    if getattr(request, "session", None) is not None:
        request.session[_LOGGED_IN_AT] = time.time()


def _after_code(sender: Any, request: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    request.session[_SHOWN] = {"id": authenticator.pk, "at": time.time()}


def _use_up(sender: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """The code that set the app up has been shown once, like every other: it opens no second session."""
    if authenticator.type != Authenticator.Type.TOTP:
        return
    app = totp.TOTP(authenticator)
    secret = decrypt(authenticator.data["secret"])
    for counter in totp.yield_hotp_counters_from_time():
        app._mark_code_used(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def _after_change(sender: Any, instance: Authenticator, **kwargs: Any) -> None:
    if kwargs.get("created", True):
        ask_again(of_user(instance.user_id))
