"""FedEx Track v1: the connection. What its replies mean stands in `fedex_reply`."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from integrations.couriers.base import Track, check_batch
from integrations.couriers.fedex_reply import read_tracks
from integrations.couriers.oauth import Connection

PROVIDER = "fedex"
# FedEx shuts an address out of its token service for ten minutes, with 403, after 3 requests a second.
TOKEN_PENALTY_SECONDS = 600


class FedEx:
    """FedEx, by its tracking API at `settings.FEDEX`."""

    code = "fedex"
    name = "FedEx"
    batch_size = 30
    can_track = True

    def __init__(self) -> None:
        self._connection = Connection(
            provider=PROVIDER,
            name=self.name,
            token_path="/oauth/token",  # noqa: S106 (a path)
            credentials=_credentials,
            shut_out_seconds=TOKEN_PENALTY_SECONDS,
        )

    def track(self, numbers: Sequence[str]) -> dict[str, Track]:
        """See `Courier.track`. One request for all numbers."""
        wanted = check_batch(numbers, self.batch_size)
        reply = self._connection.ask(
            "POST",
            "/track/v1/trackingnumbers",
            headers={"X-locale": "en_US"},
            json={
                "includeDetailedScans": True,
                "trackingInfo": [{"trackingNumberInfo": {"trackingNumber": number}} for number in wanted],
            },
        )
        return read_tracks(self._connection.answer(reply), wanted)

    def tracking_url(self, number: str) -> str:
        """FedEx's public page about the number."""
        return "https://www.fedex.com/fedextrack/?trknbr=" + quote(number, safe="")


def _credentials(client_id: str, client_secret: str) -> dict[str, Any]:
    return {
        "data": {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
        }
    }
