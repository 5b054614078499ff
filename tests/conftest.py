"""What every test may lean on: a seeded catalog, named people, one sandbox for the whole run."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command

from catalog.models import ExchangeRate
from tests.running import Sandbox, running_sandbox


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Throttles and cached counts of one test are not another's."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The catalog's rows are there from the start, as they are after a release."""
    with django_db_blocker.unblock():
        call_command("seed_catalog", verbosity=0)


@pytest.fixture
def catalog(db: Any) -> None:
    """The seeded catalog. A test with real transactions empties the tables when it ends, so the
    next one may have to sow again."""
    if not ExchangeRate.objects.exists():
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
    settings.EMS = {**settings.EMS, "api_base": f"{sandbox.url}/ems"}
    settings.SNS = {**settings.SNS, "endpoint": f"{sandbox.url}/sns"}
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sandbox.smtp_port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
