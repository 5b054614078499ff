"""From the scales to the courier: weigh, price the delivery, ship, follow."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from catalog import deadlines
from catalog.errors import PricingError
from catalog.pricing import DeliveryPrice, price_delivery
from integrations import clock
from integrations.couriers.numbers import BadTrackingNumber, check, guess, normalise, slips
from integrations.couriers.registry import all_couriers
from integrations.couriers.registry import courier as courier_of
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput
from workflow.engine.models import TransitionLog
from workflow.models import Order, OrderItem, Parcel, ParcelLine
from workflow.polling import Cadence
from workflow.services.charges import draft_charge, freeze_quote
from workflow.services.parcel_matters import settle_wrong_number
from workflow.states import ChargeKind, ItemState


@dataclass(frozen=True, slots=True)
class Measured:
    """A packed box: grams and millimetres, and the service that shall carry it."""

    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    service: str


def preview(*, order: Order, measured: Measured) -> DeliveryPrice:
    """The delivery as it would be priced now. Raises BadInput where no rate fits."""
    try:
        return price_delivery(
            service=measured.service,
            state=order.address.state,
            country=order.address.country,
            weight_g=measured.weight_g,
            length_mm=measured.length_mm,
            width_mm=measured.width_mm,
            height_mm=measured.height_mm,
            declared_cents=declared_cents(order),
            at=clock.now(),
        )
    except PricingError as error:
        raise BadInput(error.message, code=error.code) from error


def declared_cents(order: Order) -> int:
    """The customs value in US cents: the price actually paid for what is in the box, no fees."""
    quote = order.current_quote(ChargeKind.ITEMS)
    sent = {str(item.pk) for item in order.items.all() if item.will_be_sent}
    return sum(line["amount_cents"] for line in quote.lines if line["key"] in sent) if quote else 0


def confirm_delivery_fee(
    *, order_id: int, actor: Actor, measured: Measured, expect_seq: int | None = None
) -> TransitionLog:
    """Pack the items that are in hand, price the box by the rows of today and draft the charge."""

    def act(order: Order) -> dict[str, Any]:
        price = preview(order=order, measured=measured)
        parcel = Parcel.objects.create(
            customer=order.customer,
            weight_g=measured.weight_g,
            length_mm=measured.length_mm,
            width_mm=measured.width_mm,
            height_mm=measured.height_mm,
            service=measured.service,
            created_at=clock.now(),
        )
        for item in order.items.filter(state=ItemState.RECEIVED):
            ParcelLine.objects.create(parcel=parcel, item=item, quantity=item.quantity)
            door.fire(OrderItem, item.pk, "pack", actor=actor)
        return _freeze(order, actor, parcel, price)

    return door.fire(Order, order_id, "confirm_delivery_fee", actor=actor, expect_seq=expect_seq, act=act)


def revise_delivery_fee(
    *, order_id: int, actor: Actor, measured: Measured, reason: str, expect_seq: int | None = None
) -> TransitionLog:
    """Weigh the packed box again: another weight, size or service, and the fee of today for it."""

    def act(order: Order) -> dict[str, Any]:
        price = preview(order=order, measured=measured)
        before = order.current_quote(ChargeKind.DELIVERY)
        parcel = order.parcels.latest("id")
        for name in ("weight_g", "length_mm", "width_mm", "height_mm", "service"):
            setattr(parcel, name, getattr(measured, name))
        parcel.save()
        return {
            **_freeze(order, actor, parcel, price),
            "before_cents": before.total_cents,
            "reason": reason,
        }

    return door.fire(Order, order_id, "revise_delivery_fee", actor=actor, expect_seq=expect_seq, act=act)


def _freeze(order: Order, actor: Actor, parcel: Parcel, price: DeliveryPrice) -> dict[str, Any]:
    """The next version of the delivery quote, and its charge."""
    valid_until = deadlines.due_at(step="pay_delivery", start=clock.now())
    quote = freeze_quote(
        order, kind=ChargeKind.DELIVERY, total_cents=price.total_cents, content=price.as_json(),
        valid_until=valid_until, actor=actor,
    )  # fmt: skip
    charge = draft_charge(order, quote, _lines(order, price))
    return {
        "parcel": parcel.pk,
        "courier": courier_of(price.courier).name,
        "charge": charge.pk,
        "total_cents": price.total_cents,
        "weight_g": price.chargeable_g,
        "valid_until": valid_until.isoformat(),
    }


def ship(
    *, order_id: int, actor: Actor, courier: str, tracking_number: str, expect_seq: int | None = None
) -> TransitionLog:
    """Hand the parcel to the courier: the number is checked, unique among parcels under way, and
    tracking begins. An empty `courier` is told by the number. Raises BadInput for a number that cannot
    be (see `identify`); then nothing changed."""

    def act(order: Order) -> dict[str, Any]:
        parcel = order.parcels.latest("id")
        parcel.shipped_at = clock.now()
        _assign(parcel, courier, tracking_number)
        return _assigned(parcel)

    return door.fire(Order, order_id, "ship", actor=actor, expect_seq=expect_seq, act=act)


def correct_tracking(
    *, order_id: int, actor: Actor, courier: str, tracking_number: str, expect_seq: int | None = None
) -> TransitionLog:
    """Put a typo right. The scans of the wrong number go, and so do the matters they raised; the
    customer gets one corrected notice. The courier may be told by the number, as in `ship`."""

    def act(order: Order) -> dict[str, Any]:
        parcel = order.parcels.latest("id")
        before = parcel.tracking_number
        _assign(parcel, courier, tracking_number)
        if parcel.tracking_number == before:
            raise BadInput(_("That is the number it has already."), field="tracking_number")
        parcel.events.all().delete()
        settle_wrong_number(order, before)
        return {**_assigned(parcel), "before": before}

    return door.fire(Order, order_id, "correct_tracking", actor=actor, expect_seq=expect_seq, act=act)


def identify(*, parcel: Parcel | None, courier: str, tracking_number: str) -> tuple[str, str]:
    """The courier's code, and the number in the form in which it is stored.

    An empty `courier` is found by the number. Where several couriers write such numbers, the one that the
    parcel was priced for carries it, if it is among them. Raises BadInput at the field to correct: a number
    that no courier could have given, or not this one (then it says whose it looks like), or one that leaves
    a choice (then it names the couriers).
    """
    fitting = guess(tracking_number)
    code = courier or _carrier(planned_courier(parcel), fitting, tracking_number)
    if not code and fitting:
        raise BadInput(
            _("%(number)s may be a number of %(couriers)s: choose the courier.")
            % {"number": normalise(tracking_number), "couriers": _named(fitting)},
            field="courier",
            code="courier_unclear",
        )
    if not code:
        raise BadInput(
            _("No courier of ours has numbers like %(number)s.") % {"number": normalise(tracking_number)},
            field="tracking_number",
            code="bad_form",
        )
    try:
        return code, check(code, tracking_number)
    except BadTrackingNumber as error:
        hint = _("It looks like a number of %(couriers)s.") % {"couriers": _named(fitting)} if fitting else ""
        raise BadInput(f"{error} {hint}".strip(), field="tracking_number", code=error.code) from error


def planned_courier(parcel: Parcel | None) -> str:
    """Whom the parcel was given to, or priced for; empty where neither says."""
    if parcel is None:
        return ""
    planned = parcel.courier or parcel.service.partition("_")[0]
    return planned if planned in {one.code for one in all_couriers()} else ""


def _carrier(planned: str, fitting: list[str], number: str) -> str:
    """Who carries the parcel when nobody says: the plan, or the only one whose number it is. A number that
    fits nobody but for its check digit is held against who writes such ones, so that a slip is called one."""
    candidates = fitting or slips(number)
    if planned in candidates:
        return planned
    return candidates[0] if len(candidates) == 1 or (candidates and not fitting) else ""


def _named(couriers: list[str]) -> str:
    return get_text_list([courier_of(code).name for code in couriers])


def _assign(parcel: Parcel, courier: str, tracking_number: str) -> None:
    code, number = identify(parcel=parcel, courier=courier, tracking_number=tracking_number)
    parcel.courier, parcel.tracking_number, parcel.under_way = code, number, f"{code}:{number}"
    parcel.onward, parcel.status, parcel.status_at, parcel.stalled_at = "", "pre_transit", None, None
    parcel.cadence, parcel.quiet_since = Cadence.NEVER, None
    if courier_of(code).can_track:
        parcel.cadence, parcel.quiet_since = Cadence.FIRST, clock.now()
    try:
        with transaction.atomic():
            parcel.save()
    except IntegrityError:
        raise BadInput(
            _("This number is on another parcel that is under way."),
            field="tracking_number",
            code="number_taken",
        ) from None


def _assigned(parcel: Parcel) -> dict[str, Any]:
    return {
        "parcel": parcel.pk,
        "courier": courier_of(parcel.courier).name,
        "tracking_number": parcel.tracking_number,
    }


def _lines(order: Order, price: DeliveryPrice) -> list[dict[str, Any]]:
    with translation.override(order.customer.language):
        parts = (
            (
                _("International delivery, %(kg)s kg") % {"kg": f"{price.chargeable_g / 1000:.2f}"},
                price.freight_cents,
            ),
            (_("U.S. import duty, prepaid"), price.duty_cents),
            (_("Duty handling fee"), price.duty_fee_cents),
        )
        return [{"name": name, "amount_cents": cents, "quantity": 1} for name, cents in parts if cents]
