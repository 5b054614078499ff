"""Mina reads Korean, James English; both have verified addresses and a browser without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client

from tests.running import Sandbox
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
