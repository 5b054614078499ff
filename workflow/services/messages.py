"""What a customer and the desk write to each other about an order."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from integrations import clock
from workflow.effects import notice_args
from workflow.engine.actors import Actor, Kind, staff_may
from workflow.engine.effects import enqueue
from workflow.engine.errors import BadInput, NotPermitted
from workflow.engine.models import Effect
from workflow.engine.transactions import in_transaction
from workflow.live import desk_changed, message_written
from workflow.models import Message, Notification, Order
from workflow.services import photos as pictures
from workflow.services.audit import record
from workflow.services.photos import MAX_PHOTOS, too_many_photos

PERMISSION = "workflow.add_message"
MAX_LENGTH = 4_000
# One mail tells of all that is written in this time, unless it was read meanwhile.
BURST = timedelta(minutes=15)
_IN_A_MAIL = 1_000
# Of one customer, by whatever road; the API's own limit counts attempts (config/api.py).
MAX_AN_HOUR = 60
TOO_MANY = "too_many_messages"

Side = Message.Side
_OTHER = {Side.CUSTOMER: Side.STAFF, Side.STAFF: Side.CUSTOMER}
# Who is told that this side has written, and by which notice.
_TOLD = {Side.STAFF: ("customer", "message_received"), Side.CUSTOMER: ("staff", "staff_customer_wrote")}


def may_write(user: Any) -> bool:
    """Whether this member of staff may write to customers."""
    return staff_may(user, PERMISSION)


def write_message(
    *, order_id: int, actor: Actor, body: str = "", photos: Sequence[UUID] = (), key: UUID | None = None
) -> Message:
    """Write to the other side: up to 4,000 characters and up to nine of the writer's own unused pictures.

    Done once for each `key`: a copy returns the message that is there. Whoever writes has read what the other
    side wrote. Raises NotPermitted, or BadInput (empty, too_long, too_many_photos, unknown_photo,
    key_reused, too_many_messages); then nothing is written.
    """
    key, body = key or uuid4(), body.strip()
    _check(body, photos)

    def deed() -> Message:
        order, side = _locked(order_id, actor)
        known = Message.objects.filter(key=key).first()
        if known is not None:
            return _same(known, order, actor, body, photos)
        if side == Side.CUSTOMER:
            keep_the_pace(actor.user)
        message = Message(
            key=key,
            order=order,
            side=side,
            author=actor.user,
            author_label=_label(actor),
            body=body,
            sent_at=clock.now(),
        )
        _insert(message)
        pictures.attach(message=message, keys=photos, user=actor.user)
        _mark(order, side)
        if side == Side.CUSTOMER:
            _bring_back(order)
        else:
            record(actor=actor, verb="messaged", about=order.ref, order=order, data={"message": str(key)})
        _tell(order, side, body)
        message_written(order, side)
        return message

    return in_transaction(deed)


def keep_the_pace(customer: Any) -> None:
    """Raises BadInput (too_many_messages) for a customer who has written 60 messages within the hour."""
    lately = Message.objects.filter(
        order__customer=customer, side=Side.CUSTOMER, sent_at__gt=clock.now() - timedelta(hours=1)
    )
    if lately.count() >= MAX_AN_HOUR:
        raise BadInput(
            _("You have sent %(n)d messages within an hour, which is as many as we take. Please write later.")
            % {"n": MAX_AN_HOUR},
            code=TOO_MANY,
        )


def mark_read(*, order_id: int, actor: Actor) -> int:
    """This side has the other side's messages before it. Returns how many were new to it.

    Raises NotPermitted: who may not answer a customer does not take their messages off the desk.
    """

    def deed() -> int:
        order, side = _locked(order_id, actor)
        marked = _mark(order, side)
        if marked:
            message_written(order, side)
        return marked

    return in_transaction(deed)


def unread(order: Any, side: str) -> Any:
    """The other side's messages that this side has not read yet."""
    return Message.objects.filter(order=order, side=_OTHER[Side(side)], read_at=None)


def _check(body: str, photos: Sequence[UUID]) -> None:
    if not body and not photos:
        raise BadInput(_("Write something, or add a picture."), field="body", code="empty")
    if len(body) > MAX_LENGTH:
        raise BadInput(
            _("A message has up to %(n)d characters. Please send the rest in a second one.")
            % {"n": MAX_LENGTH},
            field="body",
            code="too_long",
        )
    if len(set(photos)) > MAX_PHOTOS:
        raise too_many_photos()


def _locked(order_id: int, actor: Actor) -> tuple[Order, Side]:
    """The order, locked so that messages stand in the order they came, and the side that acts."""
    order = Order.lock(order_id)
    if actor.user is None:
        raise NotPermitted
    if actor.kind is Kind.CUSTOMER and order.belongs_to(actor.user):
        return order, Side.CUSTOMER
    if actor.kind is Kind.STAFF and may_write(actor.user):
        return order, Side.STAFF
    raise NotPermitted


def _label(actor: Actor) -> str:
    """A name to show to the other side; never an e-mail address."""
    return (actor.user.name or ("Bidangil" if actor.kind is Kind.STAFF else _("Customer")))[:120]


def _insert(message: Message) -> None:
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        # Somebody took the key for another order at the same moment.
        raise _reused() from None


def _same(known: Message, order: Order, actor: Actor, body: str, photos: Sequence[UUID]) -> Message:
    """The copy's original, or BadInput when the key stands for something else."""
    is_copy = (known.order_id, known.author_id, known.body) == (order.pk, actor.user_id, body)
    # By number: the copy of a form has uploaded its pictures once more, under keys of their own.
    if not is_copy or known.photos.count() != len(set(photos)):
        raise _reused()
    return known


def _reused() -> BadInput:
    return BadInput(_("Another message was already sent from this form."), code="key_reused")


def _mark(order: Order, side: Side) -> int:
    marked = unread(order, side).update(read_at=clock.now())
    # Who has read may be written to again: the next message is news of its own.
    _to, code = _TOLD[_OTHER[side]]
    Notification.objects.filter(order=order, code=code, read_at=None).update(read_at=clock.now())
    return int(marked)


def _bring_back(order: Order) -> None:
    """What the desk had put off stands in its queue again: something has happened."""
    if order.snoozed_until is not None:
        order.snoozed_until = None
        order.save(update_fields=["snoozed_until"])
        desk_changed(order)


def _tell(order: Order, side: Side, body: str) -> None:
    """Write one mail for a burst of messages. Whether the customer wants it is asked when it is sent."""
    to, code = _TOLD[side]
    if _is_told(order, to, code):
        return
    with translation.override(settings.STAFF_LANGUAGE if to == "staff" else order.customer.language):
        words = f"{body[:_IN_A_MAIL]}…" if len(body) > _IN_A_MAIL else body or _("(a picture)")
    enqueue(
        name="notice.mail",
        flow=Order.flow_name,
        subject_id=order.pk,
        target=f"{to}:{code}",
        args=notice_args(code, order, {"message": words}, to=to),
    )


def _is_told(order: Order, to: str, code: str) -> bool:
    since = clock.now() - BURST
    sent = Notification.objects.filter(order=order, code=code, read_at=None, sent_at__gt=since)
    under_way = Effect.objects.filter(
        flow=Order.flow_name,
        subject_id=order.pk,
        target=f"{to}:{code}",
        status__in=(Effect.Status.PENDING, Effect.Status.RUNNING),
    )
    return sent.exists() or under_way.exists()
