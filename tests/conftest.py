"""What every test may lean on: a seeded catalog, named people, one sandbox for the whole run."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.utils import translation
from whitenoise.middleware import WhiteNoiseMiddleware

from config.serve import spare_the_collector
from tests.running import Sandbox, running_sandbox
from tests.seeded import Catalog


def pytest_configure(config: pytest.Config) -> None:
    # A slow hash protects people; here it would only protect "a-long-passphrase".
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_finish() -> None:
    """Two thousand tests and all they import stay to the end: the collector need not look at them again."""
    spare_the_collector()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With REQUIRE_ALL=1, as in CI, a skipped test is a failed run: nothing is left out in silence."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("REQUIRE_ALL") == "1" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def _static_files_listed_once() -> Iterator[None]:
    """Each test client builds the middleware anew, which looks through every folder of static files: all of
    a short test's time. The folders do not change during the run."""
    look, seen = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(self: WhiteNoiseMiddleware) -> None:
        if self.static_prefix not in seen:
            look(self)
            seen[self.static_prefix] = dict(self.files)
        self.files.update(seen[self.static_prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


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
def own_files(settings: Any, tmp_path: Path) -> None:
    """Pictures that a test keeps lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="session")
def seeded_catalog(django_db_setup: None, django_db_blocker: Any) -> Catalog:
    """What `seed_catalog` writes into an empty database: seeded once for the run, then undone."""
    with django_db_blocker.unblock():
        return Catalog.seeded()


@pytest.fixture
def catalog(seeded_catalog: Catalog, db: Any) -> None:
    """The catalog as a release leaves it."""
    seeded_catalog.fill()


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
