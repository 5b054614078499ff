"""What staff write for each other about an order or a customer. Customers never see it."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from integrations import clock
from workflow.engine.actors import Actor, staff_may
from workflow.engine.errors import BadInput, NotPermitted
from workflow.engine.transactions import in_transaction
from workflow.live import note_written
from workflow.models import Mention, Note, Order
from workflow.services.audit import record

PERMISSION = "workflow.add_note"
MAX_LENGTH = 4_000


def may_note(user: Any) -> bool:
    return staff_may(user, PERMISSION)


def add_note(
    *, actor: Actor, body: str, order: Order | None = None, customer: Any = None, key: UUID | None = None
) -> Note:
    """Write a note about an order, or about a customer: then it stands on all their orders.

    Written once for each `key`: a copy returns the note that is there; other words are another note. Each
    colleague named with @ finds it among their mentions. Raises NotPermitted, or BadInput (empty, too_long);
    then nothing is written.
    """
    if (order is None) == (customer is None):
        raise ValueError("A note is about an order or about a customer.")
    if not may_note(actor.user):
        raise NotPermitted
    text = body.strip()
    if not text:
        raise BadInput(_("Write something first."), field="body", code="empty")
    if len(text) > MAX_LENGTH:
        raise BadInput(
            _("A note has up to %(n)d characters.") % {"n": MAX_LENGTH}, field="body", code="too_long"
        )
    about = order.customer if order is not None else customer

    def deed() -> Note:
        note = Note(
            key=key,
            order=order,
            customer=about,
            author=actor.user,
            author_label=actor.label[:120],
            body=text,
            written_at=clock.now(),
        )
        known = _insert(note)
        if known is not None:
            return known
        named = [member for member in mentioned(text, colleagues()) if member.pk != actor.user_id]
        Mention.objects.bulk_create(Mention(note=note, member=member) for member in named)
        record(
            actor=actor,
            verb="noted",
            about=order.ref if order is not None else f"#{about.pk}",
            order=order,
            customer=about,
            data={"note": note.pk, "mentions": [member.pk for member in named]},
        )
        note_written(order)
        return note

    return in_transaction(deed)


def _insert(note: Note) -> Note | None:
    """The note that is there already, if this is its copy."""
    try:
        with transaction.atomic():
            note.save(force_insert=True)
    except IntegrityError:
        known = Note.objects.filter(key=note.key).first()
        if known is None:
            raise
        same = (known.author_id, known.order_id, known.customer_id, known.body)
        if same == (note.author_id, note.order_id, note.customer_id, note.body):
            return known
        # A page that was left open, with its old key and new words.
        note.key = uuid4()
        note.save(force_insert=True)
    return None


def notes_for(order: Order) -> QuerySet[Note]:
    """The order's own notes and those about its customer, oldest first."""
    return Note.objects.filter(Q(order=order) | Q(order=None, customer=order.customer_id))


def see_mention(*, mention_id: int, actor: Actor) -> bool:
    """The colleague has looked. Only their own: False for anybody else's, and when they had already."""
    changed = Mention.objects.filter(pk=mention_id, member=actor.user_id, seen_at=None).update(
        seen_at=clock.now()
    )
    if changed:
        note_written(None)
    return bool(changed)


def colleagues() -> list[Any]:
    """Everybody who works here and can be named, by name."""
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    return list(staff.only("pk", "name", "email").order_by("name", "email"))


def handle_of(member: Any) -> str:
    """What stands behind the @: the beginning of the e-mail address."""
    return str(member.email.partition("@")[0])


def mentioned(text: str, people: Iterable[Any]) -> list[Any]:
    """Who of `people` is named in the text: @ with their name, or with the beginning of their address.

    The longest name counts ("@Min Seo" is not "@Min"); a Korean particle may follow a Korean name directly.
    """
    names: dict[str, list[Any]] = {}
    for person in people:
        for name in {person.name.strip().casefold(), handle_of(person).casefold()} - {""}:
            names.setdefault(name, []).append(person)
    if not names:
        return []
    longest_first = sorted(names, key=len, reverse=True)
    pattern = "|".join(
        re.escape(name) + (r"(?![\w-]|\.\w)" if name.isascii() else "") for name in longest_first
    )
    found: dict[int, Any] = {}
    for match in re.finditer(rf"(?<![\w.])@({pattern})", text.casefold()):
        for person in names[match[1]]:
            found[person.pk] = person
    return list(found.values())
