"""The editor of the catalog in a browser: written, kept by itself, reviewed, published, brought back."""

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system import System, wait_for
from tests.whole.browser import a_page, chromium, staff_page
from tests.whole.journey import DESK

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]

KEPT = "Draft saved"
WAITING = 20_000


def colleague(system: System, browser: Browser, role: str) -> Page:
    return staff_page(browser, system.url, role, viewport=DESK)


def open_entry(page: Page, system: System, kind: str, title: str) -> Page:
    """By the list of its kind, as a person finds it."""
    page.goto(f"{system.url}/console/editor/{kind}/?q={title}")
    page.locator("[data-entry-row] a").first.click()
    expect(page.locator("[data-editor]")).to_be_visible()
    return page


def state(page: Page) -> Any:
    return page.locator("[data-editor-state]")


def type_into(page: Page, name: str, words: str) -> None:
    page.locator(f"[data-editor] .bd-editor-main [name={name}]").fill(words)


def press(page: Page, words: str) -> None:
    """A button that leads to a fresh page."""
    with page.expect_navigation():
        page.locator("[data-actions]").get_by_role("button", name=words, exact=True).click()


def from_the_menu(page: Page, deed: str) -> None:
    page.locator("[data-actions] summary").click()
    with page.expect_navigation():
        page.locator(f"[data-actions] details button[value={deed}]").click()


def said(page: Page, words: str) -> None:
    expect(page.locator("body")).to_contain_text(words)


def customers_read(browser: Browser, system: System, host: str, words: str) -> None:
    page = a_page(browser, locale="en-US")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": system.url}])
    page.goto(f"{system.url}/stores/{host}/")
    expect(page.locator("h1")).to_contain_text(words)
    page.context.close()


def no_faults(*pages: Page) -> None:
    """Refusals are answers: Chromium notes their status, our scripts have nothing to complain about."""
    faults = [fault for page in pages for fault in page.faults]  # type: ignore[attr-defined]
    assert [fault for fault in faults if not re.search("40[39]|422", fault)] == []


def test_written_kept_reviewed_published_compared_and_brought_back(system: System, browser: Browser) -> None:
    buyer = open_entry(colleague(system, browser, "buyer"), system, "store", "Musinsa")
    type_into(buyer, "name", "Musinsa Home")
    expect(state(buyer)).to_have_text(KEPT)
    buyer.reload()
    expect(buyer.locator("[name=name]")).to_have_value("Musinsa Home")
    expect(buyer.locator("[data-label=draft]")).to_have_text("Newer draft")
    customers_read(browser, system, "musinsa.com", "Musinsa")

    # Typed and pressed at once: nothing that was typed is left behind, and what saved itself is no conflict.
    type_into(buyer, "note", "They renamed it in spring")
    buyer.locator("[name=note_to_reviewer]").fill("Please look at the name.")
    press(buyer, "Submit for review")
    said(buyer, "Submitted. Whoever reviews finds it on home.")
    expect(buyer.locator("[name=note]")).to_have_value("They renamed it in spring")

    editor = colleague(system, browser, "editor")
    editor.goto(f"{system.url}/console/editor/")
    editor.locator("[data-awaiting] a", has_text="Musinsa Home").click()
    expect(editor.locator("[data-review]")).to_contain_text("Juno Kim has submitted version 3")
    expect(editor.locator("[data-review]")).to_contain_text("Please look at the name.")
    press(editor, "Approve and publish")
    said(editor, "Approved and published.")
    customers_read(browser, system, "musinsa.com", "Musinsa Home")

    type_into(editor, "name", "Musinsa Living")
    press(editor, "Publish")
    said(editor, "Published. Customers see it from now on.")
    customers_read(browser, system, "musinsa.com", "Musinsa Living")
    editor.get_by_text("Versions", exact=True).click()
    editor.locator("[data-side=history]").get_by_role("link", name="Compare", exact=True).first.click()
    difference = editor.locator("[data-difference=name]")
    expect(difference.locator("del")).to_have_text("Home")
    expect(difference.locator("ins")).to_have_text("Living")
    expect(difference).to_contain_text("Musinsa")
    with editor.expect_navigation():
        editor.get_by_role("button", name="Bring version 3 back as a draft").click()
    said(editor, "Brought back as a new draft. Customers do not see it yet.")
    expect(editor.locator("[name=name]")).to_have_value("Musinsa Home")
    customers_read(browser, system, "musinsa.com", "Musinsa Living")
    no_faults(buyer, editor)


def test_the_first_words_make_the_entry_and_its_address(system: System, browser: Browser) -> None:
    buyer = colleague(system, browser, "buyer")
    buyer.goto(f"{system.url}/console/editor/store/new/")
    type_into(buyer, "name", "Ohou")
    expect(state(buyer)).to_have_text(KEPT)
    assert re.search(r"/editor/entries/\d+/$", buyer.url)

    type_into(buyer, "host", "ohou.se")
    expect(buyer.locator("[data-checks]")).to_have_text("0")
    press(buyer, "Save draft")
    expect(buyer.locator("[name=host]")).to_have_value("ohou.se")
    expect(buyer.locator(".bd-versions [data-revert]")).to_have_count(0)
    from_the_menu_and_sure(buyer, "drop")
    said(buyer, "The draft is given up.")
    expect(buyer.locator("[data-entry-row]", has_text="Ohou")).to_have_count(0)
    no_faults(buyer)


def from_the_menu_and_sure(page: Page, deed: str) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    from_the_menu(page, deed)


def test_of_two_at_once_the_second_reads_the_first_and_saves_over_it(
    system: System, browser: Browser
) -> None:
    buyer = open_entry(colleague(system, browser, "buyer"), system, "store", "Aladin")
    support = open_entry(colleague(system, browser, "support"), system, "store", "Aladin")
    expect(support.locator("[data-person]")).to_contain_text("Juno Kim")
    type_into(support, "name", "Aladin Used Books")
    expect(state(support)).to_have_text(KEPT)

    type_into(buyer, "name", "Aladin Records")
    expect(state(buyer)).to_have_text("Somebody else has saved a newer version meanwhile.")
    expect(buyer.locator("[name=name]")).to_have_value("Aladin Records")
    press(buyer, "Save draft")
    refusal = buyer.locator("[data-refusal]")
    expect(refusal).to_contain_text("What you typed is still here.")
    expect(refusal.locator("del")).to_have_text("Used Books")
    expect(refusal.locator("ins")).to_have_text("Records")
    expect(buyer.locator("[name=name]")).to_have_value("Aladin Records")

    press(buyer, "Save draft")
    said(buyer, "The draft is saved.")
    expect(buyer.locator("[name=name]")).to_have_value("Aladin Records")
    # Theirs is a version of its own.
    buyer.goto(f"{buyer.url}versions/?a=2&b=3")
    expect(buyer.locator("[data-difference=name] del")).to_have_text("Used Books")
    no_faults(buyer, support)


def test_pressed_while_it_saves_by_itself_it_is_no_conflict(system: System, browser: Browser) -> None:
    buyer = open_entry(colleague(system, browser, "buyer"), system, "store", "YES24")

    def slowly(route: Any) -> None:
        answer = route.fetch()
        buyer.wait_for_timeout(800)
        route.fulfill(response=answer)

    buyer.route("**/autosave/", slowly)
    type_into(buyer, "name", "YES24 Books")
    expect(state(buyer)).to_have_text("Saving …")
    press(buyer, "Save draft")

    said(buyer, "The draft is saved.")
    expect(buyer.locator("[data-refusal]")).to_have_count(0)
    expect(buyer.locator("[name=name]")).to_have_value("YES24 Books")
    no_faults(buyer)


def test_who_is_logged_out_is_told_so_and_what_is_typed_stays(system: System, browser: Browser) -> None:
    buyer = open_entry(colleague(system, browser, "buyer"), system, "store", "Coupang")
    buyer.context.clear_cookies(name="sessionid")

    type_into(buyer, "name", "Coupang Eats")

    expect(state(buyer)).to_contain_text("Not saved: you were logged out.")
    expect(buyer.locator("[name=name]")).to_have_value("Coupang Eats")


def test_what_is_locked_is_read_only_until_it_is_unlocked(system: System, browser: Browser) -> None:
    editor = open_entry(colleague(system, browser, "editor"), system, "store", "Gmarket")
    buyer = open_entry(colleague(system, browser, "buyer"), system, "store", "Gmarket")
    from_the_menu(editor, "lock")
    expect(editor.locator("[data-locked]")).to_have_text(re.compile("You have locked this"))

    # Whoever had it open already writes nothing either, and reads why.
    type_into(buyer, "name", "Gmarket Global")
    expect(state(buyer)).to_have_text("Paul Rhee has locked this. Ask them to unlock it.")
    buyer.once("dialog", lambda dialog: dialog.accept())
    buyer.reload()
    expect(buyer.locator("[data-locked]")).to_contain_text("Paul Rhee has locked this since")
    expect(buyer.locator("[name=name]")).to_be_disabled()
    expect(buyer.locator("[name=name]")).to_have_value("Gmarket")

    from_the_menu(editor, "unlock")
    said(editor, "Unlocked.")
    buyer.reload()
    expect(buyer.locator("[name=name]")).to_be_enabled()
    no_faults(editor, buyer)


def test_what_is_scheduled_goes_live_by_the_engine(system: System, browser: Browser) -> None:
    editor = open_entry(colleague(system, browser, "editor"), system, "store", "Kream")
    type_into(editor, "name", "Kream Resale")
    editor.get_by_text("Set a time", exact=True).click()
    editor.fill("[name=go_live_at]", "2020-01-01T09:00")
    schedule = editor.get_by_role("button", name="Schedule", exact=True)
    with editor.expect_navigation():
        schedule.click()
    expect(editor.locator("#place-go_live_at .bd-errors")).to_have_text(
        "This moment is over. Publish now, or set a later one."
    )
    editor.fill("[name=go_live_at]", "2036-01-01T09:00")
    with editor.expect_navigation():
        schedule.click()
    expect(editor.locator("[data-label=scheduled]")).to_be_visible()
    customers_read(browser, system, "kream.co.kr", "Kream")
    number = int(editor.locator("[data-editor]").get_attribute("data-entry") or 0)

    its_time_has_come(system, number)
    wait_for("the engine", lambda: is_published(system, number))

    customers_read(browser, system, "kream.co.kr", "Kream Resale")
    editor.reload()
    expect(editor.locator("[data-label=scheduled]")).to_have_count(0)
    expect(editor.locator("[data-side=history]")).to_contain_text("The clock")
    no_faults(editor)


def its_time_has_come(system: System, entry: int) -> None:
    """As if it had been scheduled for a moment ago."""
    a_moment_ago = (datetime.now(UTC) - timedelta(seconds=1)).replace(tzinfo=None).isoformat(" ")
    with sqlite3.connect(system.env.var_dir / "bidangil.sqlite3", timeout=20) as connection:
        connection.execute("UPDATE catalog_entry SET go_live_at = ? WHERE id = ?", (a_moment_ago, entry))


def is_published(system: System, entry: int) -> bool:
    with sqlite3.connect(system.env.var_dir / "bidangil.sqlite3") as connection:
        sql = "SELECT count(*) FROM catalog_entryevent WHERE entry_id = ? AND verb = 'published'"
        return bool(connection.execute(sql, (entry,)).fetchone()[0])


def test_a_table_is_pasted_into_a_rate_card_and_a_gap_is_refused_at_its_row(
    system: System, browser: Browser
) -> None:
    editor = open_entry(colleague(system, browser, "editor"), system, "rate_card", "EMS")
    most = int(editor.locator("[name=max_weight_g]").input_value())
    step = int(editor.locator("[name=step_g]").input_value())
    weights = [step * (n + 1) for n in range(most // step)]
    tab = editor.get_by_role("tab", name="Prices")
    tab.click()
    rows = editor.locator("[data-grid=rows] [data-grid-rows] tr")

    paste(editor, [(weight, 20_000 + weight) for weight in weights if weight != 2 * step])
    expect(rows).to_have_count(len(weights))
    # One row too many is left of the old table; it is the last.
    rows.last.get_by_role("button", name="Remove this row").click()
    expect(state(editor)).to_have_text(KEPT)
    press(editor, "Publish")
    expect(editor.get_by_role("tab", name="Prices")).to_have_attribute("aria-selected", "true")
    bad = editor.locator("[data-grid=rows] td.errors")
    expect(bad).to_have_count(1)
    expect(bad).to_contain_text(f"Between {step} g and {3 * step} g there is no price: a row is missing.")
    expect(bad.locator("input")).to_have_attribute("name", "rows-1-up_to_g")

    paste(editor, [(weight, 20_000 + weight) for weight in weights])
    expect(rows).to_have_count(len(weights))
    expect(rows.nth(1).locator("input").nth(1)).to_have_value(str(20_000 + weights[1]))
    press(editor, "Publish")
    said(editor, "Published. Customers see it from now on.")
    assert price_of(system, "ems", weights[1]) == 20_000 + weights[1]
    no_faults(editor)


def paste(page: Page, table: list[tuple[int, int]]) -> None:
    """As copied from a spreadsheet, into the first cell."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = "\n".join(f"{weight:,}\t₩{price:,}" for weight, price in table)
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.locator("[name=rows-0-up_to_g]").focus()
    page.keyboard.press("Control+V")


def price_of(system: System, service: str, weight: int) -> int:
    """In the newest card of the service."""
    with sqlite3.connect(system.env.var_dir / "bidangil.sqlite3") as connection:
        sql = (
            "SELECT price_krw FROM catalog_raterow JOIN catalog_ratecard AS card ON card.id = card_id"
            " WHERE card.service = ? AND up_to_g = ? ORDER BY card.valid_from DESC, card.id DESC"
        )
        return int(connection.execute(sql, (service, weight)).fetchone()[0])


def test_the_editor_by_keys(system: System, browser: Browser) -> None:
    editor = open_entry(colleague(system, browser, "editor"), system, "store", "Zigzag")
    editor.locator("[name=name]").focus()
    editor.keyboard.press("End")
    editor.keyboard.type(" Mall")
    with editor.expect_navigation():
        editor.keyboard.press("Control+s")
    said(editor, "The draft is saved.")
    expect(editor.locator("[name=name]")).to_have_value("Zigzag Mall")

    for key, side, was_open in (("1", "status", True), ("2", "checks", True), ("3", "history", False)):
        panel = editor.locator(f"details[data-side={side}]")
        assert panel.evaluate("side => side.open") is was_open
        editor.keyboard.press(f"Alt+{key}")
        assert panel.evaluate("side => side.open") is not was_open
    # As they were left, they are there again.
    editor.reload()
    assert editor.locator("details[data-side=history]").evaluate("side => side.open")
    assert not editor.locator("details[data-side=checks]").evaluate("side => side.open")

    content, english, korean = (editor.locator(f"#tab-{slug}") for slug in ("content", "en", "ko"))
    content.focus()
    editor.keyboard.press("ArrowRight")
    expect(english).to_be_focused()
    expect(editor.locator("#panel-en")).to_be_visible()
    expect(editor.locator("#panel-content")).to_be_hidden()
    editor.keyboard.press("ArrowRight")
    expect(korean).to_have_attribute("aria-selected", "true")
    editor.keyboard.press("ArrowRight")
    expect(content).to_be_focused()
    editor.keyboard.press("ArrowLeft")
    expect(korean).to_be_focused()
    no_faults(editor)


def test_the_preview_is_the_shops_page_while_one_writes(system: System, browser: Browser) -> None:
    editor = open_entry(colleague(system, browser, "editor"), system, "store", "Ktown4u")
    editor.keyboard.press("Alt+4")
    frame = editor.frame_locator("[data-preview-frame]")
    expect(frame.locator("h1")).to_contain_text("Ktown4u")

    type_into(editor, "name", "Ktown for you")
    expect(frame.locator("h1")).to_contain_text("Ktown for you")
    editor.get_by_role("button", name="한국어").click()
    expect(frame.locator("h1")).to_contain_text("케이타운포유")
    editor.get_by_role("button", name="Desktop").click()
    assert editor.locator("[data-preview-frame]").evaluate("frame => frame.style.width") == "1280px"
    customers_read(browser, system, "ktown4u.com", "Ktown4u")
