"""UPS Track: the connection. What its replies mean stands in `ups_reply`."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from integrations.couriers.base import Track, check_batch
from integrations.couriers.oauth import Connection
from integrations.couriers.status import TrackingStatus
from integrations.couriers.ups_reply import NO_SUCH_NUMBER, read_track, refusal_code
from integrations.errors import ProviderRefused

PROVIDER = "ups"
# UPS wants to know who asks; the name stands in its logs.
SOURCE = "bidangil"


class Ups:
    """UPS, by its tracking API at `settings.UPS`. It takes one number a call."""

    code = "ups"
    name = "UPS"
    batch_size = 1
    can_track = True

    def __init__(self) -> None:
        self._connection = Connection(
            provider=PROVIDER,
            name=self.name,
            token_path="/security/v1/oauth/token",  # noqa: S106 (a path)
            credentials=_credentials,
        )

    def track(self, numbers: Sequence[str]) -> dict[str, Track]:
        """See `Courier.track`. UPS keeps what it knows of a parcel for 120 days."""
        (number,) = check_batch(numbers, self.batch_size)
        reply = self._connection.ask(
            "GET",
            f"/api/track/v1/details/{quote(number, safe='')}",
            params={"locale": "en_US"},
            headers={"transId": uuid4().hex, "transactionSrc": SOURCE},
        )
        answer = self._connection.answer(reply, refusals=(400, 404))
        if reply.status_code == 200:
            return {number: read_track(answer, number)}
        code = refusal_code(answer)
        if code in NO_SUCH_NUMBER or (code and reply.status_code == 404):
            return {number: Track(number, False, TrackingStatus.UNKNOWN, raw=answer, error_code=code)}
        status = reply.status_code
        raise ProviderRefused(code or f"http_{status}", f"UPS answered {code or status}.", PROVIDER)

    def tracking_url(self, number: str) -> str:
        """UPS's public page about the number."""
        return "https://www.ups.com/track?tracknum=" + quote(number, safe="")


def _credentials(client_id: str, client_secret: str) -> dict[str, Any]:
    # As bytes, because `requests` can write text into the header only if it is Latin-1.
    return {
        "data": {"grant_type": "client_credentials"},
        "auth": (client_id.encode(), client_secret.encode()),
    }
