"""The copies of an API call: what it answered is kept, so that its copy gets the same answer.

A claim is an INSERT in a transaction of its own, before the deed; the reply is stored after it.
Two copies at once: the unique key lets one through. Times are real time, because a caller's
retries are; `created` is also the fence: it changes whenever somebody takes the row over.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.engine.errors import Refused
from workflow.engine.models import IdempotentReply

KEPT_FOR = timedelta(hours=24)
# Longer than any call may take (a provider gets 40 s): who has not answered by then is dead.
TAKE_OVER_AFTER = timedelta(seconds=60)
MAX_KEY = 80
_PRUNED_AT_ONCE = 5_000


class KeyReused(Refused):
    """The same key came with another body."""

    code = "idempotency_key_reused"
    default = _("This Idempotency-Key was used for something else. Take a new key for a new request.")


class InProgress(Refused):
    """The first copy is still being worked on."""

    code = "in_progress"
    default = _("The same request is being worked on this moment. Ask again in a few seconds.")


class BadKey(Refused):
    code = "idempotency_key_bad"
    default = _("An Idempotency-Key has 1 to 80 visible ASCII characters.")


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do the deed for this key. `stamp` tells whether it is still ours."""

    reply_id: int
    stamp: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """What the first copy was answered."""

    status: int
    body: Any


def claim(*, user_id: int, key: str, fingerprint: str) -> Claim | Stored:
    """Take the key for a call whose body has this fingerprint, or get the reply that is kept.

    Raises BadKey, KeyReused or InProgress. A claim older than 60 s without a reply is taken
    over: its process has died. A reply older than 24 h counts as forgotten.
    """
    if not 0 < len(key) <= MAX_KEY or any(not 32 < ord(letter) < 127 for letter in key):
        raise BadKey
    for _try in range(3):
        now = datetime.now(UTC)
        try:
            with transaction.atomic():
                row = IdempotentReply.objects.create(
                    user_id=user_id, key=key, fingerprint=fingerprint, created=now
                )
            return Claim(row.pk, now)
        except IntegrityError:
            found = IdempotentReply.objects.filter(user_id=user_id, key=key).first()
        if found is None:
            continue  # released or pruned between our two looks
        if found.created > now - KEPT_FOR:
            if found.fingerprint != fingerprint:
                raise KeyReused
            if found.status is not None:
                return Stored(found.status, found.body)
            if found.created > now - TAKE_OVER_AFTER:
                raise InProgress
        taken = IdempotentReply.objects.filter(
            pk=found.pk, created=found.created, status=found.status
        ).update(created=now, fingerprint=fingerprint, status=None, body=None)
        if taken:
            return Claim(found.pk, now)
    raise InProgress


def keep(*, claim: Claim, status: int, body: Any) -> bool:
    """Store the reply. False when somebody has taken the claim over: theirs is the one that counts."""
    return bool(_ours(claim).update(status=status, body=body))


def release(*, claim: Claim) -> None:
    """Forget the claim: the call failed on our side, and its copy may try again."""
    _ours(claim).delete()


def prune() -> int:
    """Delete replies older than 24 h, some thousands at a time. A tick; returns how many went."""
    old = IdempotentReply.objects.filter(created__lt=datetime.now(UTC) - KEPT_FOR).order_by("created")
    ids = list(old.values_list("pk", flat=True)[:_PRUNED_AT_ONCE])
    return IdempotentReply.objects.filter(pk__in=ids).delete()[0]


def _ours(claim: Claim) -> models.QuerySet[IdempotentReply]:
    return IdempotentReply.objects.filter(Q(pk=claim.reply_id, created=claim.stamp, status=None))
