"""The API's own description: whole, true, and served from our own files."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from tests.api.conftest import problem, wanted
from tests.api.test_somebody_elses import METHODS, OPEN, PUBLIC, routes
from tests.running import Sandbox
from tests.workflow.story import Story

BASE = "/api/v1"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = Path(tmp_path_factory.mktemp("schema")) / "schema.yml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file), stdout=io.StringIO())
    return yaml.safe_load(file.read_text())


def test_it_is_valid_and_without_warnings(document: Any) -> None:
    assert document["openapi"].startswith("3.")


def test_it_describes_every_route(document: Any) -> None:
    there = set()
    for path, view in routes():
        if view.name in PUBLIC:
            continue
        allowed: Any = view.callback
        there |= {
            (described(path), method)
            for method in METHODS
            if method.upper() in allowed.view_class().allowed_methods
        }
    assert {(path, method) for path, methods in document["paths"].items() for method in methods} == there


def described(path: str) -> str:
    """A route as the document writes it."""
    return re.sub(r"<\w+:(\w+)>", r"{\1}", f"/{path}")


def test_each_operation_has_a_summary_a_problem_and_each_post_a_key(document: Any) -> None:
    log_ins = [{"sessionToken": []}, {"sessionCookie": []}]
    for_anybody = {described(path) for path, view in routes() if view.name in OPEN}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], path
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            assert ("Idempotency-Key" in names) is (method == "post"), path
            assert operation["security"] == ([{}, *log_ins] if path in for_anybody else log_ins), path


def test_no_operation_wears_the_text_of_the_machinery(document: Any) -> None:
    texts = [
        operation["description"]
        for methods in document["paths"].values()
        for operation in methods.values()
        if operation.get("description")
    ]
    assert len(texts) == len(set(texts))


def test_the_accounts_have_a_document_of_their_own(document: Any) -> None:
    (address,) = set(re.findall(r"\((/_allauth/[^)]+)\)", document["info"]["description"]))
    accounts = APIClient().get(address).json()
    assert accounts["openapi"].startswith("3.")
    assert "/_allauth/{client}/v1/auth/login" in accounts["paths"]
    assert APIClient().get("/_allauth/openapi.yaml").status_code == 200
    # A page of allauth's would load its script from a stranger.
    assert APIClient().get("/_allauth/openapi.html").status_code == 404


def validator(document: Any, schema: Any) -> Draft202012Validator:
    """OpenAPI 3.0's `nullable` said in JSON Schema's own way."""

    def plain(node: Any) -> Any:
        if isinstance(node, list):
            return [plain(inner) for inner in node]
        if not isinstance(node, dict):
            return node
        inner = {name: plain(value) for name, value in node.items() if name != "nullable"}
        return {"anyOf": [inner, {"type": "null"}]} if node.get("nullable") is True else inner

    return Draft202012Validator({**plain(schema), "components": plain(document["components"])})


def check(document: Any, path: str, method: str, reply: Any) -> None:
    """The reply is what the document promises."""
    answers = document["paths"][path][method]["responses"]
    answer = answers.get(str(reply.status_code), answers["default"])
    kind = reply.headers["Content-Type"]
    faults = validator(document, answer["content"][kind]["schema"]).iter_errors(reply.json())
    assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []


@pytest.mark.django_db
@pytest.mark.database
def test_replies_keep_the_documents_promise(
    document: Any, api: APIClient, catalog: None, story: Story, sandbox: Sandbox
) -> None:
    order = story.shipped(sandbox)
    story.poll()
    order_path = "/api/v1/orders/{ref}/"
    for part in ("", "timeline/", "parcels/", "quotes/"):
        check(document, order_path + part, "get", api.get(f"{BASE}/orders/{order.ref}/{part}"))
    for list_path in ("orders", "me", "me/addresses", "me/notifications"):
        check(document, f"{BASE}/{list_path}/", "get", api.get(f"{BASE}/{list_path}/"))
    check(document, f"{BASE}/orders/", "post", api.post(f"{BASE}/orders/", wanted()))
    check(document, f"{BASE}/orders/", "post", api.post(f"{BASE}/orders/", wanted(items=[{}])))
    due = story.items_due()
    charge = story.open_charge(due)
    check(document, order_path, "get", api.get(f"{BASE}/orders/{due.ref}/"))
    check(document, f"{BASE}/orders/", "get", api.get(f"{BASE}/orders/"))
    checkout = api.post(f"{BASE}/charges/{charge.ref}/checkout/")
    check(document, "/api/v1/charges/{ref}/checkout/", "post", checkout)
    cancelled = api.post(f"{BASE}/orders/{due.ref}/cancel/", {"reason": "No."})
    check(document, "/api/v1/orders/{ref}/cancel/", "post", cancelled)


def examples_of(document: Any) -> list[tuple[str, Any, Any]]:
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for body in bodies:
                for kind in body.get("content", {}).values():
                    for example in kind.get("examples", {}).values():
                        found.append((f"{method} {path}", kind["schema"], example["value"]))
    return found


def test_the_examples_are_true(document: Any) -> None:
    examples = examples_of(document)
    assert len(examples) >= 8
    for where, schema, value in examples:
        faults = [fault.message for fault in validator(document, schema).iter_errors(value)]
        assert faults == [], where


@pytest.mark.django_db
def test_the_page_needs_nothing_from_elsewhere() -> None:
    visitor = APIClient()
    page = visitor.get(f"{BASE}/docs/", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    text = page.content.decode()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert loaded
    assert all(address.startswith("/static/drf_spectacular_sidecar/") for address in loaded), loaded
    assert "https://" not in text
    assert f"{BASE}/schema/" in text
    for accept in ("application/json", "application/yaml", "*/*"):
        assert visitor.get(f"{BASE}/schema/", headers={"accept": accept}).status_code == 200


@pytest.mark.django_db
def test_an_address_beside_it_is_a_problem() -> None:
    problem(APIClient().get(f"{BASE}/schema/old/"), 404, "not_found")
