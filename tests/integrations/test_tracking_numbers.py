"""Our check digits against the independent package `tracking-numbers`, and known real examples."""

import pytest
import tracking_numbers
from hypothesis import given
from hypothesis import strategies as st

from integrations.couriers import numbers
from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.numbers import BadTrackingNumber, check, guess, normalise
from integrations.couriers.registry import all_couriers

DEFINITIONS = {
    name: tracking_numbers.get_definition(name)
    for name in (
        "S10",
        "FedEx Express (12)",
        "FedEx Ground",
        "FedEx SmartPost",
        "FedEx Ground 96 (22)",
        "UPS",
        "USPS 20",
        "USPS 91",
        "DHL Express",
        "DHL Express Air",
    )
}


def digits(length):
    return st.text("0123456789", min_size=length, max_size=length)


def accepts(courier, number):
    try:
        return check(courier, number) == number
    except BadTrackingNumber:
        return False


def they_accept(number, *names):
    """Whether one of the package's definitions takes the number, check digit and type list included."""
    found = [DEFINITIONS[name].test(number) for name in names]
    return any(result is not None and result.valid for result in found)


def test_the_package_has_all_the_definitions():
    assert all(DEFINITIONS.values())


# The random digit makes about one number in ten right, so both sides of the rule are met.


@given(digits(12))
def test_fedex_express(number):
    assert accepts("fedex", number) == they_accept(number, "FedEx Express (12)")


@given(digits(15))
def test_fedex_ground(number):
    assert accepts("fedex", number) == they_accept(number, "FedEx Ground")


# Container numbers (00, 01, 02, 04) are left out: the package knows them with 18 digits only.
@given(st.sampled_from(["03", "61", "92", "94"]), digits(18))
def test_fedex_of_20_digits(start, rest):
    number = start + rest
    assert accepts("fedex", number) == they_accept(number, "FedEx SmartPost")


# The package takes a second "92" after the first for the first one; no service begins with 92.
@given(st.sampled_from(["92", "96", "94"]), digits(20).filter(lambda rest: not rest.startswith("92")))
def test_fedex_of_22_digits(start, rest):
    number = start + rest
    assert accepts("fedex", number) == they_accept(number, "FedEx SmartPost", "FedEx Ground 96 (22)")


@given(st.text("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=6, max_size=6), digits(8))
def test_ups(shipper, package):
    """The package also knows a list of services; 03 (Ground) is on it."""
    number = f"1Z{shipper}03{package}"
    assert accepts("ups", number) == they_accept(number, "UPS")


@given(st.sampled_from(["03", "71", "73", "77", "81", "94", "12", "00"]), digits(18))
def test_usps_of_20_digits(start, rest):
    number = start + rest
    assert accepts("usps", number) == they_accept(number, "USPS 20", "USPS 91")


@given(st.sampled_from(["91", "92", "93", "94", "95"]), digits(20))
def test_usps_of_22_digits(start, rest):
    number = start + rest
    assert accepts("usps", number) == they_accept(number, "USPS 91")


@given(digits(10))
def test_dhl_of_10_digits(number):
    assert accepts("dhl", number) == they_accept(number, "DHL Express")


@given(digits(11))
def test_dhl_of_11_digits(number):
    assert accepts("dhl", number) == they_accept(number, "DHL Express Air")


@given(digits(9))
def test_s10(serial_and_check):
    number = f"EM{serial_and_check}KR"
    assert accepts("ems", number) == accepts("usps", number) == they_accept(number, "S10")


@given(digits(8))
def test_s10_has_exactly_one_check_digit(serial):
    fitting = [d for d in "0123456789" if they_accept(f"EM{serial}{d}KR", "S10")]
    assert fitting == [str(numbers.s10_check_digit(serial))]


@pytest.mark.parametrize(
    ("serial", "digit"),
    # 11 minus the remainder gives 10 and 11 in these two: they are written 0 and 5.
    [("47312482", 9), ("00000006", 2), ("00000101", 0), ("00000000", 5)],
)
def test_s10_by_hand(serial, digit):
    assert numbers.s10_check_digit(serial) == digit


@pytest.mark.parametrize(
    ("courier", "number"),
    [
        ("ems", "EE123456785KR"),
        ("ups", "1Z999AA10123456784"),
        ("usps", "9400111202555842332669"),
        ("usps", "EE123456785KR"),
        ("usps", "RB123456785GB"),
        ("fedex", "986578788855"),
        ("fedex", "9611020987654312345672"),
        ("fedex", "039813852990618"),
        ("fedex", "61299998820821171811"),
        ("fedex", "02931503799192766595"),
        ("dhl", "3318810025"),
    ],
)
def test_examples_from_the_couriers_own_pages(courier, number):
    assert check(courier, number) == number


@pytest.mark.parametrize(
    ("courier", "number", "code"),
    [
        ("ems", "", "empty"),
        ("ems", " - ", "empty"),
        ("ems", "EE123456784KR", "bad_check_digit"),
        ("ems", "EE12345678KR", "bad_form"),
        ("ems", "RB123456785GB", "not_korean"),
        ("ems", "EE123456785K1", "bad_form"),
        ("fedex", "986578788856", "bad_check_digit"),
        ("fedex", "9865787888555", "bad_form"),
        ("fedex", "02931503799192766596", "bad_check_digit"),
        ("fedex", "98657878885X", "bad_form"),
        ("fedex", "9400111202555842332669", "bad_form"),
        ("ups", "1Z999AA10123456785", "bad_check_digit"),
        ("ups", "1Z999AA1012345678", "bad_form"),
        ("ups", "2Z999AA10123456784", "bad_form"),
        ("usps", "9400111202555842332668", "bad_check_digit"),
        ("usps", "940011120255584233266", "bad_form"),
        ("usps", "EE123456784KR", "bad_check_digit"),
        ("dhl", "3318810024", "bad_check_digit"),
        ("dhl", "331881002", "bad_form"),
        ("cdek", "3318810025", "unknown_courier"),
    ],
)
def test_refusals_say_why(courier, number, code):
    with pytest.raises(BadTrackingNumber) as caught:
        check(courier, number)
    assert caught.value.code == code
    assert str(caught.value) == caught.value.message


@pytest.mark.parametrize(
    "written",
    [
        "ee 123 456 785 kr",
        "EE-123456785-KR",
        " EE123456785KR\n",
        "EE123456785KR",
        "EE.123.456.785.KR",
        "\ufeffEE123456785KR",
    ],
)
def test_a_number_may_be_written_in_many_ways(written):
    assert check("ems", written) == "EE123456785KR"


@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered_calmly(text):
    """Never another exception; what is accepted is in its final form."""
    for courier in guess(text):
        assert check(courier, check(courier, text)) == normalise(text)
        assert normalise(text).isascii()


@pytest.mark.parametrize("foreign_digits", ["٣٣١٨٨١٠٠٢٥", "३३१८८१००२५"])
def test_digits_of_other_scripts_are_no_digits_here(foreign_digits):
    assert guess(foreign_digits) == []


@pytest.mark.parametrize(
    ("number", "couriers"),
    [
        ("EE123456785KR", ["ems", "usps"]),
        ("RB123456785GB", ["usps"]),
        ("986578788855", ["fedex"]),
        ("1Z999AA10123456784", ["ups"]),
        ("9400111202555842332669", ["usps"]),
        ("EE123456785US", ["usps"]),
        ("9261292700768711948021", ["fedex", "usps"]),
        ("9611020987654312345672", ["fedex"]),
        # USPS's own, though their first two figures and check digit would do for FedEx too.
        ("9202290317456200135409", ["usps", "fedex"]),
        ("9261290289104185136058", ["usps", "fedex"]),
        ("61299998820821171811", ["fedex"]),
        ("02931503799192766595", ["fedex", "usps"]),
        ("3318810025", ["dhl"]),
        ("hello", []),
        ("", []),
    ],
)
def test_guess(number, couriers):
    assert guess(number) == couriers


@given(st.sampled_from(list(numbers.RULES)), st.integers(0, 9_999_999))
def test_made_up_numbers_are_right(courier, serial):
    number = valid_number(courier, serial)
    assert check(courier, number) == number
    assert guess(number)[0] == courier
    assert tracking_numbers.get_tracking_number(number) is not None


@pytest.mark.parametrize("courier", list(numbers.RULES))
def test_made_up_numbers_differ_and_repeat(courier):
    serials = range(0, 10_000_000, 20_000)
    made = [valid_number(courier, serial) for serial in serials]
    assert len(set(made)) == 500
    assert made == [valid_number(courier, serial) for serial in serials]


@pytest.mark.parametrize("serial", [-1, 10_000_000])
def test_no_number_beyond_the_range(serial):
    with pytest.raises(ValueError, match="serial"):
        valid_number("ems", serial)


def test_no_number_of_an_unknown_courier():
    with pytest.raises(BadTrackingNumber):
        valid_number("cdek", 1)


def test_every_courier_has_a_rule():
    assert [courier.code for courier in all_couriers()] == list(numbers.RULES)
