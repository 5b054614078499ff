"""Made-up tracking numbers with right check digits, for the demo, the smoke run and tests."""

from integrations.couriers import numbers


def valid_number(courier: str, serial: int) -> str:
    """The `serial`-th number of the courier (0 to 9,999,999), in the form `numbers.check` accepts.

    Different serials give different numbers, the same serial always the same one. Raises
    ValueError for other serials, BadTrackingNumber for an unknown courier.
    """
    if not 0 <= serial <= 9_999_999:
        raise ValueError("A serial is between 0 and 9,999,999.")
    match courier:
        case "ems":
            body = f"5{serial:07d}"
            number = f"EG{body}{numbers.s10_check_digit(body)}KR"
        case "fedex":
            body = f"7946{serial:07d}"
            number = f"{body}{numbers.fedex_check_digit(body)}"
        case "dhl":
            body = f"42{serial:07d}"
            number = f"{body}{numbers.dhl_check_digit(body)}"
        case "ups":
            body = f"B1D4NG03{serial:07d}"
            number = f"1Z{body}{numbers.ups_check_digit(body)}"
        case "usps":
            body = f"94001118992230{serial:07d}"
            number = f"{body}{numbers.gs1_check_digit(body)}"
        case _:
            raise numbers.BadTrackingNumber("unknown_courier", f"There is no courier {courier!r}.")
    return numbers.check(courier, number)
