"""UPS and USPS, asked over their own protocols; and the parcel that EMS and USPS carry in turn."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
import requests

from tests.running import Sandbox

UPS = "1ZB1D4NG0300000015"
USPS = "9400111899223000000015"
EMS = "EM123456785KR"
TRANSACTION = {"transId": "7f3a", "transactionSrc": "test"}


def log_in(sandbox: Sandbox, courier: str, **changes: str) -> requests.Response:
    who = {"client_id": "shop", "client_secret": "s"} | changes
    if courier == "ups":
        url, form = f"{sandbox.url}/ups/security/v1/oauth/token", {"grant_type": "client_credentials"}
        return requests.post(url, form, auth=(who["client_id"], who["client_secret"]), timeout=10)
    body = {"grant_type": "client_credentials", **who}
    return requests.post(f"{sandbox.url}/usps/oauth2/v3/token", json=body, timeout=10)


def bearer(sandbox: Sandbox, courier: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {log_in(sandbox, courier).json()['access_token']}"}


def ups(sandbox: Sandbox, number: str = UPS, **headers: str) -> requests.Response:
    headers = {**TRANSACTION, **(headers or bearer(sandbox, "ups"))}
    return requests.get(f"{sandbox.url}/ups/api/track/v1/details/{number}", headers=headers, timeout=10)


def usps(sandbox: Sandbox, number: str = USPS, expand: str = "DETAIL", **headers: str) -> requests.Response:
    url = f"{sandbox.url}/usps/tracking/v3/tracking/{number}"
    headers = headers or bearer(sandbox, "usps")
    return requests.get(url, {"expand": expand}, headers=headers, timeout=10)


def package(reply: requests.Response) -> dict[str, Any]:
    assert reply.status_code == 200
    return dict(reply.json()["trackResponse"]["shipment"][0]["package"][0])


def events(reply: requests.Response) -> list[dict[str, Any]]:
    assert reply.status_code == 200
    return list(reply.json()["trackingEvents"])


def move(sandbox: Sandbox, number: str, *deeds: str) -> None:
    for deed in deeds:
        sandbox.post(f"parcels/{number}/{deed}")


# --- UPS ----------------------------------------------------------------------------------


def test_a_ups_parcel_from_label_to_door(sandbox: Sandbox) -> None:
    label = package(ups(sandbox))
    assert [scan["status"]["statusCode"] for scan in label["activity"]] == ["003"]
    assert "gmtOffset" not in label["activity"][0]

    sandbox.post(f"parcels/{UPS}/next", steps=6)
    move(sandbox, UPS, "customs_hold")
    held = package(ups(sandbox))
    assert held["activity"][0]["status"] | {"description": ""} == {
        "type": "X",
        "code": "BB",
        "statusCode": "058",
        "description": "",
    }
    assert held["currentStatus"]["code"] == "058"
    sandbox.post(f"parcels/{UPS}/next", to="delivered")

    done = package(ups(sandbox))
    numbers = [scan["status"]["statusCode"] for scan in done["activity"]]
    assert numbers == [
        *("011", "021", "005", "005", "014", "058", "012", "005", "005", "005", "005", "038", "003"),
    ]
    assert done["deliveryDate"] == [{"type": "DEL", "date": done["activity"][0]["date"]}]
    first = done["activity"][-2]
    assert (first["gmtOffset"], first["location"]["address"]["countryCode"]) == ("+09:00", "KR")
    assert re.fullmatch(r"\d\d:\d\d:\d\d", first["gmtTime"])
    assert re.fullmatch(r"\d{6}", first["time"])


def test_a_ups_scan_is_told_in_two_clocks(sandbox: Sandbox) -> None:
    sandbox.post("parcels", courier="ups", number=UPS, at="2026-11-02T08:00:00+09:00")
    sandbox.post(f"parcels/{UPS}/next", at="2026-11-03T08:30:00+09:00")

    scan = package(ups(sandbox))["activity"][0]

    assert (scan["date"], scan["time"], scan["gmtOffset"]) == ("20261103", "083000", "+09:00")
    assert (scan["gmtDate"], scan["gmtTime"]) == ("20261102", "23:30:00")


@pytest.mark.parametrize("number", ["1Z00099999999999 9".replace(" ", ""), "1ZB1D4NG03", "HELLO-WORLD"])
def test_a_number_that_ups_does_not_know_is_a_warning(sandbox: Sandbox, number: str) -> None:
    reply = ups(sandbox, number)

    assert reply.status_code == 200
    assert reply.json() == {
        "trackResponse": {
            "shipment": [
                {
                    "inquiryNumber": number,
                    "warnings": [{"code": "TW0001", "message": "Tracking Information Not Found"}],
                }
            ]
        }
    }
    assert sandbox.counts()["parcels"] == 0


def test_ups_refuses_in_its_words(sandbox: Sandbox) -> None:
    def code(reply: requests.Response) -> tuple[int, str]:
        return reply.status_code, reply.json()["response"]["errors"][0]["code"]

    assert code(ups(sandbox, Authorization="Bearer never-issued")) == (401, "250002")
    assert code(ups(sandbox, **bearer(sandbox, "usps"))) == (401, "250002")
    assert code(ups(sandbox, "1Z")) == (400, "TV1002")
    assert code(ups(sandbox, transId="", **bearer(sandbox, "ups"))) == (400, "TV1000")
    assert code(ups(sandbox, transactionSrc="", **bearer(sandbox, "ups"))) == (400, "TV1001")
    assert sandbox.counts()["courier_requests_ups"] == 0
    assert code(log_in(sandbox, "ups", client_id="bad")) == (401, "10401")
    assert code(log_in(sandbox, "ups", client_secret="bad")) == (401, "10401")
    url = f"{sandbox.url}/ups/security/v1/oauth/token"
    assert code(requests.post(url, {"grant_type": "password"}, auth=("a", "b"), timeout=10)) == (400, "10400")
    for header in ("Basic ???", "Basic gA==", "Bearer abc", ""):
        form, headers = {"grant_type": "client_credentials"}, {"Authorization": header}
        assert code(requests.post(url, form, headers=headers, timeout=10)) == (401, "10401")


# --- USPS ---------------------------------------------------------------------------------


def test_a_usps_parcel_from_label_to_door(sandbox: Sandbox) -> None:
    (label,) = events(usps(sandbox))
    assert (label["eventCode"], "GMTOffset" in label) == ("GX", False)

    sandbox.post(f"parcels/{USPS}/next", steps=5)
    move(sandbox, USPS, "customs_hold", "exception")
    sandbox.post(f"parcels/{USPS}/next", to="delivered")

    reply = usps(sandbox).json()
    codes = [event["eventCode"] for event in reply["trackingEvents"]]
    assert codes == ["01", "OF", "56", None, "07", "TL", "T1", "10", "03", "GX"]
    assert (reply["status"], reply["statusCategory"]) == ("Delivered, Front Door/Porch", "Delivered")
    assert reply["trackingNumber"] == USPS


def test_usps_gets_the_date_at_greenwich_wrong(sandbox: Sandbox) -> None:
    sandbox.post("parcels", courier="usps", number=USPS, at="2026-11-24T10:00:00-08:00")
    sandbox.post(f"parcels/{USPS}/next", at="2026-11-25T18:31:00-08:00")

    event = events(usps(sandbox))[0]

    assert (event["eventTimestamp"], event["GMTOffset"]) == ("2026-11-25T18:31:00", "-08:00")
    assert event["GMTTimestamp"] == "2026-11-25T02:31:00Z"


def test_usps_is_short_unless_asked(sandbox: Sandbox) -> None:
    sandbox.post("parcels", courier="usps", number=USPS, at="2026-11-24T10:00:00-08:00")

    assert usps(sandbox, expand="SUMMARY").json() == {
        "trackingNumber": USPS,
        "eventSummaries": [
            "Shipping Label Created, USPS Awaiting Item, November 24, 2026, 10:00 AM, TORRANCE CA"
        ],
    }


@pytest.mark.parametrize("number", ["9200011899223000000017", "HELLO", EMS, "RB123456785GB"])
def test_a_number_that_usps_does_not_know_is_a_404(sandbox: Sandbox, number: str) -> None:
    reply = usps(sandbox, number)

    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "404")
    assert reply.json()["error"]["message"] == "Tracking is not available for this item."
    counts = sandbox.counts()
    assert (counts["courier_requests_usps"], counts["courier_requests"], counts["parcels"]) == (1, 1, 0)


def test_a_dead_number_is_a_404(sandbox: Sandbox) -> None:
    sandbox.post("parcels", courier="usps", number=USPS, dead=True)

    assert usps(sandbox).status_code == 404


def test_usps_refuses_in_its_words(sandbox: Sandbox) -> None:
    assert usps(sandbox, Authorization="Bearer never-issued").json()["error"]["code"] == "401"
    assert usps(sandbox, **bearer(sandbox, "ups")).status_code == 401
    reply = usps(sandbox, expand="ALL")
    assert (reply.status_code, reply.json()["error"]["errors"][0]["code"]) == (400, "010001")
    assert sandbox.counts()["courier_requests_usps"] == 0
    refused = log_in(sandbox, "usps", client_id="bad")
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    url = f"{sandbox.url}/usps/oauth2/v3/token"
    for body in (b"", b"[]", b"nonsense", b'{"grant_type": "password"}'):
        reply = requests.post(url, body, timeout=10)
        assert (reply.status_code, reply.json()) == (400, {"error": "unsupported_grant_type"})
    form = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}
    assert requests.post(url, form, timeout=10).status_code == 200


# --- both ---------------------------------------------------------------------------------


@pytest.mark.parametrize("courier", ["ups", "usps"])
def test_a_token_ends(sandbox: Sandbox, courier: str) -> None:
    ask = {"ups": ups, "usps": usps}[courier]
    mine = bearer(sandbox, courier)
    assert ask(sandbox, **mine).status_code == 200
    bearer(sandbox, {"ups": "usps", "usps": "ups"}[courier])

    assert sandbox.post(f"{courier}/expire_tokens") == {"expired": 1}

    assert ask(sandbox, **mine).status_code == 401
    assert ask(sandbox).status_code == 200


def test_others_have_no_tokens(sandbox: Sandbox) -> None:
    reply = requests.post(f"{sandbox.url}/_sandbox/ems/expire_tokens", timeout=10)

    assert (reply.status_code, reply.json()["error"]) == (400, "only fedex, ups, usps give out tokens")


@pytest.mark.parametrize(("courier", "number"), [("ups", UPS), ("usps", USPS)])
def test_a_returned_parcel_moves_no_more(sandbox: Sandbox, courier: str, number: str) -> None:
    sandbox.post("parcels", courier=courier, number=number)
    sandbox.post(f"parcels/{number}/next", steps=2)

    assert sandbox.post(f"parcels/{number}/return")["ended"] == "returned"

    refused = requests.post(f"{sandbox.url}/_sandbox/parcels/{number}/next", timeout=10)
    assert (refused.status_code, len(sandbox.get(f"parcels/{number}")["scans"])) == (409, 4)


def test_an_unknown_courier_is_refused(sandbox: Sandbox) -> None:
    given = {"courier": "cdek", "number": UPS}
    reply = requests.post(f"{sandbox.url}/_sandbox/parcels", json=given, timeout=10)

    assert (reply.status_code, reply.json()["error"]) == (
        409,
        "courier must be one of fedex, ems, ups, usps",
    )


# --- one parcel, two couriers -------------------------------------------------------------


def ems_letters(sandbox: Sandbox) -> str:
    params = {"regkey": "k", "target": "emsEngTrace", "query": EMS}
    reply = requests.get(f"{sandbox.url}/ems/KpostPortal/openapi", params, timeout=10)
    items = ElementTree.fromstring(reply.content).findall("itemlist/item")
    return "".join(item.findtext("upucd") or "" for item in items)


def test_usps_tells_of_an_ems_parcel_from_its_arrival_on(sandbox: Sandbox) -> None:
    sandbox.post("parcels", courier="ems", number=EMS, city="Austin", region="TX")
    for letters in ("", "A", "AB", "ABC"):
        assert ems_letters(sandbox) == letters
        reply = usps(sandbox, EMS)
        assert (reply.status_code, reply.json()["error"]["errors"][0]["code"]) == (400, "150001")
        move(sandbox, EMS, "next")

    assert ems_letters(sandbox) == "ABCD"
    (arrived,) = events(usps(sandbox, EMS))
    assert (arrived["eventCode"], arrived["eventType"]) == ("10", "Processed Through Facility")
    assert (arrived["eventCity"], arrived["eventState"]) == ("LOS ANGELES ISC", "CA")

    move(sandbox, EMS, "customs_hold", "next", "next", "exception", "next")

    assert ems_letters(sandbox) == "ABCDEFGHI"
    told = usps(sandbox, EMS).json()
    assert [(event["eventCode"], event["eventType"]) for event in reversed(told["trackingEvents"])] == [
        ("10", "Processed Through Facility"),
        (None, "Held in Customs"),
        (None, "Inbound Out of Customs"),
        ("07", "Arrived at Post Office"),
        ("56", "Notice Left (No Authorized Recipient Available)"),
        ("01", "Delivered, Left with Individual"),
    ]
    assert (told["mailType"], told["originCountry"], told["destinationCity"]) == (
        "INTERNATIONAL_INBOUND",
        "KR",
        "AUSTIN",
    )
    assert told["statusCategory"] == "Delivered"
    parcel = sandbox.get(f"parcels/{EMS}")
    assert (parcel["courier"], parcel["ended"], sandbox.counts()["parcels"]) == ("ems", "delivered", 1)


def test_both_tell_the_same_times(sandbox: Sandbox) -> None:
    sandbox.post("parcels", courier="ems", number=EMS)
    sandbox.post(f"parcels/{EMS}/next", steps=3)
    sandbox.post(f"parcels/{EMS}/next", at="2026-11-24T18:30:00-08:00")

    (event,) = events(usps(sandbox, EMS))

    assert event["eventTimestamp"] == "2026-11-24T18:30:00"
    assert sandbox.get(f"parcels/{EMS}")["scans"][3]["at"] == 1_795_573_800


def test_both_tell_that_a_parcel_comes_back(sandbox: Sandbox) -> None:
    sandbox.post("parcels", courier="ems", number=EMS)
    sandbox.post(f"parcels/{EMS}/next", steps=4)
    move(sandbox, EMS, "return")

    assert ems_letters(sandbox) == "ABCDH"
    newest = events(usps(sandbox, EMS))[0]
    assert (newest["eventCode"], newest["eventType"]) == ("09", "Return to Sender")


def test_a_dead_ems_number_is_dead_at_usps(sandbox: Sandbox) -> None:
    sandbox.post("parcels", courier="ems", number=EMS, dead=True)

    assert usps(sandbox, EMS).status_code == 404
