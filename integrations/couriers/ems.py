"""EMS by Korea Post: the connection. What its replies mean stands in `ems_reply`."""

import threading
from collections.abc import Sequence
from urllib.parse import quote

import requests
from django.conf import settings

from integrations import http
from integrations.couriers.base import Track, check_batch
from integrations.couriers.ems_reply import NOT_FOUND, BadReply, read_track
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderRefused, TryLater

PROVIDER = "ems"
BAD_KEY, BAD_NUMBER, BUSY = "ERR-123", "ERR-125", "ERR-131"


class Ems:
    """EMS, by Korea Post's tracking service at `settings.EMS`. It takes one number a call."""

    code = "ems"
    name = "EMS"
    batch_size = 1
    can_track = True

    def __init__(self) -> None:
        self._local = threading.local()

    def track(self, numbers: Sequence[str]) -> dict[str, Track]:
        """See `Courier.track`. `ERR-001`, nothing known yet, is normal before the post office has it."""
        (number,) = check_batch(numbers, self.batch_size)
        http.refuse_in_transaction()
        body = self._ask(number)
        try:
            track = read_track(body, number)
        except BadReply:
            raise TryLater("bad_reply", "Korea Post's reply could not be read.", PROVIDER) from None
        if track.error_code == BAD_KEY:
            raise Misconfigured("bad_key", "Korea Post does not accept our key.", PROVIDER)
        if track.error_code == BUSY:
            raise TryLater("busy", "Korea Post's service is overloaded.", PROVIDER)
        if track.error_code not in ("", NOT_FOUND, BAD_NUMBER):
            raise ProviderRefused(track.error_code, f"Korea Post answered {track.error_code}.", PROVIDER)
        return {number: track}

    def tracking_url(self, number: str) -> str:
        """Korea Post's public page about the number."""
        page = "https://service.epost.go.kr/trace.RetrieveEmsRigiTraceList.comm"
        return f"{page}?POST_CODE={quote(number, safe='')}&displayHeader=N"

    def _ask(self, number: str) -> bytes:
        regkey = str(settings.EMS["regkey"])
        if not regkey:
            raise Misconfigured("no_key", "EMS_REGKEY is empty.", PROVIDER)
        if not hasattr(self._local, "session"):
            self._local.session = http.session()
        session: http.BoundedSession = self._local.session
        try:
            reply = session.get(
                str(settings.EMS["api_base"]).rstrip("/") + "/KpostPortal/openapi",
                params={"regkey": regkey, "target": "emsEngTrace", "query": number},
            )
        except requests.RequestException as error:
            ours = http.translate(error, PROVIDER)
            if isinstance(ours, OutcomeUnknown):
                ours = TryLater(ours.code, ours.message, PROVIDER)
            # "from None": the exception of requests shows the address, and our key stands in it.
            raise ours from None
        if reply.status_code == 429 or reply.status_code >= 500:
            raise TryLater(
                "rate_limited" if reply.status_code == 429 else "server_error",
                f"Korea Post answered {reply.status_code}.",
                PROVIDER,
                http.retry_after(reply.headers),
            )
        if reply.status_code != 200:
            raise ProviderRefused(
                f"http_{reply.status_code}", f"Korea Post answered {reply.status_code}.", PROVIDER
            )
        return reply.content
