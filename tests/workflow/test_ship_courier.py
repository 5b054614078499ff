"""The ship form: the number tells the courier, where it can."""

import pytest

from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.numbers import gs1_check_digit
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.errors import BadInput
from workflow.forms import ShipForm
from workflow.models import Order, Parcel
from workflow.services import delivery
from workflow.services.delivery import identify

pytestmark = [pytest.mark.django_db, pytest.mark.database]

EMS, FEDEX, UPS = (valid_number(courier, 4711) for courier in ("ems", "fedex", "ups"))
# FedEx Ground Economy hands its parcels to USPS: both write 22 digits that begin with 92.
GROUND = "920019990123456789012"
GROUND += str(gs1_check_digit(GROUND))


def form(order: Order, courier: str, number: str) -> ShipForm:
    return ShipForm({"courier": courier, "tracking_number": number}, subject=order)


def parcel(service: str = "ems", courier: str = "") -> Parcel:
    return Parcel(service=service, courier=courier)


@pytest.mark.parametrize(
    ("number", "planned", "courier"),
    [
        (FEDEX, "ems", "fedex"),
        (UPS, "ems_premium", "ups"),
        (f"{EMS[:2]} {EMS[2:]}".lower(), "ems", "ems"),  # USPS writes such numbers too, but EMS was priced
        (GROUND, "fedex_ip", "fedex"),
    ],
)
def test_an_empty_courier_is_told_by_the_number(number: str, planned: str, courier: str) -> None:
    code, plain = identify(parcel=parcel(planned), courier="", tracking_number=number)
    assert (code, plain) == (courier, number.replace(" ", "").upper())


@pytest.mark.parametrize(
    ("courier", "number", "planned", "field", "code", "words"),
    [
        ("", GROUND, "ems", "courier", "courier_unclear",
         f"{GROUND} may be a number of USPS or FedEx: choose the courier."),
        ("", EMS, "fedex_ip", "courier", "courier_unclear",
         f"{EMS} may be a number of EMS or USPS: choose the courier."),
        ("ems", FEDEX, "ems", "tracking_number", "bad_form",
         f"{FEDEX} is no postal number: those have two letters, nine digits and two letters. "
         "It looks like a number of FedEx."),
        ("", f"{EMS[:-3]}{(int(EMS[-3]) + 1) % 10}KR", "ems", "tracking_number", "bad_check_digit",
         f"{EMS[:-3]}{(int(EMS[-3]) + 1) % 10}KR has a typing slip: its check digit does not fit."),
        # A slip of another courier's number is named as that, whatever the parcel was priced for.
        ("", "9400111899223197428491", "ems", "tracking_number", "bad_check_digit",
         "9400111899223197428491 has a typing slip: its check digit does not fit."),
        ("", "hello", "ems", "tracking_number", "bad_form", "No courier of ours has numbers like HELLO."),
        ("", "hello", "own_van", "tracking_number", "bad_form", "No courier of ours has numbers like HELLO."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words_that_help(
    courier: str, number: str, planned: str, field: str, code: str, words: str
) -> None:
    with pytest.raises(BadInput) as caught:
        identify(parcel=parcel(planned), courier=courier, tracking_number=number)
    assert (caught.value.field, caught.value.code, str(caught.value)) == (field, code, words)


def test_the_form_takes_an_empty_courier_and_ships(story: Story, sandbox: Sandbox) -> None:
    order = story.delivery_paid(sandbox)
    filled = form(order, "", FEDEX)
    assert filled.is_valid()
    assert filled.inputs() == {"courier": "fedex", "tracking_number": FEDEX}
    delivery.ship(order_id=order.pk, actor=story.desk, **filled.inputs())
    sent = order.parcels.get()
    assert (sent.courier, sent.tracking_number, sent.under_way) == ("fedex", FEDEX, f"fedex:{FEDEX}")


def test_the_form_leaves_the_courier_to_the_number_and_names_its_doubts_at_the_field(
    story: Story, sandbox: Sandbox
) -> None:
    order = story.delivery_paid(sandbox)
    fresh = ShipForm(subject=order)
    assert (fresh["courier"].initial, fresh.fields["courier"].required) == (None, False)
    assert form(order, "", GROUND).errors == {
        "courier": [f"{GROUND} may be a number of USPS or FedEx: choose the courier."]
    }
    assert list(form(order, "ems", FEDEX).errors) == ["tracking_number"]
    assert form(order, "nobody", FEDEX).errors == {
        "courier": ["Select a valid choice. nobody is not one of the available choices."]
    }


def test_the_deed_itself_may_leave_the_courier_to_the_number(story: Story, sandbox: Sandbox) -> None:
    order = story.delivery_paid(sandbox)
    delivery.ship(order_id=order.pk, actor=story.desk, courier="", tracking_number=EMS)
    delivery.correct_tracking(order_id=order.pk, actor=story.desk, courier="", tracking_number=FEDEX)
    sent = order.parcels.get()
    assert (sent.courier, sent.tracking_number, sent.under_way) == ("fedex", FEDEX, f"fedex:{FEDEX}")
