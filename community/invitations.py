"""Inviting a customer whom the desk has entered: a mail with a link to choose a password."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import url_str_to_user_pk, user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Member
from community.staffing import confirm_address
from integrations import clock
from workflow.engine.actors import Actor, staff_may
from workflow.engine.errors import NotPermitted, WrongState
from workflow.engine.transactions import in_transaction
from workflow.models import AuditEntry
from workflow.services.audit import record

PERMISSION = "workflow.add_order"
_TOKENS = EmailAwarePasswordResetTokenGenerator()
_DAY = 24 * 60 * 60
PAUSE = timedelta(minutes=10)


def may_invite(user: Any) -> bool:
    return staff_may(user, PERMISSION)


def awaits_invitation(member: Member) -> bool:
    """Whether they have an account in name only: nobody has chosen its password yet."""
    return member.is_active and not member.is_staff and not member.has_usable_password()


def invite(*, member: Member, actor: Actor) -> None:
    """Send the invitation, as an effect: in the member's language, with a link that works for some days.

    The link dies with the first password, whoever sets it. Raises NotPermitted, or WrongState for somebody
    who logs in already, or was invited a few minutes ago; then nothing is sent.
    """
    if not may_invite(actor.user):
        raise NotPermitted

    def deed() -> None:
        # Of many presses at once each sees what the one before has sent.
        if not awaits_invitation(Member.objects.select_for_update().get(pk=member.pk)):
            raise WrongState(_("This person can log in already: there is nothing to invite them to."))
        since = clock.now() - PAUSE
        if AuditEntry.objects.filter(verb="invited", customer=member, at__gt=since).exists():
            raise WrongState(_("An invitation has just been sent. Wait a few minutes before the next one."))
        days = settings.PASSWORD_RESET_TIMEOUT // _DAY
        context = {
            "user": member,
            "name": member.name,
            "url": f"{settings.SITE_URL}{_path(member)}",
            "days": days,
            "site_url": settings.SITE_URL,
        }
        get_adapter().send_mail("account/email/invitation", member.email, context)
        record(actor=actor, verb="invited", about=member.name or f"#{member.pk}", customer=member)

    in_transaction(deed)


def invited(uid: str, key: str) -> Member | None:
    """Whom this link invites, or None: it is too old, was used, or never was."""
    try:
        member = Member.objects.filter(pk=url_str_to_user_pk(uid)).first()
    except (ValueError, ValidationError):
        return None
    if member is None or not awaits_invitation(member) or not _TOKENS.check_token(member, key):
        return None
    return member


def accept(*, member: Member, password: str) -> None:
    """Give the account its first password. The link came by mail, so the address is theirs."""

    def deed() -> None:
        get_adapter().set_password(member, password)
        confirm_address(member)

    in_transaction(deed)


def _path(member: Member) -> str:
    key = f"{user_pk_to_url_str(member)}-{_TOKENS.make_token(member)}"
    return reverse("invitation", kwargs={"key": quote(key)})
