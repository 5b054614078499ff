"""What about a parcel needs a person, and what settles itself when the courier speaks again."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from integrations import clock
from integrations.couriers.base import Track
from workflow.live import attention_changed
from workflow.models import Attention, Order, Parcel
from workflow.services.attention import raise_attention
from workflow.states import Concern


def raise_trouble(orders: Sequence[Order], parcel: Parcel, track: Track) -> None:
    """The courier tells of something that will not pass by itself: once for each status of a parcel."""
    latest = track.scans[-1] if track.scans else None
    detail = f"{latest.description} {latest.place}".strip() if latest else str(track.error_code)
    _raise(orders, about=f"{parcel.tracking_number}:{parcel.status}", detail=detail)


def raise_silence(orders: Sequence[Order], parcel: Parcel, *, days: int) -> None:
    """No scan for `days` days: once for each quiet stretch, which `parcel.quiet_since` names."""
    with translation.override(settings.STAFF_LANGUAGE):
        last = parcel.events.order_by("-id").first()
        words = {"days": days, "last": f"{last.description} {last.place}".strip() if last else ""}
        detail = (
            ngettext("No scan for %(days)d day.", "No scan for %(days)d days.", days)
            if last is None
            else ngettext(
                "No scan for %(days)d day. The last one: %(last)s",
                "No scan for %(days)d days. The last one: %(last)s",
                days,
            )
        ) % words
    _raise(orders, about=_silence(parcel), detail=detail)


def raise_run_out(orders: Sequence[Order], parcel: Parcel) -> None:
    """Not delivered long after shipping; from now on nobody asks the courier."""
    with translation.override(settings.STAFF_LANGUAGE):
        detail = _("Not delivered 90 days after shipping. The courier is not asked any more.")
    _raise(orders, about=f"{parcel.tracking_number}:ran_out", detail=detail)


def settle_silence(orders: Sequence[Order], parcel: Parcel) -> None:
    """A scan came in: the quiet stretch that was put before a person is over."""
    with translation.override(settings.STAFF_LANGUAGE):
        note = _("A scan came in.")
    for order in orders:
        _settle(order, note, about=f"{order.ref}:{_silence(parcel)}")


def settle_delivered(orders: Sequence[Order]) -> None:
    """What held the parcel up on its way holds it up no more."""
    with translation.override(settings.STAFF_LANGUAGE):
        note = _("The parcel was delivered.")
    for order in orders:
        _settle(order, note)


def settle_wrong_number(order: Order, number: str) -> None:
    """What the courier told about somebody else's parcel concerns nobody here."""
    with translation.override(settings.STAFF_LANGUAGE):
        note = _("The tracking number was corrected.")
    _settle(order, note, about__startswith=f"{order.ref}:{number}:")


def _silence(parcel: Parcel) -> str:
    return f"{parcel.tracking_number}:quiet:{parcel.quiet_since:%Y%m%dT%H%M%S}"


def _raise(orders: Sequence[Order], *, about: str, detail: str) -> None:
    for order in orders:
        raise_attention(order=order, concern=Concern.PARCEL, about=f"{order.ref}:{about}", detail=detail)


def _settle(order: Order, note: str, **which: str) -> None:
    open_ones = Attention.objects.filter(order=order, concern=Concern.PARCEL, settled_at=None, **which)
    if open_ones.update(settled_at=clock.now(), settled_note=note):
        attention_changed(order)
