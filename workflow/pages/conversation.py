"""The messages about an order, as its customer's page shows them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.forms import MessageForm
from workflow.models import Message, Order, Photo
from workflow.pages.once import new_key
from workflow.pages.story import told_time
from workflow.services.photos import MAX_PHOTOS, waiting_of


@dataclass(frozen=True, slots=True)
class Picture:
    key: UUID
    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `is_mine` is the customer's own; `seen` says that the desk has read it."""

    key: UUID
    is_mine: bool
    name: str
    body: str
    when: str
    seen: bool
    is_new: bool
    pictures: list[Picture]


class ComposerForm(MessageForm):
    """The customer's own words for the fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Your message")
        self.fields["photos"].label = _("Add pictures")
        self.fields["photos"].help_text = _("Up to %(n)d, 10 MB each.") % {"n": MAX_PHOTOS}


def conversation(order: Order) -> dict[str, Any]:
    """What the order page needs for its messages: what was said, and an empty form."""
    said = [_said(message, order) for message in order.messages.prefetch_related("photos")]
    return {
        "said": said,
        "new_messages": sum(one.is_new for one in said),
        "composer": ComposerForm(initial={"key": new_key()}),
        "kept_pictures": [],
    }


def kept_pictures(user: Any, keys: list[UUID]) -> list[Picture]:
    """The sender's own pictures that wait for this message: nothing has to be chosen twice."""
    return [_picture(photo) for photo in waiting_of(user).filter(key__in=keys)]


def composer_fault(form: forms.Form, refusal: Any) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _said(message: Message, order: Order) -> Said:
    is_mine = message.side == Message.Side.CUSTOMER
    return Said(
        key=message.key,
        is_mine=is_mine,
        name=_("You") if is_mine else message.author_label,
        body=message.body,
        when=told_time(order, message.sent_at),
        seen=is_mine and message.read_at is not None,
        is_new=not is_mine and message.read_at is None,
        pictures=[_picture(photo) for photo in message.photos.all()],
    )


def _picture(photo: Photo) -> Picture:
    return Picture(photo.key, reverse("api-upload", args=(photo.key,)), photo.width, photo.height)
