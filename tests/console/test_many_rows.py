"""What a page of the console costs: as many queries for a thousand rows as for a few, and never many."""

from collections import Counter
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.console.addresses import Page, pages
from tests.console.lively import Lively, lively, quiet
from tests.console.many import MOST, lengthen, multiply
from tests.console.screens import screens

__all__ = ["lively", "quiet"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.usefixtures("quiet", "yesterday_is_over", "nobody_leaves"),
]


def kind(page: Page) -> str:
    if page.name.endswith("_changelist"):
        return "a list"
    return "a form" if page.name.endswith("_change") else page.name


def counted(lively: Lively) -> list[Page]:
    """What grows with the rows, as the owner is shown it; each list once, as it begins."""
    owner = lively.people["owner"]
    found = [*pages(lively, owner, thorough=False), *screens(lively, owner, thorough=False)]
    shown = {
        page.url: page for page in found if page.status == 200 and page.may(owner) and kind(page) in MOST
    }
    return [
        page for page in shown.values() if kind(page) not in ("a list", "activity") or "?" not in page.url
    ]


def queries(browser: Client, page: Page) -> list[str]:
    """Without what is asked in them, so that two of them can be told apart by their shape."""
    sent: list[str] = []

    def look(execute: Any, sql: str, *given: Any) -> Any:
        sent.append(sql)
        return execute(sql, *given)

    cache.clear()
    ContentType.objects.clear_cache()
    with connection.execute_wrapper(look):
        assert browser.get(page.url).status_code == 200, page.url
    return sent


def test_a_page_costs_the_same_for_a_few_rows_and_for_a_thousand(lively: Lively) -> None:
    browser, shown = lively.browser("owner"), counted(lively)
    few = {page.url: queries(browser, page) for page in shown}
    multiply()
    lengthen(lively.delivered)

    faults = []
    for page in shown:
        before, after = Counter(few[page.url]), Counter(queries(browser, page))
        if before.total() != after.total():
            differ = {
                sql[:300]: (before[sql], after[sql]) for sql in before | after if before[sql] != after[sql]
            }
            faults.append(f"{page.url}: {before.total()} and then {after.total()} queries: {differ}")
        if after.total() > MOST[kind(page)]:
            faults.append(f"{page.url}: {after.total()} queries, more than {MOST[kind(page)]}")

    assert not faults, "\n".join(faults)
    assert set(MOST) == {kind(page) for page in shown}
