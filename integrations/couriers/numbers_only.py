"""Couriers whose numbers we check and link to, but whose tracking we cannot read yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from integrations.couriers.base import Track
from integrations.errors import Misconfigured


@dataclass(frozen=True)
class NumbersOnly:
    """A courier without a tracking connection: staff follow its public page."""

    code: str
    name: str
    page: str
    batch_size: int = 1
    can_track: bool = False

    def track(self, numbers: Sequence[str]) -> dict[str, Track]:
        """Raises Misconfigured (`cannot_track`): ask `can_track` first."""
        raise Misconfigured("cannot_track", f"{self.name} is not connected for tracking.", self.code)

    def tracking_url(self, number: str) -> str:
        """The public page about the number."""
        return self.page + quote(number, safe="")


DHL = NumbersOnly("dhl", "DHL Express", "https://www.dhl.com/en/express/tracking.html?AWB=")
