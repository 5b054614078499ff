"""FedEx Track v1: a token for an hour, then up to 30 numbers a call."""

import json
import uuid
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.sandbox import parcels, tokens
from integrations.sandbox.options import Options
from integrations.sandbox.routes import FEDEX, PACIFIC
from integrations.sandbox.store import Json, Store

TOKEN_SECONDS = 3600
MOST_NUMBERS = 30
RECYCLED = "777"  # FedEx reuses numbers: these also have an older, delivered result
STATUS = {
    "IN": "Label created",
    "PU": "Picked up",
    "IT": "On the way",
    "CP": "Clearance in progress",
    "CD": "Clearance delay",
    "DE": "Delivery exception",
    "RS": "Returning package to shipper",
    "DL": "Delivered",
}
NOT_FOUND = "Tracking number cannot be found. Please correct the tracking number and try again."


class FedEx:
    """The two calls."""

    def __init__(self, store: Store, options: Options) -> None:
        self._store = store
        self._options = options

    async def token(self, request: Request) -> Response:
        """POST /fedex/oauth/token: a form with credentials; those that begin with `bad` are refused."""
        form = {k: v[0] for k, v in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
        client, secret = form.get("client_id", ""), form.get("client_secret", "")
        if form.get("grant_type") != "client_credentials":
            return _refusal(400, "BAD.REQUEST.ERROR", "Missing or invalid grant_type.")
        if tokens.refused(client, secret):
            return _refusal(
                401, "NOT.AUTHORIZED.ERROR", "The given client credentials were not valid. Please modify."
            )
        token = tokens.issue(self._store, "fedex", TOKEN_SECONDS)
        return JSONResponse(
            {"access_token": token, "token_type": "bearer", "expires_in": TOKEN_SECONDS - 1, "scope": "CXS"}
        )

    async def track(self, request: Request) -> Response:
        """POST /fedex/track/v1/trackingnumbers."""
        if not tokens.holds(self._store, "fedex", request):
            return _refusal(
                401, "NOT.AUTHORIZED.ERROR", "Access token expired. Please modify your request and try again."
            )
        try:
            body = json.loads(await request.body())
            numbers = [str(row["trackingNumberInfo"]["trackingNumber"]) for row in body["trackingInfo"]]
        except (ValueError, KeyError, TypeError):
            return _refusal(400, "INVALID.INPUT.EXCEPTION", "Invalid field value in the input")
        if not numbers:
            return _refusal(400, "TRACKING.TRACKINGNUMBER.EMPTY", "Please provide tracking number.")
        if len(numbers) > MOST_NUMBERS:
            return _refusal(
                400,
                "TRACKING.TRACKINGNUMBERS.MAXLIMIT",
                f"Maximum number of tracking numbers is {MOST_NUMBERS}. Please update and try again.",
            )
        detailed = bool(body.get("includeDetailedScans"))
        with self._store.transaction():
            self._store.count("courier_requests_fedex")
            self._store.count("courier_numbers_fedex", len(numbers))
            found = parcels.known(self._store, "fedex", numbers, automatic=self._options.auto_parcels)
        results = [
            {"trackingNumber": number, "trackResults": _results(number, found.get(number), detailed)}
            for number in numbers
        ]
        answer: Json = {"transactionId": str(uuid.uuid4()), "output": {"completeTrackResults": results}}
        if given := request.headers.get("x-customer-transaction-id"):
            answer["customerTransactionId"] = given
        return JSONResponse(answer)


def _results(number: str, parcel: Json | None, detailed: bool) -> list[Json]:
    if parcel is None or not parcel["scans"]:
        return [
            {
                "trackingNumberInfo": {
                    "trackingNumber": number,
                    "trackingNumberUniqueId": "",
                    "carrierCode": "",
                },
                "error": {"code": "TRACKING.TRACKINGNUMBER.NOTFOUND", "message": NOT_FOUND},
            }
        ]
    results = [_result(parcel, parcel["scans"], detailed, unique="2460123000")]
    if number.startswith(RECYCLED):
        long_ago = parcel["scans"][0]["at"] - int(timedelta(days=700).total_seconds())
        old = [
            {
                **asdict(scan),
                "at": long_ago + 40_000 * n,
                "city": scan.city or "DALLAS",
                "region": scan.region or "TX",
            }
            for n, scan in enumerate(FEDEX)
        ]
        results.insert(0, _result(parcel, old, detailed, unique="2459423000"))
    return results


def _result(parcel: Json, scans: list[Json], detailed: bool, *, unique: str) -> Json:
    number, last = parcel["number"], scans[-1]
    newest_first = [_event(scan) for scan in reversed(scans)]
    return {
        "trackingNumberInfo": {
            "trackingNumber": number,
            "trackingNumberUniqueId": f"{unique}~{number}~FX",
            "carrierCode": "FDXE",
        },
        "additionalTrackingInfo": {"nickname": "", "packageIdentifiers": [], "hasAssociatedShipments": False},
        "shipperInformation": {
            "contact": {},
            "address": {"city": "SEOUL", "countryCode": "KR", "residential": False},
        },
        "recipientInformation": {
            "contact": {},
            "address": {
                "city": parcel["city"],
                "stateOrProvinceCode": parcel["region"],
                "countryCode": "US",
                "residential": True,
            },
        },
        "latestStatusDetail": {
            "code": last["code"],
            "derivedCode": last["derived"],
            "statusByLocale": STATUS[last["derived"]],
            "description": last["text"],
            "scanLocation": _place(last),
        },
        "dateAndTimes": _dates(scans),
        "scanEvents": newest_first if detailed else newest_first[:1],
        "serviceDetail": {
            "type": "FEDEX_INTERNATIONAL_PRIORITY",
            "description": "FedEx International Priority",
            "shortDescription": "IP",
        },
        "packageDetails": {"count": "1", "packagingDescription": {"type": "YOUR_PACKAGING"}},
        "goodsClassificationCode": "",
    }


def _event(scan: Json) -> Json:
    exception = scan["code"] in ("DE", "CD")
    return {
        "date": _stamp(scan),
        "eventType": scan["code"],
        "eventDescription": scan["text"],
        "exceptionCode": {"DE": "08", "CD": "71"}[scan["code"]] if exception else "",
        "exceptionDescription": scan["text"].partition(" - ")[2] if exception else "",
        "scanLocation": _place(scan),
        "locationType": "DELIVERY_LOCATION" if scan["code"] == "DL" else "FEDEX_FACILITY",
        "derivedStatusCode": scan["derived"],
        "derivedStatus": STATUS[scan["derived"]],
    }


def _stamp(scan: Json) -> str:
    moment = parcels.local(scan)
    return moment.isoformat(timespec="seconds") if scan["offset"] else moment.strftime("%Y-%m-%dT%H:%M:%S")


def _place(scan: Json) -> Json:
    place: Json = {"streetLines": [""], "residential": False, "countryCode": scan["country"]}
    if scan["city"]:
        place["city"] = scan["city"]
    if scan["region"]:
        place["stateOrProvinceCode"] = scan["region"]
    place["countryName"] = {"US": "United States", "KR": "Korea, Republic of"}[scan["country"]]
    return place


def _dates(scans: list[Json]) -> list[dict[str, Any]]:
    first, last = scans[0], scans[-1]
    dates = [{"type": "SHIP", "dateTime": parcels.local(first).strftime("%Y-%m-%dT00:00:00+00:00")}]
    picked = next((scan for scan in scans if scan["code"] == "PU"), None)
    if picked:
        dates.append({"type": "ACTUAL_PICKUP", "dateTime": _stamp(picked)})
    if last["code"] == "DL":
        dates.append({"type": "ACTUAL_DELIVERY", "dateTime": _stamp(last)})
    elif picked:
        due = parcels.local(picked | {"zone": PACIFIC}) + timedelta(days=5)
        dates.append({"type": "ESTIMATED_DELIVERY", "dateTime": due.strftime("%Y-%m-%dT18:00:00%:z")})
    return dates


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse(
        {"transactionId": str(uuid.uuid4()), "errors": [{"code": code, "message": message}]}, status
    )
