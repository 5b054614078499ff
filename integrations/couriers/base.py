"""What a courier is to us, and what it tells about a parcel."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from integrations.couriers.status import TrackingStatus


@dataclass(frozen=True)
class Scan:
    """One thing that happened to a parcel.

    `occurred` is an instant only when the courier gave a time zone (or the place fixes one);
    otherwise None, and `occurred_text` holds the local time as it was sent. A scan is the same scan
    again when `occurred_text`, `code` and `place` are equal. `code` and `description` are the
    courier's own.
    """

    occurred: datetime | None
    occurred_text: str
    code: str
    status: TrackingStatus
    description: str
    place: str


@dataclass(frozen=True)
class Track:
    """What the courier knows of one number.

    `found` is False before the first scan and for dead numbers; then `error_code` says why in
    the courier's own code. `scans` stand oldest first. `raw` is the part of the reply about this
    number, as JSON-able data, for staff and for later repair of our mapping.
    """

    number: str
    found: bool
    status: TrackingStatus
    scans: tuple[Scan, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict, repr=False)
    error_code: str = ""


class Courier(Protocol):
    """A carrier. All are found through `registry`.

    `batch_size` is how many numbers one call may hold. `can_track` is False for couriers whose
    numbers we check but whose tracking we cannot read yet.
    """

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def batch_size(self) -> int: ...
    @property
    def can_track(self) -> bool: ...

    def track(self, numbers: Sequence[str]) -> dict[str, Track]:
        """One Track for each of `numbers` (1 to `batch_size`, normalised), by number.

        An unknown number is a Track with `found=False`, not an error. Takes at most 38 s. Raises
        TryLater, ProviderRefused, Misconfigured, never OutcomeUnknown: it only reads. ValueError
        for too many numbers or none.
        """
        ...

    def tracking_url(self, number: str) -> str:
        """The courier's public page about the number, for customers."""
        ...


def check_batch(numbers: Sequence[str], batch_size: int) -> list[str]:
    """The distinct numbers in their order; ValueError unless there are 1 to `batch_size`."""
    distinct = list(dict.fromkeys(numbers))
    if not 1 <= len(distinct) <= batch_size:
        raise ValueError(f"One call takes 1 to {batch_size} numbers, not {len(distinct)}.")
    return distinct
