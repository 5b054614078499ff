"""All couriers we ship with."""

from integrations.couriers.base import Courier
from integrations.couriers.ems import Ems
from integrations.couriers.fedex import FedEx
from integrations.couriers.numbers_only import DHL
from integrations.couriers.ups import Ups
from integrations.couriers.usps import Usps

# In the order in which staff choose: first those we can follow. `numbers.RULES` has a rule for each.
_COURIERS: tuple[Courier, ...] = (Ems(), FedEx(), Ups(), Usps(), DHL)
_BY_CODE = {courier.code: courier for courier in _COURIERS}


class UnknownCourier(LookupError):
    """There is no courier with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no courier {code!r}.")
        self.code = code


def courier(code: str) -> Courier:
    """The courier with this code. Raises UnknownCourier."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise UnknownCourier(code) from None


def all_couriers() -> tuple[Courier, ...]:
    """All couriers, those with tracking first."""
    return _COURIERS
