"""One running product for all tests of the whole: sandbox, web, engine, a few demo orders."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.system import System, running_system
from tests.whole.browser import a_browser, windows_of


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    with running_system(demo=3) as running:
        yield running


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One Chromium for the tests of a file."""
    with a_browser() as chrome:
        yield chrome


@pytest.fixture
def browser(chrome: Browser) -> Iterator[Browser]:
    """A browser without a past: whatever a test opens in it is closed, and nothing of it is kept."""
    with windows_of(chrome):
        yield chrome
