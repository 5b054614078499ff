"""USPS Tracking v3: a token for eight hours, then one number a call.

An EMS parcel of Korea Post is told here too, under its own number and from its arrival in the United
States on: it is the same parcel, in USPS's words.
"""

import json
import time
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.sandbox import parcels, tokens
from integrations.sandbox.options import Options
from integrations.sandbox.routes import LAST_MILE
from integrations.sandbox.store import Json, Store

TOKEN_SECONDS = 28_800
NOT_YET = "12: A status update is not yet available on your package. Check back soon. - "
NOTHING = "Tracking is not available for this item."
# The category of the newest scan's code; scans without a code are at customs.
CATEGORIES = {
    "GX": "Pre-Shipment",
    "03": "Accepted",
    "OF": "Out for Delivery",
    "01": "Delivered",
    "56": "Delivery Attempt: Action Needed",
    "09": "Alert",
}


class Usps:
    """The two calls."""

    def __init__(self, store: Store, options: Options) -> None:
        self._store = store
        self._options = options

    async def token(self, request: Request) -> Response:
        """POST /usps/oauth2/v3/token: JSON or a form; credentials that begin with `bad` are refused."""
        given = _credentials(await request.body(), request.headers.get("content-type", ""))
        if given.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        client, secret = str(given.get("client_id", "")), str(given.get("client_secret", ""))
        if tokens.refused(client, secret):
            return JSONResponse(
                {"error": "invalid_client", "error_description": "Client authentication failed."}, 401
            )
        return JSONResponse(
            {
                "access_token": tokens.issue(self._store, "usps", TOKEN_SECONDS),
                "token_type": "Bearer",
                "issued_at": int(time.time() * 1000),
                "expires_in": TOKEN_SECONDS - 1,
                "status": "approved",
                "scope": "tracking",
                "client_id": client,
            }
        )

    async def track(self, request: Request) -> Response:
        """GET /usps/tracking/v3/tracking/{number}?expand=SUMMARY|DETAIL."""
        if not tokens.holds(self._store, "usps", request):
            return refusal(401, "Invalid or expired access token.")
        expand = request.query_params.get("expand", "SUMMARY").upper()
        if expand not in ("SUMMARY", "DETAIL"):
            return refusal(400, "OASValidation OpenAPI-Spec-Validation failed: expand", "010001")
        number: str = request.path_params["number"].upper()
        with self._store.transaction():
            self._store.count("courier_requests_usps")
            parcel = self._parcel(number)
        if parcel is None:
            return refusal(404, NOTHING)
        if not parcel["scans"]:
            return refusal(400, NOT_YET, "150001")
        return JSONResponse(_details(parcel) if expand == "DETAIL" else _summary(parcel))

    def _parcel(self, number: str) -> Json | None:
        """Our own parcel, or Korea Post's as we know it; None when nobody knows it."""
        for courier, automatic in (("usps", self._options.auto_parcels), ("ems", False)):
            found = parcels.known(self._store, courier, [number], automatic=automatic).get(number)
            if found:
                return found if courier == "usps" else found | {"scans": _last_mile(found["scans"])}
        return None


def refusal(status: int, message: str, inner: str = "") -> Response:
    """An error in USPS's shape."""
    errors = [{"title": message, "detail": "", "code": inner}] if inner else []
    error = {"code": str(status), "message": message, "errors": errors}
    return JSONResponse({"apiVersion": "/tracking/v3", "error": error}, status)


def _credentials(body: bytes, content_type: str) -> Json:
    text = body.decode("utf-8", "replace")
    if "form" in content_type:
        return {name: values[0] for name, values in parse_qs(text).items()}
    try:
        given = json.loads(text)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _last_mile(scans: list[Json]) -> list[Json]:
    """The scans of an EMS parcel that happen in the United States, in USPS's words."""
    told = []
    for scan in scans:
        if (scan["code"], scan["ends"]) in LAST_MILE:
            code, text = LAST_MILE[scan["code"], scan["ends"]]
            told.append(scan | {"code": code, "text": text})
    return told


def _details(parcel: Json) -> Json:
    last = parcel["scans"][-1]
    foreign = parcel["courier"] == "ems"
    return {
        "trackingNumber": parcel["number"],
        "destinationCity": parcel["city"],
        "destinationState": parcel["region"],
        "mailClass": "Priority Mail Express International" if foreign else "USPS Ground Advantage",
        "mailType": "INTERNATIONAL_INBOUND" if foreign else "DOMESTIC_MAIL",
        "originCountry": "KR" if foreign else "US",
        "services": ["USPS Tracking"],
        "status": last["text"],
        "statusCategory": CATEGORIES.get(last["code"], "Moving Through Network"),
        "statusSummary": _sentence(last),
        "tableCode": "T",
        "trackingEvents": [_event(scan) for scan in reversed(parcel["scans"])],
    }


def _summary(parcel: Json) -> Json:
    sentences = [_sentence(scan) for scan in reversed(parcel["scans"])]
    return {"trackingNumber": parcel["number"], "eventSummaries": sentences}


def _event(scan: Json) -> Json:
    moment = parcels.local(scan)
    event: Json = {
        "eventType": scan["text"],
        "eventTimestamp": moment.strftime("%Y-%m-%dT%H:%M:%S"),
        "eventCountry": None,
        "eventCity": scan["city"] or None,
        "eventState": scan["region"] or None,
        "eventZIP": None,
        "firm": None,
        "name": None,
        "authorizedAgent": "false",
        "eventCode": scan["code"] or None,
    }
    if scan["offset"]:
        # As the vendor does it: the clock of Greenwich, with the date of the place.
        greenwich = parcels.local(scan | {"zone": "UTC"})
        event |= {
            "GMTTimestamp": f"{moment:%Y-%m-%d}T{greenwich:%H:%M:%S}Z",
            "GMTOffset": moment.strftime("%:z"),
        }
    return event


def _sentence(scan: Json) -> str:
    moment = parcels.local(scan)
    place = " ".join(filter(None, [scan["city"], scan["region"]]))
    return f"{scan['text']}, {moment:%B %d, %Y, %I:%M %p}, {place}"
