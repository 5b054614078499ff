"""Screening as the desk sees it: hits, their source, a hint that chooses nothing, a second person, trials."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.test import Client

from catalog.models import ScreeningRule
from integrations import clock
from tests.console.conftest import Desk
from tests.console.looking import HTMX, deed_url, everything
from tests.running import Sandbox
from tests.workflow.story import HAT, SOJU, Story
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.models import Approval, Attention, AuditEntry, Order, OrderItem
from workflow.services.attention import raise_attention
from workflow.services.requests import WantedItem
from workflow.states import Concern

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TRY = "/console/screening/try/"
AGAIN = "/console/screening/again/"
HATS = {
    "code": "hats", "category": "", "keywords": "hat", "exceptions": "hat pin", "verdict": "forbid",
    "reason_en": "Hats are out.", "reason_ko": "모자는 안 됩니다.", "source": "Our own decision",
    "source_url": "https://example.org/hats", "note": "", "standing": "house",
}  # fmt: skip


def hats_forbidden(**more: Any) -> ScreeningRule:
    return ScreeningRule.objects.create(**{**HATS, "valid_from": clock.today(), **more})


def unchanged(order: Order) -> tuple[Any, ...]:
    return (*everything(order), list(Approval.objects.values()), AuditEntry.objects.count())


def ask(browser: Client, item: OrderItem, reason: str = "It is dye.") -> Any:
    return browser.post(f"/console/approvals/items/{item.pk}/ask/", {"reason": reason})


# --- shown ------------------------------------------------------------------------------------------


def test_a_hit_shows_its_words_its_reason_and_a_link_to_its_source(desk: Desk, story: Story) -> None:
    hats_forbidden()
    order = story.requested(HAT)

    for address in (f"/console/orders/{order.ref}/", deed_url(order, "approve_quote")):
        page = desk("buyer").get(address).content.decode()
        assert 'Bucket <mark class="bd-hit-word">hat</mark>' in page
        assert "Hats are out." in page
        assert 'href="https://example.org/hats" target="_blank" rel="noopener noreferrer nofollow"' in page
    get_user_model().objects.filter(email="buyer@bidangil.example").update(language="ko")
    assert "모자는 안 됩니다." in desk("buyer").get(deed_url(order, "approve_quote")).content.decode()


def test_a_hint_is_marked_as_one_and_chooses_nothing(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.requested(WantedItem(url="https://shop.kr/1", title="Beef jerky sweatshirt"), HAT)
    OrderItem.objects.filter(order=order).update(hits=[])
    first = order.items.first()
    assert first is not None
    assert first.suggestion["verdict"] == "forbid"

    page = desk("buyer").get(deed_url(order, "approve_quote")).content.decode()

    assert page.count("data-suggestion") == 2
    assert page.count("a hint, not a decision") == 2
    assert "Meat and meat products from Korea" in page
    assert "gpt-5.6-luna" in page
    assert ">www.aphis.usda.gov<" in page
    assert page.count('<option value="approve" selected>') == 2


def test_sources_that_are_no_web_pages_are_not_linked(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.requested(HAT)
    item = order.items.get()
    item.suggestion |= {
        "sources": ["javascript:alert(1)", "https://ok.example/<b>"],
        "reason_en": "<i>Look</i>",
    }
    item.hits = [{"code": "x", "verdict": "ask", "matched": "hat", "reason_en": "y", "where": "title",
                  "source": "z", "source_url": "javascript:alert(2)"}]  # fmt: skip
    item.save()

    page = desk("buyer").get(f"/console/orders/{order.ref}/").content.decode()

    assert "javascript:alert" not in page
    assert "https://ok.example/&lt;b&gt;" in page
    assert "<i>Look" not in page


def test_ask_again_asks_once_and_by_post_alone(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.requested(HAT)
    url, calls = f"/console/screening/orders/{order.ref}/ask/", Effect.objects.filter(name="screen.suggest")

    assert desk("buyer").get(url).status_code == 200
    for role in ("warehouse", "finance", "editor", "moderator"):
        assert desk(role).post(url).status_code == 403
    assert calls.count() == 1

    inside = desk("buyer").post(url, {"inline": "1"}, headers=HTMX)
    again = desk("buyer").post(url)

    assert (inside.status_code, inside.content.decode()) == (200, "The AI is being asked.")
    assert again["Location"] == f"/console/orders/{order.ref}/"
    assert calls.count() == 2
    assert "data-asking" in desk("buyer").get(f"/console/orders/{order.ref}/").content.decode()
    run_due()
    assert "data-asking" not in desk("buyer").get(f"/console/orders/{order.ref}/").content.decode()


# --- a second person ----------------------------------------------------------------------------------


def test_a_request_goes_its_way_through_the_pages(desk: Desk, soju: OrderItem) -> None:
    order = soju.order
    page = f"/console/orders/{order.ref}/"
    assert 'data-deed="ask_override"' in desk("buyer").get(page).content.decode()
    assert desk("buyer").get(f"/console/approvals/items/{soju.pk}/ask/").status_code == 200
    assert not Approval.objects.exists()

    assert ask(desk("buyer"), soju)["Location"] == page

    approval = Approval.objects.get()
    answer = f"/console/approvals/{approval.pk}/answer/"
    mine, theirs = (desk(role).get("/console/approvals/").content.decode() for role in ("buyer", "owner"))
    assert ("data-mine" in mine, answer in mine, f"/{approval.pk}/withdraw/" in mine) == (True, False, True)
    assert ("data-mine" in theirs, answer in theirs) == (False, True)
    assert 'data-banner="group"' in desk("owner").get(page).content.decode()
    dialog = desk("buyer").get(deed_url(order, "approve_quote")).content.decode()
    assert "The request can be approved when this has been answered." in dialog
    assert f"verdict_{soju.pk}" not in dialog

    shown = desk("owner").get(answer, headers=HTMX).content.decode()
    assert ("It is dye." in shown, 'value="agree" selected' in shown) == (True, False)
    assert desk("owner").post(answer, {"answer": "", "note": ""}).status_code == 422
    assert desk("owner").post(answer, {"answer": "refuse", "note": " "}).status_code == 422
    done = desk("owner").post(answer, {"answer": "agree", "note": "Seen", "next": page})

    soju.refresh_from_db()
    assert (done["Location"], soju.state) == (page, "approved")
    timeline = desk("owner").get(page).content.decode()
    assert "Rule overridden" in timeline
    assert "Asked by" in timeline
    assert desk("owner").post(answer, {"answer": "agree", "note": ""}).status_code == 409


def test_ones_own_request_and_those_without_the_right_are_refused(desk: Desk, soju: OrderItem) -> None:
    ask(desk("owner"), soju)
    answer = f"/console/approvals/{Approval.objects.get().pk}/answer/"
    before = unchanged(soju.order)

    own = desk("owner").post(answer, {"answer": "agree", "note": ""})
    assert own.status_code == 403
    assert "somebody else has to agree" in own.content.decode()
    for role in ("buyer", "support", "finance", "warehouse", "moderator", "editor"):
        assert desk(role).get(answer).status_code == 403
        assert desk(role).post(answer, {"answer": "agree", "note": ""}).status_code == 403
        assert desk(role).post(answer.replace("answer", "withdraw")).status_code == 403
    for role in ("warehouse", "finance", "moderator", "editor"):
        assert ask(desk(role), soju).status_code == 403
    assert unchanged(soju.order) == before


def test_a_right_lost_while_the_dialog_was_open(desk: Desk, soju: OrderItem) -> None:
    ask(desk("buyer"), soju)
    answer = f"/console/approvals/{Approval.objects.get().pk}/answer/"
    assert desk("owner").get(answer).status_code == 200
    Group.objects.get(name="owner").permissions.remove(Permission.objects.get(codename="override_screening"))
    before = unchanged(soju.order)

    assert desk("owner").post(answer, {"answer": "agree", "note": ""}).status_code == 403

    assert unchanged(soju.order) == before


def test_what_changed_meanwhile_is_not_agreed_to(desk: Desk, soju: OrderItem) -> None:
    ask(desk("buyer"), soju)
    answer = f"/console/approvals/{Approval.objects.get().pk}/answer/"
    OrderItem.objects.filter(pk=soju.pk).update(title="Soju 24 bottles")
    before = unchanged(soju.order)

    refused = desk("owner").post(answer, {"answer": "agree", "note": ""})

    assert refused.status_code == 409
    assert "What was asked about has changed since." in refused.content.decode()
    assert unchanged(soju.order) == before


def test_the_other_items_are_decided_in_the_same_dialog(desk: Desk, story: Story) -> None:
    order = story.requested(HAT, SOJU)
    hat, soju = order.items.all()
    given = {
        "seq": order.seq, f"verdict_{hat.pk}": "approve", f"reason_{hat.pk}": "",
        f"verdict_{soju.pk}": "second", f"reason_{soju.pk}": "",
    }  # fmt: skip
    url = deed_url(order, "approve_quote")
    before = unchanged(order)
    # The customer's reason, which stands there to begin with, is no reason to allow it.
    for reason in ("", soju.hits[0]["reason_ko"]):
        assert desk("buyer").post(url, {**given, f"reason_{soju.pk}": reason}).status_code == 422
    assert unchanged(order) == before

    done = desk("buyer").post(url, {**given, f"reason_{soju.pk}": "It is dye."}, follow=True)

    assert "decided, as far as it does not wait for a second person." in done.content.decode()
    assert list(order.items.values_list("state", flat=True)) == ["approved", "requested"]
    waits = desk("buyer").post(url, {"seq": order.seq})
    assert (waits.status_code, "1 item waits for a second person." in waits.content.decode()) == (409, True)


@pytest.mark.parametrize(("cents", "alone"), [(20_000, True), (20_001, False)])
def test_much_money_takes_two(cents: int, alone: bool, desk: Desk, story: Story) -> None:
    matter = raise_attention(
        order=story.requested(), concern=Concern.REFUND_DUE, about="x", amount_cents=cents
    )
    url = f"/console/attention/{matter.pk}/settle/"
    shown = desk("finance").get(url).content.decode()
    assert ("Ask to refund $200.01" in shown) is not alone

    assert desk("finance").post(url, {"note": "Refunded, re_1"}).status_code == 302

    assert (Attention.objects.get().settled_at is not None) is alone
    if not alone:
        assert desk("finance").post(url, {"note": "Again"}).status_code == 409
        answer = f"/console/approvals/{Approval.objects.get().pk}/answer/"
        assert desk("finance").post(answer, {"answer": "agree", "note": ""}).status_code == 403
        assert desk("owner").post(answer, {"answer": "agree", "note": ""}).status_code == 302
    assert Attention.objects.get().settled_note.startswith("Refunded" if alone else "Finance: Refunded")


# --- the test box -------------------------------------------------------------------------------------


def test_a_trial_shows_hits_and_exceptions_and_stores_nothing(desk: Desk, catalog: None) -> None:
    hats_forbidden()
    asked = urlencode(
        {"title": "Hat pin, soju", "url": "https://shop.kr/hat?q=wine", "options": "", "note": ""}
    )

    page = desk("editor").get(f"{TRY}?{asked}").content.decode()

    assert page.count("data-hit") == 2
    assert '<mark class="bd-hit-word">soju</mark>' in page
    assert 'https://shop.kr/<mark class="bd-hit-word">hat</mark>?q=wine' in page
    assert "“hat” does not count inside “hat pin” (rule hats)" in page
    assert "data-ask-ai" not in page  # an editor does not screen
    assert not AuditEntry.objects.exists()


def test_a_trial_of_another_day_asks_the_rules_of_that_day(desk: Desk, catalog: None) -> None:
    hats_forbidden()
    hits = {
        on: desk("buyer").get(f"{TRY}?title=hat&on={on}").content.decode().count("data-hit")
        for on in ("", "2025-06-01", clock.today().isoformat())
    }
    assert hits == {"": 1, "2025-06-01": 0, clock.today().isoformat(): 1}
    assert desk("buyer").get(f"{TRY}?title=&url=").status_code == 422
    assert desk("buyer").get(f"{TRY}?title=hat&on=yesterday").status_code == 422
    assert desk("warehouse").get(TRY).status_code == 403


def test_the_model_is_asked_by_post_and_not_too_often(desk: Desk, catalog: None, sandbox: Sandbox) -> None:
    given = {"title": "Andong soju", "url": "", "options": "", "note": "for Kim Okja", "on": ""}
    assert "data-suggestion" not in desk("buyer").get(f"{TRY}?{urlencode(given)}").content.decode()

    answers = [desk("buyer").post(TRY, given) for _n in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "Alcoholic drinks are not mailable" in answers[0].content.decode()
    assert "That was often enough for now." in answers[-1].content.decode()
    assert sandbox.counts()["openai_responses"] == 10
    assert "Okja" not in str(sandbox.get("openai"))
    assert desk("editor").post(TRY, given).status_code == 403
    assert not Effect.objects.exists()


def test_a_model_that_is_down_is_a_sentence(desk: Desk, catalog: None, sandbox: Sandbox) -> None:
    sandbox.fault("POST /openai/v1/responses", "error503")

    answer = desk("buyer").post(TRY, {"title": "Hat", "url": "", "options": "", "note": "", "on": ""})

    assert (answer.status_code, "OpenAI answered 503." in answer.content.decode()) == (200, True)


# --- a new look at the open orders ---------------------------------------------------------------------


def _published(browser: Client, **changes: str) -> str:
    """A new rule, written and published in the editor: the page that follows."""
    given = {**HATS, "valid_from": clock.today().isoformat(), "valid_to": "", **changes, "do": "publish"}
    page: str = browser.post("/console/editor/screening_rule/new/", given, follow=True).content.decode()
    return page


def test_a_rule_that_changes_offers_a_new_look(desk: Desk, catalog: None) -> None:
    owner = _published(desk("owner"))
    editor = _published(desk("editor"), code="caps", keywords="cap")
    later = _published(desk("owner"), code="far", valid_from="2099-01-01")

    assert f'<a class="bd-link" href="{AGAIN}">Re-screen open orders</a>' in owner
    assert "Who screens requests can screen the open orders again." in editor
    assert "Published." in later
    assert "were screened by the rules before" not in later
    assert AGAIN in desk("buyer").get("/console/editor/screening_rule/").content.decode()


def test_a_run_is_shown_before_it_begins_and_as_it_goes(desk: Desk, story: Story) -> None:
    order, approved = story.requested(HAT), story.approved(HAT)
    hats_forbidden()
    before = unchanged(order)

    dry = desk("buyer").get(AGAIN).content.decode()
    for role in ("warehouse", "finance", "editor", "moderator"):
        assert (desk(role).get(AGAIN).status_code, desk(role).post(AGAIN).status_code) == (403, 403)

    assert ('data-changing="2"' in dry, dry.count('data-got="hats"')) == (True, 2)
    assert unchanged(order) == before

    started = desk("buyer").post(AGAIN)
    assert desk("buyer").post(AGAIN).status_code == 409
    run = desk("buyer").get(started["Location"]).content.decode()
    assert 'data-done="0" data-of="2"' in run
    run_due()
    run = desk("buyer").get(started["Location"], headers={"X-Live": "1"}).content.decode()
    assert 'data-done="2" data-of="2"' in run
    assert run.count('data-got="hats"') == 2
    assert "Allowed already: a matter for a person" in run
    assert Attention.objects.get().order == approved
    assert desk("finance").get(started["Location"]).status_code == 403
    assert desk("buyer").get(f"{AGAIN}999999/").status_code == 404


def test_the_queue_counts_what_i_may_answer_and_not_my_own(desk: Desk, story: Story) -> None:
    first, second = story.requested(SOJU).items.get(), story.requested(SOJU).items.get()
    ask(desk("owner"), first)
    ask(desk("buyer"), second)
    matter = raise_attention(order=first.order, concern=Concern.REFUND_DUE, about="x", amount_cents=50_000)
    desk("finance").post(f"/console/attention/{matter.pk}/settle/", {"note": "re_1"})

    def count(role: str) -> Any:
        cache.clear()
        shown = desk(role).get("/console/live/badges/").json()["queues"].get("second-person")
        return shown and (shown["waiting"], shown["badge"])

    assert {role: count(role) for role in ("owner", "finance", "buyer", "warehouse")} == {
        "owner": (2, "2"), "finance": (0, ""), "buyer": None, "warehouse": None,
    }  # fmt: skip
    page = desk("owner").get("/console/queues/second-person/")
    assert (page.status_code, page.content.decode().count("data-approval=")) == (200, 3)
    assert desk("moderator").get("/console/queues/second-person/").status_code == 403
