"""What every test may lean on: a seeded catalog, named people, one sandbox for the whole run."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import translation

from tests.running import Sandbox, running_sandbox


def pytest_configure(config: pytest.Config) -> None:
    # A slow hash protects people; here it would only protect "a-long-passphrase".
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With REQUIRE_ALL=1, as in CI, a skipped test is a failed run: nothing is left out in silence."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("REQUIRE_ALL") == "1" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Throttles and cached counts of one test are not another's."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page leaves its reader's language switched on; the next test begins in English."""
    with translation.override("en"):
        yield
    translation.deactivate()


@pytest.fixture
def catalog(db: Any) -> None:
    """The catalog as a release leaves it."""
    call_command("seed_catalog", verbosity=0)


@pytest.fixture(scope="session")
def one_sandbox() -> Iterator[Sandbox]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(one_sandbox: Sandbox, settings: Any) -> Sandbox:
    """The sandbox, emptied, with the product's settings pointing at it."""
    one_sandbox.post("reset")
    point_at(settings, one_sandbox)
    return one_sandbox


def point_at(settings: Any, sandbox: Sandbox) -> None:
    settings.SANDBOX_URL = sandbox.url
    settings.STRIPE = {**settings.STRIPE, "api_base": sandbox.url}
    settings.FEDEX = {**settings.FEDEX, "api_base": f"{sandbox.url}/fedex"}
    settings.UPS = {**settings.UPS, "api_base": f"{sandbox.url}/ups"}
    settings.USPS = {**settings.USPS, "api_base": f"{sandbox.url}/usps"}
    settings.EMS = {**settings.EMS, "api_base": f"{sandbox.url}/ems"}
    settings.OPENAI = {**settings.OPENAI, "api_base": f"{sandbox.url}/openai/v1", "api_key": "sandbox"}
    settings.SNS = {**settings.SNS, "endpoint": f"{sandbox.url}/sns"}
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sandbox.smtp_port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
