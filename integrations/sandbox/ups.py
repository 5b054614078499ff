"""UPS Track: a token for four hours, then one number a call."""

import base64
import binascii
import time
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.sandbox import parcels, tokens
from integrations.sandbox.options import Options
from integrations.sandbox.store import Json, Store

TOKEN_SECONDS = 14_400


class Ups:
    """The two calls."""

    def __init__(self, store: Store, options: Options) -> None:
        self._store = store
        self._options = options

    async def token(self, request: Request) -> Response:
        """POST /ups/security/v1/oauth/token: Basic credentials; those that begin with `bad` are refused."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        if form.get("grant_type") != ["client_credentials"]:
            return refusal(400, "10400", "Invalid/Missing Authorization Header")
        client, secret = _basic(request.headers.get("authorization", ""))
        if tokens.refused(client, secret):
            return refusal(401, "10401", "ClientId is Invalid")
        return JSONResponse(
            {
                "token_type": "Bearer",
                "issued_at": str(int(time.time() * 1000)),
                "client_id": client,
                "access_token": tokens.issue(self._store, "ups", TOKEN_SECONDS),
                "expires_in": str(TOKEN_SECONDS - 1),
                "status": "approved",
            }
        )

    async def track(self, request: Request) -> Response:
        """GET /ups/api/track/v1/details/{number}. An unknown number is a 200 with a warning."""
        if not tokens.holds(self._store, "ups", request):
            return refusal(401, "250002", "Invalid Authentication Information.")
        for code, name in (("TV1000", "transId"), ("TV1001", "transactionSrc")):
            if not request.headers.get(name):
                return refusal(400, code, f"Missing {name}")
        number: str = request.path_params["number"].upper()
        if not 7 <= len(number) <= 34:
            return refusal(400, "TV1002", "Invalid inquiry number")
        with self._store.transaction():
            self._store.count("courier_requests_ups")
            known = parcels.known(self._store, "ups", [number], automatic=self._options.auto_parcels)
        shipment: Json = {"inquiryNumber": number}
        if number in known:
            shipment["package"] = [_package(known[number])]
            shipment["userRelation"] = ["SHIPPER"]
        else:
            shipment["warnings"] = [{"code": "TW0001", "message": "Tracking Information Not Found"}]
        return JSONResponse({"trackResponse": {"shipment": [shipment]}})


def refusal(status: int, code: str, message: str) -> Response:
    """An error in UPS's shape."""
    return JSONResponse({"response": {"errors": [{"code": code, "message": message}]}}, status)


def _basic(header: str) -> tuple[str, str]:
    scheme, _, pair = header.partition(" ")
    try:
        client, _, secret = base64.b64decode(pair, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (client, secret) if scheme.lower() == "basic" else ("", "")


def _package(parcel: Json) -> Json:
    last = parcel["scans"][-1]
    package: Json = {
        "trackingNumber": parcel["number"],
        "deliveryDate": _delivery_date(parcel["scans"]),
        "activity": [_activity(scan) for scan in reversed(parcel["scans"])],
        "currentStatus": {"description": last["text"].strip(), "code": last["derived"]},
        "packageAddress": [
            {"type": "ORIGIN", "address": {"city": "SEOUL", "countryCode": "KR", "country": "KR"}},
            {
                "type": "DESTINATION",
                "address": {
                    "city": parcel["city"],
                    "stateProvince": parcel["region"],
                    "countryCode": "US",
                    "country": "US",
                },
            },
        ],
        "service": {"code": "065", "levelCode": "065", "description": "UPS Worldwide Saver®"},
        "packageCount": 1,
    }
    if last["ends"] == "delivered":
        package["deliveryInformation"] = {"location": "Front Door", "receivedBy": ""}
    return package


def _activity(scan: Json) -> Json:
    """UPS gives the time of the place, and beside it, but for labels, the time at Greenwich."""
    moment = parcels.local(scan)
    address: Json = {"countryCode": scan["country"], "country": scan["country"]}
    if scan["city"]:
        address["city"] = scan["city"]
    if scan["region"]:
        address["stateProvince"] = scan["region"]
    activity: Json = {
        "location": {"address": address, "slic": "4009"},
        "status": {
            "type": scan["kind"],
            "description": scan["text"],
            "code": scan["code"],
            "statusCode": scan["derived"],
        },
        "date": moment.strftime("%Y%m%d"),
        "time": moment.strftime("%H%M%S"),
    }
    if scan["offset"]:
        greenwich = parcels.local(scan | {"zone": "UTC"})
        activity |= {
            "gmtDate": greenwich.strftime("%Y%m%d"),
            "gmtOffset": moment.strftime("%:z"),
            "gmtTime": greenwich.strftime("%H:%M:%S"),
        }
    return activity


def _delivery_date(scans: list[Json]) -> list[dict[str, Any]]:
    last = scans[-1]
    if last["ends"] != "delivered":
        return []
    return [{"type": "DEL", "date": parcels.local(last).strftime("%Y%m%d")}]
