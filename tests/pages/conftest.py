"""Mina reads Korean, James English; both have verified addresses and a browser without JavaScript."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser

from tests.running import Sandbox
from tests.whole.browser import a_browser
from tests.workflow.story import Story

PASSPHRASE = "a-long-passphrase"


def _member(email: str, **fields: Any) -> Any:
    member = get_user_model().objects.create_user(email, PASSPHRASE, **fields)
    EmailAddress.objects.create(user=member, email=email, verified=True, primary=True)
    return member


@pytest.fixture
def mina(db: Any) -> Any:
    return _member(
        "mina@customer.example", name="박미나", language="ko", phone="+12135550100", notify_sms=True
    )


@pytest.fixture
def james(db: Any) -> Any:
    return _member("james@customer.example", name="James Lee", language="en")


@pytest.fixture
def juno(db: Any) -> Any:
    return get_user_model().objects.create_superuser("juno@bidangil.example", PASSPHRASE, name="Juno Kwon")


@pytest.fixture
def browser() -> Callable[[Any], Client]:
    """A browser in which this member is logged in; None is a stranger."""

    def open_for(member: Any = None, **headers: str) -> Client:
        client = Client(headers=headers)
        if member is not None:
            client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_for


@pytest.fixture
def story(catalog: None, sandbox: Sandbox, mina: Any, juno: Any) -> Story:
    return Story(customer=mina, staff=juno)


@pytest.fixture
def james_story(catalog: None, sandbox: Sandbox, james: Any, juno: Any) -> Story:
    return Story(customer=james, staff=juno, serial=5)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One Chromium for the tests of a file; each opens windows of its own and closes them."""
    with pytest.MonkeyPatch.context() as patch, a_browser() as chrome:
        # The browser's driver runs an event loop in this thread; Django would take us for a coroutine.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield chrome
