"""Pages that listen: what happens elsewhere shows without a reload, and nothing in hand is lost."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system import System
from tests.whole.browser import chromium
from tests.whole.journey import Journey, is_live, is_the_same_page, note_when, shown_at

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]

DESK_SCANS, PHONE_SCANS = ".bd-scans li", ".scans li"
# What a person may be asked to wait for at the very most; the figure itself is printed.
PATIENCE = 20_000


def scan(journey: Journey, *pages: tuple[Page, str]) -> None:
    """The courier scans the parcel; every page shows it, by itself."""
    for page, selector in pages:
        note_when(page, selector, page.locator(selector).count())
    journey.scan()
    for page, _selector in pages:
        page.wait_for_function("window.shownAt > 0", timeout=PATIENCE)


def test_a_scan_shows_at_the_desk_with_the_customer_and_behind_the_link(
    system: System, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    journey = Journey(system).shipped()
    desk, james, anybody = journey.desk(browser), journey.james(browser), journey.anybody(browser)

    scan(journey, (desk, DESK_SCANS), (anybody, PHONE_SCANS))
    expect(james.locator("[data-live=parcels] [data-scan]")).to_be_visible()

    told = journey.told_at("parcel")
    waits = {"desk": shown_at(desk) - told, "link": shown_at(anybody) - told}
    with capsys.disabled():
        print("\n  from commit to screen: " + ", ".join(f"{who} {wait:.2f} s" for who, wait in waits.items()))
    assert max(waits.values()) < 10
    for page in (desk, james, anybody):
        expect(page.locator("[data-live-says]")).to_contain_text("The courier scanned the parcel.")
        assert is_the_same_page(page)
        assert page.faults == []  # type: ignore[attr-defined]


def test_after_the_web_process_was_killed_the_pages_catch_up(
    system: System, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    journey = Journey(system).shipped()
    desk, anybody = journey.desk(browser), journey.anybody(browser)
    for page, selector in ((desk, DESK_SCANS), (anybody, PHONE_SCANS)):
        note_when(page, selector, page.locator(selector).count())

    web = system.stack.running.pop("web")
    web.kill()
    web.wait()
    try:
        before = journey.told_at("parcel")
        journey.scan()
        journey.until("the engine to hear of the scan", lambda: journey.told_at("parcel") > before)
        expect(desk.locator("[data-live-light]")).to_have_attribute("data-state", "reconnecting")
        expect(anybody.locator("[data-live-light]")).to_be_hidden()
    finally:
        # Others walk through the same product.
        system.stack.start_web()
        system.stack.await_ok(f"{system.url}/healthz", "web")
    ready = desk.evaluate("Date.now() / 1000")

    for page in (desk, anybody):
        page.wait_for_function("window.shownAt > 0", timeout=PATIENCE)
        is_live(page)
        assert is_the_same_page(page)
    waits = (shown_at(desk) - ready, shown_at(anybody) - ready)
    with capsys.disabled():
        print(f"\n  from the server's return to the screen: desk {waits[0]:.2f} s, link {waits[1]:.2f} s")


def test_a_payment_shows_at_the_desk_and_the_badges_move(system: System, browser: Browser) -> None:
    journey = Journey(system).priced()
    journey.until("the pay link", lambda: any(one["status"] == "open" for one in journey.order()["charges"]))
    desk = journey.desk(browser)
    home = journey.desk(browser, path="/console/")
    # Home shows the twelve most urgent only, and other tests leave orders behind.
    queue = journey.desk(browser, path="/console/queues/to-buy/")
    due, to_buy = waiting(home, "awaiting-payment"), waiting(home, "to-buy")
    james = journey.james(browser)
    james.locator(".next a.button.big").click()
    james.locator("main form button").click()
    james.get_by_test_id("pay").click()

    expect(james.locator("main h1")).to_have_text("Paid. Thank you!", timeout=PATIENCE)
    expect(desk.locator("[data-state-label]")).to_have_text("Items paid, buying")
    expect(desk.locator("[data-payment=applied]")).to_have_count(1)
    expect(desk.locator("[data-charge=items]")).to_have_attribute("data-charge-status", "paid")
    expect(desk.locator("[data-live-says]")).to_contain_text("The order moved on: Items paid, buying.")
    for page in (desk, home):
        expect(page.locator("[data-badge=awaiting-payment]")).to_have_text(str(due - 1) if due > 1 else "")
        expect(page.locator("[data-badge=to-buy]")).to_have_text(str(to_buy + 1))
    expect(home.locator("[data-card=to-buy] .bd-card-count")).to_have_text(str(to_buy + 1))
    row = queue.locator(f"tr[data-order={journey.ref}]")
    expect(row).to_have_attribute("data-order-state", "items_paid")
    assert is_the_same_page(desk)
    assert is_the_same_page(home)
    assert [*desk.faults, *home.faults, *james.faults] == []  # type: ignore[attr-defined]


def waiting(page: Page, queue: str) -> int:
    return int(page.locator(f"[data-card={queue}] .bd-card-count").inner_text())


def test_the_tabs_of_a_browser_share_one_connection_and_hand_it_on(system: System, browser: Browser) -> None:
    journey = Journey(system)
    first = journey.desk(browser)
    second, third = (
        journey.look(first.context.new_page(), f"/console/orders/{journey.ref}/") for _tab in range(2)
    )
    tabs = [first, second, third]
    assert sum(connections(tab) for tab in tabs) == 1
    assert connections(first) == 1

    journey.do("approve_quote")
    for tab in tabs:
        expect(tab.locator("[data-state-label]")).to_have_text("Approved, to price")

    first.close()
    second.wait_for_function("BidangilLive.connections === 1")
    journey.do("confirm_item_prices", price=39_900, shipping=3_000)
    for tab in (second, third):
        expect(tab.locator("[data-state-label]")).to_have_text("Waiting for payment of the items")
        is_live(tab)
        assert is_the_same_page(tab)
    assert connections(third) == 0


def test_a_log_out_in_one_tab_ends_the_stream_of_all(system: System, browser: Browser) -> None:
    journey = Journey(system)
    first = journey.desk(browser)
    second, third = (
        journey.look(first.context.new_page(), f"/console/orders/{journey.ref}/") for _tab in range(2)
    )
    third.locator("form[action$='/logout/']").evaluate("form => form.submit()")
    for tab in (first, second):
        expect(tab.locator("[data-live-light]")).to_have_attribute("data-state", "stopped")
        assert connections(tab) == 0


def connections(page: Page) -> int:
    return int(page.evaluate("BidangilLive.connections"))


def test_a_tab_that_opens_later_hears_what_came_after_its_own_place(system: System, browser: Browser) -> None:
    journey = Journey(system)
    first = journey.desk(browser)
    place = first.evaluate("JSON.parse(document.getElementById('bd-live').textContent).since")
    journey.do("approve_quote")
    expect(first.locator("[data-state-label]")).to_have_text("Approved, to price")

    later = first.context.new_page()
    later.goto(f"{system.url}/console/password_change/")
    later.evaluate(
        """(since) => {
            window.heard = [];
            BidangilLive.listen({ channels: ["staff"], since, on: ({ data }) => heard.push(data.deed) });
        }""",
        place,
    )
    later.wait_for_function("heard.includes('approve_quote')")
    assert connections(later) == 0


def test_a_place_that_never_was_has_the_page_read_again(system: System, browser: Browser) -> None:
    journey = Journey(system)
    desk = journey.desk(browser)
    own = f"user-{journey.member_id('owner@bidangil.example')}"
    desk.evaluate(
        """(own) => BidangilLive.listen({
            channels: ["staff", own], since: "999999999999", on() {}, onReset: () => (window.wasReset = true),
        })""",
        own,
    )
    desk.wait_for_function("window.wasReset")


def test_an_open_menu_and_the_focus_stay_while_the_page_changes(system: System, browser: Browser) -> None:
    journey = Journey(system)
    desk = journey.desk(browser)
    desk.locator("[data-more]").click()
    desk.locator("#items a.bd-item-url").first.focus()

    journey.do("approve_quote")

    expect(desk.locator("[data-state-label]")).to_have_text("Approved, to price")
    expect(desk.locator("details[data-menu][open]")).to_have_count(1)
    expect(desk.locator("#items a.bd-item-url").first).to_be_focused()


def test_a_hint_shows_at_the_desk_when_the_model_has_answered(system: System, browser: Browser) -> None:
    journey = Journey(system)
    hints = "[data-screening] summary .bd-hint-verdict"
    journey.until("the first hint", lambda: journey.hints() == 2)
    journey.forget_hints()
    buyer, owner = journey.desk(browser, "buyer"), journey.desk(browser)
    for page in (buyer, owner):
        expect(page.locator(hints)).to_have_count(0)

    owner.locator("[data-deed=ask_model]").click()
    owner.locator("dialog[open] [data-submit]").click()

    for page in (buyer, owner):
        expect(page.locator(hints)).to_have_count(2, timeout=PATIENCE)
        expect(page.locator("[data-asking]")).to_have_count(0)
    assert is_the_same_page(buyer)
    assert buyer.faults == []  # type: ignore[attr-defined]


def test_held_up_hears_who_edits_and_that_they_left(system: System, browser: Browser) -> None:
    journey = Journey(system)
    owner = journey.desk(browser, path="/console/operations/held-up/?why=edited")
    row = owner.locator(f"tr[data-held=edited][data-order={journey.ref}]")
    expect(row).to_have_count(0)

    buyer = journey.desk(browser, "buyer")
    buyer.locator("[data-item='1'] [data-deed=correct]").click()
    buyer.locator("[data-row-form] [name=quantity]").fill("3")

    expect(row).to_have_count(1, timeout=PATIENCE)
    assert is_the_same_page(owner)
    assert owner.faults == []  # type: ignore[attr-defined]


def test_what_a_customer_is_typing_stays_until_they_look(system: System, browser: Browser) -> None:
    journey = Journey(system)
    journey.do("ask_customer", question="Black or navy?")
    james = journey.james(browser)
    james.fill("textarea[name=answer]", "Navy, pl")

    journey.do("reject_quote", reason="Sold out everywhere.")

    expect(james.locator("h1")).to_have_text("We cannot buy this for you")
    expect(james.locator("textarea[name=answer]")).to_have_value("Navy, pl")
    expect(james.locator("textarea[name=answer]")).to_be_focused()
    james.get_by_role("button", name="Show how it is now").click()
    expect(james.locator("textarea[name=answer]")).to_have_count(0)
    expect(james.locator("[data-live=next]")).to_contain_text("Sold out everywhere.")
    expect(james.locator("[data-live-held]")).to_have_count(0)


def test_a_dialog_that_has_grown_old_says_so(system: System, browser: Browser) -> None:
    journey = Journey(system)
    desk = journey.desk(browser)
    desk.locator("[data-primary]").click()
    dialog = desk.locator("dialog[open] [data-deed-dialog=approve_quote]")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-outdated]")).to_be_hidden()

    journey.do("approve_quote")

    expect(dialog.locator("[data-outdated]")).to_be_visible()
    dialog.locator("[data-outdated] a").click()
    expect(desk.locator("dialog[open] [data-refusal]")).to_contain_text("is not possible now")


def test_rows_in_hand_wait_behind_a_pill(system: System, browser: Browser) -> None:
    first = Journey(system)
    desk = first.desk(browser, path="/console/queues/to-screen/")
    row = desk.locator(f"tr[data-order={first.ref}]")
    row.hover()

    second = Journey(system)

    pill = desk.locator("[data-live-pill]")
    expect(pill).to_have_text("1 change · Show")
    assert desk.locator(f"tr[data-order={second.ref}]").count() == 0
    pill.click()
    expect(desk.locator(f"tr[data-order={second.ref}]")).to_be_visible()
    expect(pill).to_have_count(0)

    desk.mouse.move(5, 5)
    second.do("approve_quote")
    expect(desk.locator(f"tr[data-order={second.ref}]")).to_have_count(0)
    expect(pill).to_have_count(0)
    assert is_the_same_page(desk)


def test_an_old_tracking_link_says_plainly_that_it_no_longer_works(system: System, browser: Browser) -> None:
    journey = Journey(system)
    anybody, james = journey.anybody(browser), journey.james(browser)
    old = journey.track_path

    james.get_by_role("link", name="Make a new link").click()
    james.get_by_role("button", name="Yes, make a new link").click()
    james.wait_for_url(re.compile(r"/orders/BD-\w+/#share"))

    expect(anybody.get_by_role("heading", name="This link no longer works")).to_be_visible()
    expect(anybody.locator("[data-live-root]")).to_be_hidden()
    new = journey.track_path
    assert new != old
    expect(james.locator(".link-shown")).to_have_text(f"{system.url}{new}")
    reply = anybody.goto(f"{system.url}{old}")
    assert reply is not None
    assert reply.status == 404
    journey.look(anybody, new)
