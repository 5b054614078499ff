"""What is done to accounts at the desk: each change is on record, and nobody sets another one's password."""

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Member
from workflow.engine.actors import Actor
from workflow.engine.errors import GuardFailed, NotPermitted
from workflow.engine.transactions import in_transaction
from workflow.services.audit import record

PERMISSION = "community.change_member"


@dataclass(frozen=True, slots=True)
class Seen:
    """What of an account decides who gets in and what they may do. `roles` are names of groups, sorted."""

    email: str
    is_active: bool
    is_staff: bool
    roles: tuple[str, ...]


def seen(member_id: int) -> Seen:
    """The account as it is stored now. Two queries."""
    member = Member.objects.get(pk=member_id)
    roles = tuple(member.groups.order_by("name").values_list("name", flat=True))
    return Seen(member.email, member.is_active, member.is_staff, roles)


def record_added(*, member: Member, actor: Actor) -> None:
    """An account made at the desk: its address is confirmed, and a mail leads to a password of their own.

    Its maker never knows the password. In the caller's transaction.
    """
    confirm_address(member)
    _note("member_added", member, actor)
    _mail(member)


def record_changes(*, before: Seen, member: Member, actor: Actor) -> None:
    """Put on record what has changed since `before`, one row a change. In the caller's transaction."""
    now = seen(member.pk)
    if now.email != before.email:
        EmailAddress.objects.filter(user=member).delete()
        confirm_address(member)
        _note("email_changed", member, actor)
    if now.is_staff != before.is_staff:
        _note("staff_made" if now.is_staff else "staff_ended", member, actor)
    if now.roles != before.roles:
        _note("roles_changed", member, actor, before=list(before.roles), after=list(now.roles))
    if now.is_active != before.is_active:
        _note("account_opened" if now.is_active else "account_closed", member, actor)


def is_taken(email: str, *, but: int | None = None) -> bool:
    """Whether the address is somebody else's confirmed one, beside the one they log in with."""
    others = EmailAddress.objects.filter(email=email.strip().lower(), verified=True)
    return (others.exclude(user=but) if but is not None else others).exists()


def confirm_address(member: Member) -> None:
    """Staff have their address from their employer, who types it here: it counts as confirmed."""
    address, _made = EmailAddress.objects.get_or_create(
        user=member, email=member.email, defaults={"verified": True, "primary": True}
    )
    if not (address.verified and address.primary):
        EmailAddress.objects.filter(user=member).exclude(pk=address.pk).update(primary=False)
        EmailAddress.objects.filter(pk=address.pk).update(verified=True, primary=True)


def mail_password(*, member_id: int, actor: Actor) -> None:
    """Send a mail that leads to the page on which the member sets a new password, by a code that only they
    get. Until then the old one stays.

    Raises NotPermitted (no right to change members, an account above one's own) or GuardFailed for an
    account that is locked. Then nothing is sent.
    """
    member = Member.objects.get(pk=member_id)
    check_mail(member=member, actor=actor)

    def deed() -> None:
        _note("password_mailed", member, actor)
        _mail(member)

    in_transaction(deed)


def check_mail(*, member: Member, actor: Actor) -> None:
    """Raises NotPermitted or GuardFailed as `mail_password` does."""
    if not actor.may(PERMISSION) or (member.is_superuser and not actor.user.is_superuser):
        raise NotPermitted
    if not member.is_active:
        raise GuardFailed(_("This account is locked: nobody can log in to it."))


def _mail(member: Member) -> None:
    context = {
        "user": member,
        "name": member.name,
        "address": member.email,
        "url": f"{settings.SITE_URL}{reverse('account_reset_password')}",
    }
    get_adapter().send_mail("account/email/choose_password", member.email, context)


def _note(verb: str, member: Member, actor: Actor, **data: Any) -> None:
    record(actor=actor, verb=verb, about=member.name or f"#{member.pk}", customer=member, data=data)
