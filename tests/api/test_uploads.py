"""Pictures through the API: a multipart call, an answer with a key, and nobody else's eyes."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from tests.api.conftest import problem
from tests.api.test_schema import check, document
from tests.drawing import drawn, picture
from workflow.api import uploads
from workflow.models import Photo

__all__ = ["document"]
pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("own_files")]

URL = "/api/v1/uploads/"


def upload(client: APIClient, file: Any, **headers: str) -> Any:
    return client.post(URL, {"file": file}, format="multipart", headers=headers)


def test_a_picture_comes_in_and_goes_out_to_its_owner(document: Any, api: APIClient) -> None:
    reply = upload(api, picture(width=3_000, height=1_500))

    check(document, URL, "post", reply)
    assert reply.status_code == 201
    body = reply.json()
    assert (body["width"], body["height"]) == (2_048, 1_024)
    assert body["url"] == f"{URL}{body['key']}/"
    seen = api.get(body["url"])
    assert (seen.status_code, seen.headers["Content-Type"]) == (200, "image/jpeg")
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in seen.headers["Cache-Control"]
    assert seen.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(seen)[:3] == b"\xff\xd8\xff"


def test_nobody_else_sees_it(api: APIClient, jamess: APIClient, juno: Any) -> None:
    address = upload(api, picture()).json()["url"]
    theirs = problem(jamess.get(address), 404, "not_found")
    assert theirs == problem(jamess.get(f"{URL}{uuid4()}/"), 404, "not_found")
    problem(APIClient().get(address), 401, "not_authenticated")
    # Staff look through the console, where their rights and their second factor are asked for.
    desk = APIClient()
    desk.force_login(juno)
    problem(desk.get(address), 404, "not_found")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (picture(b"<svg onload=alert(1)>", name="x.jpg"), "no_picture"),
        (picture(drawn("GIF")), "no_picture"),
        (picture(drawn()[:100]), "no_picture"),
    ],
    ids=["svg", "gif", "cut"],
)
def test_what_is_no_picture_is_a_problem(file: Any, code: str, api: APIClient) -> None:
    file.seek(0)
    body = problem(upload(api, file), 422, code)
    assert [error["field"] for error in body["errors"]] == ["file"]
    assert not Photo.objects.exists()


def test_a_missing_file_json_and_a_body_too_large(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    problem(api.post(URL, {}, format="multipart"), 422, "invalid")
    problem(api.post(URL, {"file": "text"}, format="multipart"), 422, "invalid")
    problem(api.post(URL, {"file": "text"}), 415, "unsupported_media_type")
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    monkeypatch.setattr(uploads, "_ENVELOPE", 10)
    problem(upload(api, picture()), 413, "too_large")
    assert not Photo.objects.exists()


def test_a_copy_is_the_same_picture(api: APIClient) -> None:
    key = str(uuid4())
    first = upload(api, picture(), **{"Idempotency-Key": key})
    copy = upload(api, picture(name="another-name.jpg"), **{"Idempotency-Key": key})
    assert (copy.status_code, copy.json()) == (201, first.json())
    other = upload(api, picture(colour="red"), **{"Idempotency-Key": key})
    problem(other, 422, "idempotency_key_reused")
    assert Photo.objects.count() == 1


def test_too_many_an_hour_are_refused(api: APIClient, rates: Callable[..., None]) -> None:
    rates(uploads="1/hour")
    assert upload(api, picture()).status_code == 201
    problem(upload(api, picture()), 429, "throttled")
    assert Photo.objects.count() == 1
