"""USPS Tracking v3: the connection. What its replies mean stands in `usps_reply`."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from integrations.couriers.base import Track, check_batch
from integrations.couriers.oauth import Connection
from integrations.couriers.status import TrackingStatus
from integrations.couriers.usps_reply import is_not_found, read_track, refusal_code
from integrations.errors import ProviderRefused

PROVIDER = "usps"


class Usps:
    """The U.S. Postal Service, by its tracking API at `settings.USPS`. It takes one number a call.

    New accounts there may ask 60 times an hour; more has to be applied for.
    """

    code = "usps"
    name = "USPS"
    batch_size = 1
    can_track = True

    def __init__(self) -> None:
        self._connection = Connection(
            provider=PROVIDER,
            name=self.name,
            token_path="/oauth2/v3/token",  # noqa: S106 (a path)
            credentials=_credentials,
        )

    def track(self, numbers: Sequence[str]) -> dict[str, Track]:
        """See `Courier.track`. A postal number of another country is known once it is in the U.S."""
        (number,) = check_batch(numbers, self.batch_size)
        reply = self._connection.ask(
            "GET", f"/tracking/v3/tracking/{quote(number, safe='')}", params={"expand": "DETAIL"}
        )
        answer = self._connection.answer(reply, refusals=(400, 404))
        if reply.status_code == 200:
            return {number: read_track(answer, number)}
        code, status = refusal_code(answer), reply.status_code
        if is_not_found(answer) or (code and status == 404):
            return {number: Track(number, False, TrackingStatus.UNKNOWN, raw=answer, error_code=code)}
        raise ProviderRefused(code or f"http_{status}", f"USPS answered {code or status}.", PROVIDER)

    def tracking_url(self, number: str) -> str:
        """USPS's public page about the number."""
        return "https://tools.usps.com/go/TrackConfirmAction?tLabels=" + quote(number, safe="")


def _credentials(client_id: str, client_secret: str) -> dict[str, Any]:
    return {
        "json": {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
        }
    }
