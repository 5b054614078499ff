"""Whatever changes something, sent by its address with good inputs: done for who may, refused to others."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from console.roles import ROLES
from console.urls import urlpatterns
from tests.console.addresses import pages
from tests.console.lively import Lively, lively, quiet
from tests.console.looking import HTMX, every_table, written
from tests.console.presses import Press, presses
from tests.running import Sandbox

__all__ = ["lively", "quiet"]

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("quiet")]


def send(browser: Client, press: Press, **headers: Any) -> Any:
    for file in press.given.values():
        if hasattr(file, "seek"):
            file.seek(0)
    return browser.post(press.url, press.given, **headers)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_it_may_and_is_refused_the_rest(
    role: str, lively: Lively, sandbox: Sandbox
) -> None:
    browser, person = lively.browser(role), lively.people[role]
    found, faults = list(presses(lively, person)), []
    calls, before = sandbox.counts(), every_table()

    for press in found:
        if press.may(person):
            continue
        with written() as statements:
            answer = send(browser, press)
        if answer.status_code != press.refused:
            faults.append(f"{press.url}: {answer.status_code}, not {press.refused}")
        if statements:
            faults.append(f"{press.url}: wrote {statements}")

    assert not faults, "\n".join(faults)
    assert every_table() == before
    assert sandbox.counts() == calls


def test_what_is_refused_to_others_is_done_for_who_may(lively: Lively, sandbox: Sandbox) -> None:
    """Else the refusals above might be for the inputs."""
    browsers, faults, done = {role: lively.browser(role) for role in ROLES}, [], 0
    before = every_table()

    for role in ("owner", "buyer", "finance"):
        person = lively.people[role]
        for press in presses(lively, person):
            if not press.may(person) or (role != "owner" and press.name not in ("withdraw_approval",)):
                continue
            with written() as statements, undone() if press.writes else nullcontext():
                answer = send(browsers[role], press)
            done += 1
            if answer.status_code != press.done:
                faults.append(f"{press.url}: {answer.status_code}, not {press.done}")
            if bool(statements) != press.writes:
                faults.append(f"{press.url}: wrote {statements}")

    assert not faults, "\n".join(faults)
    assert every_table() == before
    assert done > 70


@pytest.mark.parametrize("who", ["customer", "nobody"])
def test_who_is_no_staff_changes_nothing(who: str, lively: Lively, sandbox: Sandbox) -> None:
    browser, faults = lively.browser(who), []
    found = list(presses(lively, lively.people["customer"]))
    calls, before = sandbox.counts(), every_table()

    for press in found:
        with written() as statements:
            plain, dialog = send(browser, press), send(browser, press, headers=HTMX)
        if (plain.status_code, dialog.status_code) not in ((302, 204), (302, 302)):
            faults.append(f"{press.url}: {plain.status_code}, {dialog.status_code}")
        if not plain.headers.get("Location", "").startswith("/console/login/?next="):
            faults.append(f"{press.url}: led to {plain.headers.get('Location')}")
        if statements:
            faults.append(f"{press.url}: wrote {statements}")

    assert not faults, "\n".join(faults)
    assert every_table() == before
    assert sandbox.counts() == calls


def test_every_other_address_takes_no_post_at_all(lively: Lively) -> None:
    """An address that begins to take one needs its line in presses.py."""
    owner, person, faults = lively.browser("owner"), lively.people["owner"], []
    pressed = {press.name for press in presses(lively, person)} | {"set_language"}
    ours = {route.name for route in urlpatterns}
    before = every_table()

    for page in pages(lively, person, thorough=False):
        if page.name in ours - pressed:
            answer = owner.post(page.url, {})
            if answer.status_code != 405:
                faults.append(f"{page.url}: {answer.status_code}")

    assert not faults, "\n".join(faults)
    assert every_table() == before
