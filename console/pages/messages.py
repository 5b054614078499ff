"""Messages with a customer and notes between colleagues, as the console shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse

from catalog.models import ReplyTemplate
from console import masking
from console.dialogs import dress
from console.pages import tabs
from workflow.forms import DeskNoteForm, MessageForm
from workflow.models import Mention, Message, Note, Order, Photo
from workflow.services.messages import may_write
from workflow.services.notes import colleagues, handle_of, may_note, notes_for
from workflow.services.photos import waiting_of

_MOST_ACROSS = 20


@dataclass(frozen=True, slots=True)
class Picture:
    key: UUID
    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `is_ours` is the desk's; `is_new` is a customer's that the desk has not read."""

    key: UUID
    order: Any
    is_ours: bool
    who: str
    body: str
    sent_at: datetime
    read_at: datetime | None
    is_new: bool
    pictures: list[Picture]


@dataclass(frozen=True, slots=True)
class NoteView:
    """`about_customer` stands on all orders of the customer. `mention` is the reader's own open one."""

    pk: int
    who: str
    body: str
    written_at: datetime
    about_customer: bool
    mention: int | None
    named: list[str]


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply template with the order's own names put in, in both languages."""

    pk: int
    title: str
    en: str
    ko: str


@dataclass(slots=True)
class Composer:
    """`language` is the customer's: replies are offered in it. `kept` are pictures of a try that
    was refused."""

    form: MessageForm
    action: str
    back: str
    language: str
    language_name: str
    replies: list[Reply]
    kept: tuple[Picture, ...] = ()


def thread_context(order: Order, user: Any, *, back: str = "") -> dict[str, Any]:
    """For `console/order/_messages.html` and `_notes.html`: what was said, what was noted, what may be done.

    `back` is where a sent message leads: by default the order's page. A fixed number of queries.
    """
    back = back or tabs.at(reverse("admin:order", args=(order.ref,)), tabs.MESSAGES)
    may_read = user.has_perm("workflow.view_message")
    said = [said_of(one, user) for one in _messages_of(order)] if may_read else []
    return {
        "thread": said,
        "thread_back": back,
        "may_read_messages": may_read,
        "unread_messages": sum(one.is_new for one in said),
        "composer": composer(order, user, back=back) if may_read and may_write(user) else None,
        **notes_context(order, user, back=back),
    }


def composer(
    order: Order, user: Any, *, back: str, form: MessageForm | None = None, kept: Sequence[UUID] = ()
) -> Composer:
    """The form to write with; dressed, with the reply templates filled in for this order and writer."""
    form = form or MessageForm(initial={"key": uuid4()})
    dress(form)
    form.fields["body"].widget.attrs |= {"rows": 4, "lang": order.customer.language, "data-draft": ""}
    return Composer(
        form=form,
        action=reverse("admin:messages", args=(order.ref,)),
        back=back,
        language=order.customer.language,
        language_name=order.customer.get_language_display(),
        replies=replies(order, user),
        kept=tuple(picture_of(photo) for photo in waiting_of(user).filter(key__in=kept)),
    )


def replies(order: Order, user: Any) -> list[Reply]:
    return [
        Reply(
            one.pk,
            one.title,
            en=filled(one.body("en"), order, user, "en"),
            ko=filled(one.body("ko"), order, user, "ko"),
        )
        for one in ReplyTemplate.objects.filter(is_active=True)
    ]


def filled(text: str, order: Order, user: Any, language: str) -> str:
    """The template with its three placeholders filled; anything else in braces stays, and values are not
    read again."""
    anybody = {"en": "there", "ko": "고객"}[language]
    values = {"name": order.customer.name or anybody, "order": order.ref, "staff": user.name or "Bidangil"}
    parts = text.split("{")
    found = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        found.append(f"{values[name]}{rest}" if brace and name in values else "{" + part)
    return "".join(found)


def notes_context(order: Order, user: Any, *, back: str) -> dict[str, Any]:
    """For `console/order/_notes.html`."""
    may_read = user.has_perm("workflow.view_note")
    return {
        "notes": notes_to_read(order, user),
        "may_read_notes": may_read,
        "note_form": note_form() if may_note(user) else None,
        "note_action": reverse("admin:notes", args=(order.ref,)),
        "note_back": back,
        "colleagues": people_to_name() if may_note(user) else [],
    }


def notes_to_read(order: Order, user: Any) -> list[NoteView]:
    """The notes that stand on the order, for who may read them."""
    return _notes(notes_for(order), user) if user.has_perm("workflow.view_note") else []


def customer_notes_context(customer: Any, user: Any, *, back: str) -> dict[str, Any]:
    """The same for the customer's own page: the notes about them, and those about each of their orders."""
    may_read = user.has_perm("workflow.view_note")
    return {
        "notes": _notes(Note.objects.filter(customer=customer), user) if may_read else [],
        "may_read_notes": may_read,
        "note_form": note_form() if may_note(user) else None,
        "note_action": reverse("admin:customer_notes", args=(customer.pk,)),
        "note_back": back,
        "colleagues": people_to_name() if may_note(user) else [],
    }


def note_form(data: Any = None) -> DeskNoteForm:
    form = DeskNoteForm(data, prefix="note", initial={"key": uuid4()})
    dress(form)
    form.fields["body"].widget.attrs |= {"rows": 3, "data-draft": "", "data-mentions": ""}
    return form


def people_to_name() -> list[dict[str, str]]:
    """For the list that opens behind an @: the handle to write, and the name beside it."""
    return [{"handle": handle_of(one), "name": one.name} for one in colleagues()]


def across_orders(customer: Any, user: Any) -> list[Said]:
    """The customer's newest messages, whatever order they are about."""
    if not user.has_perm("workflow.view_message"):
        return []
    newest = (
        Message.objects.filter(order__customer=customer)
        .select_related("order")
        .prefetch_related("photos")
        .order_by("-id")
    )
    return [said_of(one, user) for one in newest[:_MOST_ACROSS]]


def said_of(message: Message, user: Any) -> Said:
    is_ours = message.side == Message.Side.STAFF
    sees_photos = user.has_perm("workflow.view_photo")
    return Said(
        key=message.key,
        order=message.order,
        is_ours=is_ours,
        who=masking.label(message.author_label),
        body=message.body,
        sent_at=message.sent_at,
        read_at=message.read_at,
        is_new=not is_ours and message.read_at is None,
        pictures=[picture_of(photo) for photo in message.photos.all()] if sees_photos else [],
    )


def picture_of(photo: Photo) -> Picture:
    return Picture(photo.key, reverse("admin:photo", args=(photo.key,)), photo.width, photo.height)


def _messages_of(order: Order) -> list[Message]:
    """The order's page has loaded them with their pictures."""
    found = list(order.messages.all())
    for message in found:
        message.order = order
    return found


def _notes(notes: Any, user: Any) -> list[NoteView]:
    return [
        NoteView(
            pk=note.pk,
            who=masking.label(note.author_label),
            body=note.body,
            written_at=note.written_at,
            about_customer=note.order_id is None,
            mention=next((one.pk for one in note.mentions.all() if _waits_for(one, user)), None),
            named=[masking.person(one.member) for one in note.mentions.all()],
        )
        for note in notes.prefetch_related("mentions__member")
    ]


def _waits_for(mention: Mention, user: Any) -> bool:
    return mention.member_id == user.pk and mention.seen_at is None
