"""Every route that names a thing, with every method, on a thing of somebody else: it does not exist."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from tests.api.conftest import problem, traces, wanted
from tests.drawing import picture
from tests.workflow.story import ADDRESS, Story
from workflow.api.idempotency import IdempotentPosts
from workflow.engine.actors import Actor
from workflow.models import Address, Charge, Notification, Order, OrderAddress
from workflow.services import quotes
from workflow.services.photos import keep_photo

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog", "own_files")]

METHODS = ("get", "post", "put", "patch", "delete")
PUBLIC = {"api-schema", "api-docs"}
# Described like the rest, but for anybody: what the catalog holds is nobody's own.
OPEN = {
    "api-estimate",
    "api-stores",
    "api-screening-rules",
    "api-guides",
    "api-guide",
    "api-announcements",
}
# What the API holds that belongs to one member: where its names come from.
NAMES = {
    "orders/<str:ref>": "order",
    "charges/<str:ref>": "charge",
    "<int:entry_id>": "entry",
    "uploads/<uuid:key>": "photo",
    "<uuid:key>": "notice",
}


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Each route under /api/v1/, with its pattern as text."""

    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
        for one in resolver.url_patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, path)
            elif path.startswith("api/v1/") and one.name:
                yield path, one

    yield from walk(get_resolver(), "")


NAMED = [(path, view) for path, view in routes() if "<" in path and view.name not in OPEN]


def things_of(member: Any, story: Story) -> dict[str, str]:
    order = story.approved()
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    entry = Address.objects.create(customer=member, **ADDRESS)
    notice = Notification.objects.create(
        key=uuid4(), order=order, customer=member, code="items_due", channel="email", language="en",
        recipient=member.email, body="Please pay.",
    )  # fmt: skip
    return {
        "order": order.ref,
        "charge": Charge.objects.get(order=order).ref,
        "entry": str(entry.pk),
        "notice": str(notice.key),
        "photo": str(keep_photo(actor=Actor.customer(member), file=picture()).key),
    }


def fill(path: str, things: dict[str, str]) -> str:
    for pattern, thing in NAMES.items():
        before, slash, _name = pattern.rpartition("/")
        path = path.replace(pattern, before + slash + things[thing])
    assert "<" not in path, f"The test does not know how to fill {path}: add it to NAMES."
    return f"/{path}"


def test_the_walk_finds_what_there_is() -> None:
    assert len(NAMED) >= 10
    assert {path for path, _view in NAMED} >= {
        "api/v1/orders/<str:ref>/",
        "api/v1/orders/<str:ref>/cancel/",
        "api/v1/charges/<str:ref>/checkout/",
        "api/v1/me/addresses/<int:entry_id>/",
        "api/v1/me/notifications/<uuid:key>/read/",
    }


@pytest.mark.parametrize("path", [path for path, _view in NAMED])
def test_it_does_not_exist(path: str, jamess: APIClient, api: APIClient, mina: Any, story: Story) -> None:
    things = things_of(mina, story)
    view: Any = dict(NAMED)[path]
    allowed = view.callback.view_class().allowed_methods
    address, before = fill(path, things), traces()
    order = story.again(Order.objects.get(ref=things["order"]))

    for method in METHODS:
        body = {"answer": "Yes.", "address": ADDRESS, **ADDRESS} if method != "get" else None
        reply = getattr(jamess, method)(address, body)
        if method.upper() not in allowed:
            problem(reply, 405, "method_not_allowed")
            continue
        theirs = problem(reply, 404, "not_found")
        # Nor does the answer differ from that about a thing that never was.
        never = fill(
            path,
            {
                "order": "BD-22222222",
                "charge": "CH-22222222",
                "entry": "99999999",
                "notice": str(uuid4()),
                "photo": str(uuid4()),
            },
        )
        assert theirs == problem(getattr(jamess, method)(never, body), 404, "not_found")

    assert traces() == before
    assert story.again(order).seq == order.seq
    assert OrderAddress.objects.get(order=order).one_line() == order.address.one_line()
    assert Address.objects.filter(customer=mina).count() == 1
    assert not Notification.objects.exclude(read_at=None).exists()
    # It was not refused for being wrong: its owner may.
    if "GET" in allowed:
        assert api.get(address).status_code == 200


def test_lists_hold_only_ones_own(jamess: APIClient, api: APIClient, mina: Any, story: Story) -> None:
    things_of(mina, story)
    for name, count in (("orders", 1), ("me/notifications", 2)):
        assert jamess.get(f"/api/v1/{name}/").json()["results"] == []
        assert len(api.get(f"/api/v1/{name}/").json()["results"]) == count
    assert jamess.get("/api/v1/me/addresses/").json() == []
    assert jamess.post("/api/v1/me/notifications/read/").json() == {"marked": 0}
    assert not Notification.objects.exclude(read_at=None).exists()


@pytest.mark.parametrize("path", [path for path, _view in routes()])
def test_nobody_gets_in_without_a_log_in(path: str, mina: Any, story: Story) -> None:
    view: Any = dict(routes())[path]
    if view.name in PUBLIC | OPEN:
        return
    things, before, stranger = things_of(mina, story), traces(), APIClient()
    for method in view.callback.view_class().allowed_methods:
        if method == "OPTIONS":
            continue
        reply = getattr(stranger, method.lower())(fill(path, things), wanted() if method != "GET" else None)
        problem(reply, 401, "not_authenticated")
        assert reply.headers["WWW-Authenticate"].startswith("X-Session-Token")
    assert traces() == before


def test_every_post_takes_an_idempotency_key() -> None:
    # An open POST writes nothing, so that a copy of it does no harm.
    found: list[Any] = [view for _path, view in routes() if view.name not in OPEN]
    views = [view.callback.view_class for view in found]
    posts = [one for one in views if hasattr(one, "post")]
    assert len(posts) >= 8
    assert [one.__name__ for one in posts if not issubclass(one, IdempotentPosts)] == []
