"""Pictures of messages, parcels and items: taken in, kept until they are sent, handed to their message."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from integrations import clock, pictures
from integrations.pictures import MAX_BYTES as MAX_BYTES
from workflow.engine.actors import Actor, Kind, staff_may
from workflow.engine.errors import BadInput, NotPermitted
from workflow.engine.transactions import in_transaction
from workflow.live import desk_changed
from workflow.models import Message, Order, Photo
from workflow.services.audit import record

# Pictures of one message.
MAX_PHOTOS = 9
# Pictures of one item or parcel.
MAX_OF_ONE = 12
# Pictures of one person that wait to be sent with a message; older ones than KEPT_UNSENT are deleted.
MAX_WAITING = 50
KEPT_UNSENT = timedelta(hours=24)
CONTENT_TYPES = {"jpg": "image/jpeg"}

_PRUNED_AT_ONCE = 500


def may_photograph(user: Any) -> bool:
    """Whether this member of staff may upload pictures for a message."""
    rights = ("workflow.add_photo", "workflow.add_message")
    return any(staff_may(user, right) for right in rights)


def keep_photo(*, actor: Actor, file: Any) -> Photo:
    """Store an uploaded picture (a Django file of JPEG, PNG or WebP) and return its row.

    It waits to be sent with a message. Stored as JPEG, at most 2048 pixels a side.
    Raises NotPermitted, or BadInput (no_picture, picture_too_large, too_many_pixels, too_many_waiting); then
    nothing is stored.
    """
    if actor.user is None or not (actor.kind is Kind.CUSTOMER or may_photograph(actor.user)):
        raise NotPermitted
    if waiting_of(actor.user).count() >= MAX_WAITING:
        raise BadInput(
            _("%(n)d of your pictures wait to be sent. Send some of them first.") % {"n": MAX_WAITING},
            field="file",
            code="too_many_waiting",
        )
    return _stored(actor, redrawn(file))


def _stored(actor: Actor, picture: tuple[bytes, int, int], **about: Any) -> Photo:
    data, width, height = picture
    photo = Photo(
        uploaded_by=actor.user, uploaded_at=clock.now(), width=width, height=height, size=len(data), **about
    )
    photo.file.save("picture", ContentFile(data), save=False)
    photo.save()
    return photo


def photograph(
    *, order_id: int, actor: Actor, file: Any, item_id: int | None, parcel_id: int | None
) -> Photo:
    """Keep a picture of one item or of one parcel of the order, and put it on record.

    Raises NotPermitted, or BadInput (no_subject: not exactly one of the two, or none of this order's;
    too_many_photos, and what `keep_photo` raises); then nothing is stored.
    """
    if not actor.may("workflow.add_photo"):
        raise NotPermitted
    order = Order.objects.get(pk=order_id)
    item = order.items.filter(pk=item_id).first() if item_id else None
    parcel = order.parcels.filter(pk=parcel_id).first() if parcel_id else None
    if (item is None) == (parcel is None):
        raise BadInput(_("Say which item or parcel the picture shows."), field="file", code="no_subject")
    about: dict[str, Any] = {"item": item} if item else {"parcel": parcel}
    if Photo.objects.filter(**about).count() >= MAX_OF_ONE:
        raise BadInput(
            _("There are %(n)d pictures of this already.") % {"n": MAX_OF_ONE},
            field="file",
            code="too_many_photos",
        )
    # Redrawn before the transaction begins: a large picture takes a second.
    picture = redrawn(file)

    def deed() -> Photo:
        photo = _stored(actor, picture, **about)
        record(actor=actor, verb="photographed", about=str(item or parcel), order=order)
        desk_changed(order)
        return photo

    return in_transaction(deed)


def keep_photos(*, actor: Actor, files: Sequence[Any], kept: list[UUID]) -> None:
    """Store the pictures of one message and add their keys to `kept`, which may hold earlier ones.

    Raises what `keep_photo` raises, or BadInput (too_many_photos); what was stored until then is in `kept`,
    so that the sender need not choose it again.
    """
    if len(kept) + len(files) > MAX_PHOTOS:
        raise too_many_photos()
    for file in files:
        kept.append(keep_photo(actor=actor, file=file).key)


def too_many_photos() -> BadInput:
    return BadInput(
        _("One message takes up to %(n)d pictures.") % {"n": MAX_PHOTOS},
        field="photos",
        code="too_many_photos",
    )


def waiting_of(user: Any) -> Any:
    """The pictures that this person has uploaded and not yet used."""
    return Photo.objects.unused().filter(uploaded_by=user)


def attach(*, message: Message, keys: Sequence[UUID], user: Any) -> None:
    """Give the sender's own unused pictures to the message, in the caller's transaction.

    Raises BadInput (unknown_photo): one of them is not theirs, is used already, or never was.
    """
    wanted = set(keys)
    found = list(waiting_of(user).select_for_update().filter(key__in=wanted).values_list("pk", flat=True))
    if len(found) != len(wanted):
        raise BadInput(
            _("One of the pictures is no longer there. Please add it again."),
            field="photos",
            code="unknown_photo",
        )
    Photo.objects.filter(pk__in=found).update(message=message)


def redrawn(file: Any) -> tuple[bytes, int, int]:
    """The picture as a fresh JPEG, with its width and height in pixels. Raises BadInput."""
    try:
        return pictures.redrawn(file)
    except pictures.PictureError as error:
        raise BadInput(error.message, field="file", code=error.code) from None


def prune() -> int:
    """Delete pictures that were uploaded a day ago and never sent. Returns how many."""

    def deed() -> list[Photo]:
        over = Photo.objects.unused().select_for_update().filter(uploaded_at__lt=clock.now() - KEPT_UNSENT)
        old = list(over[:_PRUNED_AT_ONCE])
        Photo.objects.filter(pk__in=[photo.pk for photo in old]).delete()
        return old

    gone = in_transaction(deed)
    for photo in gone:
        photo.file.delete(save=False)
    return len(gone)
