"""A real Chromium, driven by Playwright, with the browser that Debian installs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

# Of everybody in the demo.
PASSWORD = "silkroad"
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
# Without these, Chromium calls home over and over, which a closed network refuses.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    return next((place for place in PLACES if Path(place).exists()), None)


@contextmanager
def a_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def windows_of(browser: Browser) -> Iterator[None]:
    """Close every window at the end, with its cookies, storage and streams."""
    try:
        yield
    finally:
        for context in browser.contexts:
            context.close()


def staff_page(browser: Browser, url: str, role: str, **context: Any) -> Page:
    """The window of the demo's colleague of that role, logged in to the console, in English."""
    page = a_page(browser, **{"locale": "en-US", **context})
    page.goto(f"{url}/console/login/")
    page.fill("input[name=username]", f"{role}@bidangil.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)
    return page


def a_page(browser: Browser, **context: Any) -> Page:
    """A person's own window. Whatever its scripts complain about fails the test that looks at `.faults`."""
    page = browser.new_context(**context).new_page()
    page.set_default_timeout(15_000)
    page.faults = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
    page.on(
        "console",
        lambda message: page.faults.append(message.text) if message.type == "error" else None,  # type: ignore[attr-defined]
    )
    return page
