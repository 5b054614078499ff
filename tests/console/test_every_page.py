"""Every address of the console as each role: it answers as it should, and looking changes nothing."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from console.roles import ROLES
from console.urls import urlpatterns
from tests.console.addresses import Page, pages
from tests.console.lively import Lively, lively, quiet
from tests.console.looking import HTMX, every_table, written
from tests.console.screens import screens
from tests.running import Sandbox

__all__ = ["lively", "quiet"]

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("quiet")]

THINNED = ROLES.keys() - {"owner"}
A_RIGHT_EACH = {"deed", "queue", "bulk", "health", "activity", "ageing", "held_up", "throughput"}
LEAD_ELSEWHERE = {"set_language", "logout"}
# At least so many of the owner's pages show what somebody has typed, as text.
ESCAPED_AT_LEAST = 150


def every_page(desk: Lively, who: str) -> list[Page]:
    person, thorough = desk.people.get(who, desk.story.customer), who == "owner"
    return [*pages(desk, person, thorough=thorough), *screens(desk, person, thorough=thorough)]


def visits(desk: Lively, who: str) -> Iterator[tuple[Page, dict[str, str]]]:
    """The owner goes everywhere, and opens each dialog from an open page too. Another role asks each route
    twice for what it may and twice for what it may not; where each address has a right of its own, always."""
    person, asked = desk.people.get(who, desk.story.customer), Counter[tuple[str, int]]()
    for page in every_page(desk, who):
        key = page.name, expected(page, person)
        asked[key] += 1
        if who in THINNED and page.name not in A_RIGHT_EACH and asked[key] > 2:
            continue
        yield page, {}
        if page.dialog and who not in THINNED:
            yield page, HTMX


def expected(page: Page, person: Any) -> int:
    return page.status if page.may(person) else page.closed


def test_no_address_of_the_console_is_left_out(lively: Lively) -> None:
    walked = {page.name for page in every_page(lively, "owner")}

    assert {route.name for route in urlpatterns} <= walked


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_shown_what_it_may_see_and_changes_nothing_by_looking(
    role: str, lively: Lively, sandbox: Sandbox
) -> None:
    browser, person = lively.browser(role), lively.people[role]
    calls, before = sandbox.counts(), every_table()
    faults, escaped = [], 0

    for page, headers in visits(lively, role):
        with written() as statements:
            answer = browser.get(page.url, headers=headers)
        if answer.status_code != expected(page, person):
            why = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
            faults.append(f"{page.url} {headers}: {answer.status_code}, not {expected(page, person)} {why!r}")
        if statements:
            faults.append(f"{page.url} {headers} wrote: {statements}")
        if answer.headers["Content-Type"].startswith("text/html"):
            body = answer.content.decode()
            escaped += "&lt;script&gt;evil()" in body
            if "<script>evil" in body:
                faults.append(f"{page.url} {headers} shows a script as it came")

    assert not faults, "\n".join(faults)
    assert every_table() == before
    assert sandbox.counts() == calls
    if role == "owner":
        assert escaped > ESCAPED_AT_LEAST


@pytest.mark.parametrize("who", ["customer", "nobody"])
def test_who_is_no_staff_is_sent_to_the_log_in_page(who: str, lively: Lively) -> None:
    browser, faults = lively.browser(who), []

    for page, headers in visits(lively, who):
        with written() as statements:
            answer = browser.get(page.url, headers=headers)
        status = 204 if headers else page.stranger
        if answer.status_code != status:
            faults.append(f"{page.url} {headers}: {answer.status_code}, not {status}")
        where = answer.headers.get("HX-Redirect" if headers else "Location", "")
        if status in (204, 302) and page.name not in LEAD_ELSEWHERE and "/login/?next=" not in where:
            faults.append(f"{page.url} {headers}: led to {where}")
        if statements:
            faults.append(f"{page.url} {headers} wrote: {statements}")

    assert not faults, "\n".join(faults)
