"""A form that is sent twice is one deed: a double tap, a reload, an impatient second press."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import IntegrityError

from integrations import clock
from workflow.engine.models import IdempotentReply
from workflow.engine.transactions import in_transaction
from workflow.models import Order


@dataclass(frozen=True, slots=True)
class Once:
    """The order, and whether it was made now. `same` is False when an older form had other content."""

    ref: str
    created: bool
    same: bool


def new_key() -> str:
    return str(uuid.uuid4())


def read_key(text: str) -> str:
    """The form's key, or a new one where somebody sent nonsense."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return new_key()


def order_once(*, user: Any, key: str, content: Any, work: Callable[[], Order]) -> Once:
    """Run `work` unless this member has sent the form with this key before.

    The key's row and the order are written in one transaction, and the key is unique: of two
    copies that arrive together one makes the order, the other finds it. Raises what `work`
    raises; then neither is stored.
    """
    name = f"page:{key}"
    fingerprint = sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()

    def deed() -> str:
        reply = IdempotentReply(
            user=user, key=name, fingerprint=fingerprint, status=201, body={}, created=clock.now()
        )
        reply.save(force_insert=True)
        order = work()
        IdempotentReply.objects.filter(pk=reply.pk).update(body={"ref": order.ref})
        return order.ref

    try:
        return Once(in_transaction(deed), created=True, same=True)
    except IntegrityError:
        earlier = IdempotentReply.objects.filter(user=user, key=name).first()
        if earlier is None or not earlier.body:
            raise
        return Once(str(earlier.body["ref"]), created=False, same=earlier.fingerprint == fingerprint)
