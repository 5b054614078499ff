"""A guide written in blocks by keys alone, moved, taken back, saved by itself, published and read."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.drawing import drawn
from tests.system import System
from tests.whole.browser import a_page, chromium, staff_page
from tests.whole.journey import DESK, PHONE

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]

EVIL = (
    '<p onclick="evil()">one <b>bold</b> <img src="x" onerror="window.evil = 1"></p>'
    '<p><a href="javascript:evil()">bad</a> <a href="https://musinsa.com/">good</a></p>'
)


def by_hand(page: Page, words: str) -> None:
    """As fast as a hand, and no faster: Trix reads its place anew for each picture of the screen."""
    page.wait_for_timeout(100)
    page.keyboard.type(words, delay=25)
    page.wait_for_timeout(100)


class Editor:
    """The editor of a guide in somebody's window. What is written is English."""

    def __init__(self, browser: Browser, system: System, **context: Any) -> None:
        self.page: Page = staff_page(browser, system.url, "editor", **{"viewport": DESK, **context})
        self.site = system.url
        self.root: Locator = self.page.locator("[data-blocks=blocks_en]")

    def begin(self, slug: str, title: str) -> "Editor":
        self.page.goto(f"{self.site}/console/editor/guide/new/")
        self.page.fill("[name=slug]", slug)
        for tab, field, words in (("한국어", "title_ko", "첫 소포"), ("English", "title_en", title)):
            self.page.get_by_role("tab", name=tab).click()
            self.page.fill(f"[name={field}]", words)
        return self

    def add(self, letter: str) -> None:
        """A block at the end, chosen by the letter that it begins with; twice, where two do."""
        self.root.get_by_role("button", name="Add a block", exact=True).focus()
        self.page.keyboard.press("Enter")
        expect(self.root.get_by_role("menu")).to_be_visible()
        for one in letter:
            self.page.keyboard.press(one)
        self.page.keyboard.press("Enter")

    def add_below(self, letter: str) -> None:
        """A block below the one where the cursor is."""
        self.page.keyboard.press("Alt+Enter")
        expect(self.root.get_by_role("menu")).to_be_visible()
        self.page.keyboard.press(letter)
        self.page.keyboard.press("Enter")

    def write(self, words: str, *, of: str) -> Locator:
        """Type into the rich text of the newest block of that type, where the cursor has gone by itself."""
        text = self.root.locator(f"[data-type={of}] trix-editor").last
        expect(text).to_be_focused()
        if words:
            self.type(words)
        return text

    def type(self, words: str) -> None:
        """Type, until the page has taken it in."""
        by_hand(self.page, words)
        expect(self.page.locator("[name=blocks_en]")).to_have_value(re.compile(re.escape(words.strip())))

    def bold(self, words: str) -> None:
        button = self.page.locator(":focus-within > trix-toolbar [data-trix-attribute=bold]")
        self.page.wait_for_timeout(100)
        self.page.keyboard.press("Control+b")
        expect(button).to_have_attribute("aria-pressed", "true")
        self.type(words)
        self.page.keyboard.press("Control+b")
        expect(button).to_have_attribute("aria-pressed", "false")

    def block(self, kind: str) -> Locator:
        return self.root.locator(f"[data-type={kind}]")

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """What the form would send."""
        found: list[dict[str, Any]] = json.loads(self.page.locator("[name=blocks_en]").input_value())
        return found

    def kinds(self, *wanted: str) -> None:
        expect(self.page.locator("[name=blocks_en]")).to_have_value(
            re.compile(".*".join(f'"type":"{kind}"' for kind in wanted))
        )
        assert [block["type"] for block in self.blocks] == list(wanted)

    def saved(self) -> None:
        expect(self.page.locator("[data-editor-state]")).to_have_text("Draft saved")

    def no_faults(self) -> None:
        faults = self.page.faults  # type: ignore[attr-defined]
        assert [fault for fault in faults if "422" not in fault] == []


def test_a_guide_is_written_by_keys_and_customers_read_it(system: System, browser: Browser) -> None:
    editor = Editor(browser, system).begin("your-first-parcel", "Your first parcel")
    page = editor.page

    editor.add("h")
    page.keyboard.type("Before you order")
    page.keyboard.press("Enter")
    editor.write("Look at the ", of="text")
    editor.bold("sizes")
    editor.type(" first.")
    page.keyboard.press("Enter")
    editor.type("Then send us")
    page.keyboard.press("Shift+Enter")
    editor.type("the link.")
    editor.add_below("c")
    editor.write("We ask before we buy.", of="callout")
    editor.block("callout").locator("[data-value=tone]").select_option("good")
    editor.add("s")
    page.keyboard.type("Paste the link")
    page.keyboard.press("Enter")
    editor.write("Of the item itself.", of="steps")
    editor.root.get_by_role("button", name="Add a step").click()
    page.keyboard.type("Wait")
    editor.add("ss")
    page.keyboard.type("29cm.co.kr")
    editor.kinds("heading", "text", "callout", "steps", "store")
    expect(editor.block("store").locator("[data-shop-name]")).to_have_text("29CM")
    editor.saved()
    assert re.search(r"/console/editor/entries/\d+/$", page.url)

    page.reload()
    page.get_by_role("tab", name="English").click()
    text = "<p>Look at the <strong>sizes</strong> first.</p><p>Then send us<br>the link.</p>"
    assert [{**block, "id": ""} for block in editor.blocks] == [
        {"id": "", "type": "heading", "level": 2, "text": "Before you order"},
        {"id": "", "type": "text", "html": text},
        {"id": "", "type": "callout", "tone": "good", "html": "<p>We ask before we buy.</p>"},
        {
            "id": "",
            "type": "steps",
            "items": [
                {"title": "Paste the link", "html": "<p>Of the item itself.</p>"},
                {"title": "Wait", "html": ""},
            ],
        },
        {"id": "", "type": "store", "host": "29cm.co.kr"},
    ]
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published. Customers see it from now on.")).to_be_visible()

    customer = a_page(browser, locale="en-US", viewport=PHONE)
    customer.goto(f"{editor.site}/guides/your-first-parcel/")
    expect(customer.locator("article h2")).to_have_text("Before you order")
    expect(customer.locator("article strong")).to_have_text("sizes")
    expect(customer.locator(".note.success")).to_have_text("We ask before we buy.")
    expect(customer.locator(".guide-steps > li")).to_have_count(2)
    expect(customer.locator(".shop a")).to_have_text("29CM")
    editor.no_faults()


def test_blocks_are_moved_copied_removed_and_brought_back(system: System, browser: Browser) -> None:
    editor = Editor(browser, system).begin("moving-blocks", "Moving blocks")
    page, says = editor.page, editor.root.locator("[data-blocks-says]")
    editor.add("h")
    page.keyboard.type("One")
    editor.add("t")
    editor.write("Two", of="text")
    editor.add("c")
    editor.write("Three", of="callout")
    editor.kinds("heading", "text", "callout")

    # By key; one goes on writing where one was.
    page.keyboard.press("Alt+ArrowUp")
    expect(says).to_have_text("Callout is now block 2 of 3.")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    editor.type(", still")
    editor.kinds("callout", "heading", "text")
    expect(page.locator("[name=blocks_en]")).to_have_value(re.compile("<p>Three, still</p>"))
    # By button.
    editor.block("callout").get_by_role("button", name="Move down").click()
    editor.kinds("heading", "callout", "text")
    # By hand.
    handle, first = editor.block("text").locator("[data-handle]"), editor.block("heading")
    first.scroll_into_view_if_needed()
    here, there = handle.bounding_box(), first.bounding_box()
    assert here is not None
    assert there is not None
    page.mouse.move(here["x"] + 8, here["y"] + 8)
    page.mouse.down()
    page.mouse.move(here["x"] + 8, here["y"] - 10, steps=3)
    page.mouse.move(there["x"] + 80, there["y"] + 4, steps=6)
    page.mouse.up()
    editor.kinds("text", "heading", "callout")

    editor.block("text").get_by_role("button", name="Remove", exact=True).click()
    editor.kinds("heading", "callout")
    expect(editor.root.locator("[data-undo]")).to_be_focused()
    page.keyboard.press("Enter")
    editor.kinds("text", "heading", "callout")
    expect(editor.block("text")).to_be_focused()
    expect(says).to_have_text("Text is back as block 1 of 3.")
    editor.block("text").get_by_role("button", name="Duplicate").click()
    editor.kinds("text", "text", "heading", "callout")
    one, two = editor.blocks[:2]
    assert one["html"] == two["html"] == "<p>Two</p>"
    assert one["id"] != two["id"]
    editor.saved()
    editor.no_faults()


def test_what_is_pasted_keeps_its_marks_and_nothing_that_acts(system: System, browser: Browser) -> None:
    editor = Editor(browser, system).begin("pasted", "Pasted")
    page = editor.page
    editor.add("t")
    text = editor.write("", of="text")
    text.evaluate(
        """(field, html) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", html);
            clipboardData.setData("text/plain", "plain");
            const paste = { clipboardData, bubbles: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent("paste", paste));
        }""",
        EVIL,
    )
    kept = '<p>one <strong>bold</strong> </p><p>bad <a href="https://musinsa.com/">good</a></p>'
    expect(page.locator("[name=blocks_en]")).to_have_value(re.compile("musinsa"))
    assert editor.blocks[0]["html"] == kept
    page.keyboard.press("Control+a")
    page.wait_for_function("getSelection().toString().includes('good')")
    page.keyboard.press("Control+k")
    address = editor.root.get_by_role("textbox", name="Address of the link")
    expect(address).to_be_focused()
    page.keyboard.type("/stores/")
    page.keyboard.press("Enter")
    expect(page.locator("[name=blocks_en]")).to_have_value(re.compile("/stores/"))
    assert page.evaluate("window.evil") is None
    editor.no_faults()


def test_a_complaint_stands_at_its_block_and_checks_lead_there(system: System, browser: Browser) -> None:
    editor = Editor(browser, system).begin("complaints", "Complaints")
    page = editor.page
    editor.add("h")
    page.keyboard.type("One")
    editor.add("ss")
    page.keyboard.type("nowhere.example")
    editor.add("t")
    expect(editor.block("text").locator("trix-editor")).to_be_focused()
    page.get_by_role("button", name="Publish", exact=True).click()

    shop = editor.block("store")
    expect(shop.locator(".bd-errors")).to_have_text("The catalog has no shop nowhere.example.")
    expect(editor.block("text").locator(".bd-errors")).to_have_text("Write something here.")
    expect(editor.block("heading").locator(".bd-errors")).to_have_count(0)
    page.get_by_role("tab", name="한국어").click()
    page.locator("[data-goto='blocks_en.2.html']").click()
    expect(editor.block("text").locator("trix-editor")).to_be_focused()
    page.locator("[data-goto='blocks_en.1.host']").click()
    expect(shop.locator("[data-value=host]")).to_be_focused()
    # Written anew, it is no longer complained about.
    shop.locator("[data-value=host]").fill("musinsa.com")
    expect(shop.locator(".bd-errors")).to_have_count(0)
    editor.no_faults()


def test_a_picture_is_uploaded_and_chosen_on_a_phone(
    system: System, browser: Browser, tmp_path: Path
) -> None:
    """Also in the dark, where one lies awake and writes."""
    editor = Editor(browser, system, viewport=PHONE, has_touch=True, color_scheme="dark")
    editor.begin("a-picture", "A picture")
    page = editor.page
    editor.add("p")
    choose = editor.block("image").get_by_role("button", name="Choose a picture")
    expect(choose).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Pictures")
    expect(
        dialog.get_by_role("button", name="Upload", exact=True)
        .or_(dialog.get_by_text("Upload a picture"))
        .first
    ).to_be_visible()
    if not dialog.locator("[name=title]").is_visible():
        dialog.get_by_text("Upload a picture").click()
    dialog.get_by_label("Title").fill("A box")
    dialog.get_by_label("What it shows (English)").fill("A box on a scale")
    dialog.get_by_label("What it shows (Korean)").fill("저울 위의 상자")
    for name, data in (("box.svg", b"<svg/>"), ("box.jpg", drawn(width=800, height=500))):
        (tmp_path / name).write_bytes(data)
    dialog.locator("[type=file]").set_input_files(tmp_path / "box.svg")
    dialog.get_by_role("button", name="Upload", exact=True).click()
    expect(dialog.locator(".bd-errors")).to_contain_text("This is no picture that we can read.")
    dialog.locator("[type=file]").set_input_files(tmp_path / "box.jpg")
    dialog.get_by_role("button", name="Upload", exact=True).click()
    new = dialog.get_by_role("button", name="Choose A box")
    expect(new).to_be_focused()
    dialog.get_by_role("link", name="Focal point").click()
    aim = page.locator("[data-aim]")
    aim.click(position={"x": 80, "y": 100})
    expect(page.get_by_label("Focal point, from the left (%)")).not_to_have_value("50")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    new.click()

    expect(dialog).to_be_hidden()
    expect(choose).to_be_focused()
    expect(editor.block("image").locator("[data-picture-alt]")).to_have_text("A box on a scale")
    assert (
        editor.block("image").locator("img").evaluate("one => one.decode().then(() => one.naturalWidth)")
        == 320
    )
    assert editor.blocks[0]["image"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    editor.saved()
    editor.no_faults()


def test_news_is_rich_text_and_a_page_that_is_only_read_changes_nothing(
    system: System, browser: Browser
) -> None:
    page = staff_page(browser, system.url, "editor", viewport=DESK)
    page.goto(f"{system.url}/console/editor/announcement/")
    page.locator("main a[href*='/editor/entries/'], a[href*='/editor/entries/']").first.click()
    page.get_by_role("tab", name="English").click()
    plain, text = page.locator("[name=body_en]"), page.locator("[data-rich] trix-editor").first
    expect(text).to_be_visible()
    expect(plain).to_be_hidden()
    before = plain.input_value()

    text.click()
    page.keyboard.press("Control+End")
    by_hand(page, "x")
    expect(plain).to_have_value(re.compile("x</"))
    page.keyboard.press("Backspace")
    expect(plain).to_have_value(before)
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    page.locator("trix-toolbar:visible [data-trix-attribute=heading3]").focus()
    page.keyboard.press("Enter")
    by_hand(page, "Soon")
    expect(plain).to_have_value(re.compile("<h3>Soon</h3>$"))
    expect(page.locator("[data-editor-state]")).to_have_text("Draft saved")
    assert page.faults == []  # type: ignore[attr-defined]


def test_without_scripts_blocks_are_a_plain_field(system: System, browser: Browser) -> None:
    page = a_page(browser, java_script_enabled=False, locale="en-US")
    page.goto(f"{system.url}/console/login/")
    page.fill("input[name=username]", "editor@bidangil.example")
    page.fill("input[name=password]", "silkroad")
    page.locator("button[type=submit]").first.click()
    page.goto(f"{system.url}/console/editor/guide/new/")

    expect(page.locator("textarea[name=blocks_en]")).to_be_visible()
    expect(page.locator("[data-blocks-shown]").first).to_be_hidden()
