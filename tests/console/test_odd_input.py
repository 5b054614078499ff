"""Addresses nobody would type but somebody does: a page or a plain refusal, never a fault of ours."""

from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from tests.console.conftest import Desk
from tests.workflow.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MANY_NINES = "9" * 5_000


@pytest.mark.parametrize("days", [MANY_NINES, "-7", "٧", "7.5", "0", ""])
@pytest.mark.parametrize("page", ["", "operations/throughput/", "operations/throughput.csv"])
def test_a_period_that_does_not_exist(page: str, days: str, desk: Desk) -> None:
    assert desk("owner").get(f"/console/{page}", {"days": days}).status_code == 200


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31", "3000-01-01"])
def test_a_day_beyond_all_calendars_is_said_so(day: str, desk: Desk) -> None:
    page = desk("owner").get("/console/operations/activity/", {"day": day})

    assert page.status_code == 200
    assert "Ensure this value is" in page.content.decode()


@pytest.mark.parametrize("day", ["1900-01-01", "2026-02-28", "2999-12-31"])
def test_a_day_of_the_calendar_is_looked_up(day: str, desk: Desk) -> None:
    page = desk("owner").get("/console/operations/activity/", {"day": day})

    assert "Ensure this value is" not in page.content.decode()


@pytest.mark.parametrize("before", ["0.0.999999999999999999.0.0", "0.0.0.999999999999999999.0", MANY_NINES])
def test_a_place_in_the_activity_that_no_deed_can_have(before: str, desk: Desk, story: Story) -> None:
    story.requested()

    assert desk("owner").get("/console/operations/activity/", {"before": before}).status_code == 200


@pytest.mark.parametrize(
    "at",
    [
        "0001-01-01T00:00:00+23:59~5",
        "9999-12-31T23:59:59-23:59~5",
        "9999-12-31T23:59:59+00:00~5",
        "2026-01-01T00:00:00+00:00~" + "9" * 30,
        "~~~",
        "2026-01-01T00:00:00+23:59~5",
    ],
)
@pytest.mark.parametrize("queue", ["to-screen", "to-weigh"])
def test_a_place_in_a_list_that_no_order_can_have(queue: str, at: str, desk: Desk, story: Story) -> None:
    order = story.requested()
    place = urlencode({"from": f"/console/queues/{queue}/", "at": at})

    assert desk("owner").get(f"/console/orders/{order.ref}/?{place}").status_code == 200
    listed = urlencode({"from": "/console/workflow/order/?o=5", "at": at})
    assert desk("owner").get(f"/console/orders/{order.ref}/?{listed}").status_code == 200


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99", "1.0", "", MANY_NINES, quote("１")])
def test_a_page_of_the_palette_that_does_not_exist_is_the_first(page: str, desk: Desk, story: Story) -> None:
    order = story.requested()

    answer = desk("owner").get("/console/search/", {"s": order.ref, "page": page})

    assert answer.status_code == 200
    assert order.ref in answer.content.decode()


def test_more_fields_than_anybody_ticks_are_refused_with_a_way_back(desk: Desk) -> None:
    picks = urlencode([("pick", number) for number in range(10_000)])
    form = "application/x-www-form-urlencoded"

    page = desk("owner").post("/console/bulk/assign/", picks, content_type=form)
    inside = desk("owner").post(
        "/console/bulk/assign/", picks, content_type=form, headers={"HX-Request": "true"}
    )

    for answer in (page, inside):
        assert answer.status_code == 400
        assert "Nothing was done: go back and choose fewer rows." in answer.content.decode()
        assert "100 items" not in answer.content.decode()
        assert 'href="/console/"' in answer.content.decode()
    quote_page = Client().post("/quote/", picks, content_type=form)
    assert quote_page.status_code == 400
    assert "100 items" in quote_page.content.decode()
