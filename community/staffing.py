"""What is done to accounts at the desk: each change is on record, whom it concerns is told, and nobody sets
another one's password."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Member
from workflow.engine.actors import Actor
from workflow.engine.errors import GuardFailed, NotPermitted
from workflow.engine.transactions import in_transaction
from workflow.services.audit import VERBS, record

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
    """Put on record what has changed since `before`, one row a change. In the caller's transaction.

    Whoever else runs the accounts is told of a change of a colleague's, and an address that no longer counts
    is told so: who takes an account over, or makes one for themselves, does not do it in silence.
    """
    now = seen(member.pk)
    verbs = []
    if now.email != before.email:
        EmailAddress.objects.filter(user=member).delete()
        confirm_address(member)
        verbs.append("email_changed")
    if now.is_staff != before.is_staff:
        verbs.append("staff_made" if now.is_staff else "staff_ended")
    if now.roles != before.roles:
        verbs.append("roles_changed")
    if now.is_active != before.is_active:
        verbs.append("account_opened" if now.is_active else "account_closed")
    roles = {"before": list(before.roles), "after": list(now.roles)}
    for verb in verbs:
        _note(verb, member, actor, **(roles if verb == "roles_changed" else {}))
    if before.is_staff or now.is_staff:
        _tell(verbs, member, actor)
    if now.email != before.email:
        _send("address_changed", before.email, member, {})


def is_taken(email: str, *, but: int | None = None) -> bool:
    """Whether the address is somebody else's confirmed one, beside the one they log in with."""
    others = EmailAddress.objects.filter(email=email.strip().lower(), verified=True)
    return (others.exclude(user=but) if but is not None else others).exists()


def confirm_address(member: Member) -> None:
    """The member's address counts as confirmed: a colleague's is typed by the employer, an invited
    customer's has brought the invitation."""
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
    url = f"{settings.SITE_URL}{reverse('account_reset_password')}"
    _send("choose_password", member.email, member, {"address": member.email, "url": url})


def _tell(verbs: Sequence[str], member: Member, actor: Actor) -> None:
    """Mail everybody who may change accounts, beside the one who did and the one whose account it is."""
    if not verbs:
        return
    path = reverse("admin:community_member_change", args=(member.pk,))
    facts = {
        "by": str(actor.user),
        "whose": f"{member.name} ({member.email})" if member.name else member.email,
        "done": [VERBS[verb] for verb in verbs],  # said in the reader's language when it is rendered
        "url": f"{settings.SITE_URL}{path}",
    }
    keepers = ModelBackend().with_perm(PERMISSION).filter(is_staff=True)
    for keeper in keepers.exclude(pk__in=[member.pk, actor.user.pk]).order_by("pk"):
        _send("account_changed", keeper.email, keeper, facts)


def _send(template: str, to: str, reader: Member, facts: dict[str, Any]) -> None:
    get_adapter().send_mail(f"account/email/{template}", to, {"user": reader, "name": reader.name, **facts})


def _note(verb: str, member: Member, actor: Actor, **data: Any) -> None:
    record(actor=actor, verb=verb, about=member.name or f"#{member.pk}", customer=member, data=data)
