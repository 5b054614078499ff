"""FedEx and Korea Post, asked over their own protocols."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
import requests

from tests.running import Sandbox

FEDEX = "794687654321"
EMS = "EM123456785KR"


@pytest.fixture
def token(sandbox: Sandbox) -> str:
    reply = _log_in(sandbox)
    assert reply.json()["expires_in"] == 3599
    return str(reply.json()["access_token"])


def _log_in(sandbox: Sandbox, **changes: str) -> requests.Response:
    form = {"grant_type": "client_credentials", "client_id": "shop", "client_secret": "s"} | changes
    return requests.post(f"{sandbox.url}/fedex/oauth/token", form, timeout=10)


def track(sandbox: Sandbox, token: str, *numbers: str, detailed: bool = True) -> requests.Response:
    rows = [{"trackingNumberInfo": {"trackingNumber": number}} for number in numbers]
    return requests.post(
        f"{sandbox.url}/fedex/track/v1/trackingnumbers",
        json={"includeDetailedScans": detailed, "trackingInfo": rows},
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )


def results(reply: requests.Response, place: int = 0) -> list[dict[str, Any]]:
    assert reply.status_code == 200
    return list(reply.json()["output"]["completeTrackResults"][place]["trackResults"])


def ems(
    sandbox: Sandbox, *, number: str = EMS, target: str = "emsEngTrace", key: str = "k"
) -> requests.Response:
    params = {"regkey": key, "target": target, "query": number}
    return requests.get(f"{sandbox.url}/ems/KpostPortal/openapi", params, timeout=10)


def test_a_fedex_parcel_from_label_to_door(sandbox: Sandbox, token: str) -> None:
    label = results(track(sandbox, token, FEDEX))[0]
    assert [scan["eventType"] for scan in label["scanEvents"]] == ["OC"]
    assert label["latestStatusDetail"]["statusByLocale"] == "Label created"

    sandbox.post(f"parcels/{FEDEX}/next", steps=6)
    sandbox.post(f"parcels/{FEDEX}/customs_hold")
    held = results(track(sandbox, token, FEDEX))[0]
    assert held["latestStatusDetail"]["code"] == "CD"
    sandbox.post(f"parcels/{FEDEX}/next", to="delivered")

    done = results(track(sandbox, token, FEDEX))[0]
    types = [scan["eventType"] for scan in done["scanEvents"]]
    assert types == ["DL", "OD", "AR", "DP", "CC", "CD", "CP", "AR", "DP", "AR", "DP", "PU", "OC"]
    assert done["latestStatusDetail"]["derivedCode"] == "DL"
    out = done["scanEvents"][1]
    assert (out["eventType"], out["derivedStatusCode"]) == ("OD", "IT")
    dates = [scan["date"] for scan in done["scanEvents"]]
    assert sum(not re.search(r"[+-]\d\d:\d\d$", date) for date in dates) == 2
    assert dates[-1].endswith("+09:00")
    refused = requests.post(f"{sandbox.url}/_sandbox/parcels/{FEDEX}/next", timeout=10)
    assert refused.status_code == 409


def test_scans_can_be_dated_in_the_past(sandbox: Sandbox, token: str) -> None:
    sandbox.post(
        "parcels", courier="fedex", number=FEDEX, city="Austin", region="TX", at="2026-11-02T10:00:00+09:00"
    )
    sandbox.post(f"parcels/{FEDEX}/next", at="2026-11-03T09:30:00+09:00")

    scans = results(track(sandbox, token, FEDEX))[0]["scanEvents"]

    assert [scan["date"] for scan in scans] == ["2026-11-03T09:30:00+09:00", "2026-11-02T10:00:00+09:00"]


def test_thirty_numbers_and_no_more(sandbox: Sandbox, token: str) -> None:
    numbers = [f"7946876543{n:02d}" for n in range(31)]

    reply = track(sandbox, token, *numbers[:30])
    assert len(reply.json()["output"]["completeTrackResults"]) == 30
    before = sandbox.counts()
    too_many = track(sandbox, token, *numbers)

    assert too_many.status_code == 400
    assert too_many.json()["errors"][0]["code"] == "TRACKING.TRACKINGNUMBERS.MAXLIMIT"
    assert sandbox.counts() == before
    assert (before["courier_requests"], before["courier_numbers_fedex"], before["parcels"]) == (1, 30, 30)


def test_what_is_not_found_is_an_error_inside_a_200(sandbox: Sandbox, token: str) -> None:
    sandbox.post("parcels", courier="fedex", number="794600000001", dead=True)

    reply = track(sandbox, token, "000123456789", FEDEX, "794600000001", "HELLO")

    assert "error" not in results(reply, 1)[0]
    for place in (0, 2, 3):
        assert results(reply, place)[0]["error"]["code"] == "TRACKING.TRACKINGNUMBER.NOTFOUND"


def test_a_recycled_number_has_an_older_result(sandbox: Sandbox, token: str) -> None:
    old, new = results(track(sandbox, token, "777687654321"))

    assert old["latestStatusDetail"]["code"] == "DL"
    assert new["latestStatusDetail"]["code"] == "OC"
    assert old["scanEvents"][0]["date"] < new["scanEvents"][0]["date"]


def test_a_token_ends(sandbox: Sandbox, token: str) -> None:
    assert track(sandbox, token, FEDEX).status_code == 200

    sandbox.post("fedex/expire_tokens")

    assert track(sandbox, token, FEDEX).status_code == 401
    assert track(sandbox, "never-issued", FEDEX).status_code == 401
    assert _log_in(sandbox, client_secret="bad").status_code == 401
    assert _log_in(sandbox, grant_type="password").status_code == 400


def test_without_detailed_scans_only_the_latest_is_told(sandbox: Sandbox, token: str) -> None:
    sandbox.post("parcels", courier="fedex", number=FEDEX)
    sandbox.post(f"parcels/{FEDEX}/next")

    assert len(results(track(sandbox, token, FEDEX, detailed=False))[0]["scanEvents"]) == 1


def test_an_ems_parcel_from_nothing_to_the_door(sandbox: Sandbox) -> None:
    assert _ems_error(ems(sandbox)) == "ERR-001"

    for deed in ("next", "next", "next", "next", "customs_hold", "next", "next", "exception", "next"):
        sandbox.post(f"parcels/{EMS}/{deed}")

    items = ElementTree.fromstring(ems(sandbox).content).findall("itemlist/item")
    assert [item.findtext("upucd") for item in items] == list("ABCDEFGHI")
    assert re.fullmatch(r"\d{14}", items[0].findtext("sortingdate") or "")
    assert items[0].findtext("eventnm") == "Posting/Collection"
    assert items[7].findtext("nondelivreasnnm") == "Addressee absent"
    assert items[8].findtext("delivrsltnm") == "Delivery complete"


@pytest.mark.parametrize(("setting", "named"), [("", "euc-kr"), ("euc-kr", "euc-kr"), ("utf-8", "utf-8")])
def test_korean_comes_in_the_encoding_it_names(sandbox: Sandbox, setting: str, named: str) -> None:
    sandbox.post("ems/encoding", encoding=setting)
    sandbox.post("parcels", courier="ems", number=EMS)
    sandbox.post(f"parcels/{EMS}/next")

    reply = ems(sandbox, target="emsTrace")

    assert reply.content.startswith(f'<?xml version="1.0" encoding="{named.upper()}"?>'.encode())
    assert reply.encoding == named
    assert "<eventnm>접수</eventnm>" in reply.content.decode(named)
    other = {"euc-kr": "utf-8", "utf-8": "euc-kr"}[named]
    assert "접수" not in reply.content.decode(other, "replace")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": ""}, "ERR-123"),
        ({"key": "bad"}, "ERR-123"),
        ({"number": "EM123456786KR"}, "ERR-125"),
        ({"number": "EM12345"}, "ERR-125"),
        ({"number": "EM000123455KR"}, "ERR-001"),
    ],
)
def test_ems_refusals(sandbox: Sandbox, changes: dict[str, str], code: str) -> None:
    assert _ems_error(ems(sandbox, **changes)) == code
    assert sandbox.counts()["parcels"] == 0


def test_ems_sheds_load_when_told_to(sandbox: Sandbox) -> None:
    sandbox.fault("EMS", "error503", times=1)

    assert _ems_error(ems(sandbox)) == "ERR-131"
    assert _ems_error(ems(sandbox)) == "ERR-001"


@pytest.mark.parametrize("number", [FEDEX, EMS])
def test_a_returned_parcel_moves_no_more(sandbox: Sandbox, number: str) -> None:
    sandbox.post("parcels", courier="ems" if number == EMS else "fedex", number=number)
    sandbox.post(f"parcels/{number}/next", steps=2)

    assert sandbox.post(f"parcels/{number}/return")["ended"] == "returned"

    before = sandbox.get(f"parcels/{number}")
    assert requests.post(f"{sandbox.url}/_sandbox/parcels/{number}/next", timeout=10).status_code == 409
    assert sandbox.get(f"parcels/{number}") == before


def _ems_error(reply: requests.Response) -> str:
    text = reply.content.decode(reply.encoding or "utf-8")
    return re.findall(r"<error_code>(.*?)</error_code>", text)[0]
