"""Mina asks for things, Juno works the desk."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.workflow.story import SOJU, Story
from workflow.models import OrderItem


@pytest.fixture
def mina(db: Any) -> Any:
    return get_user_model().objects.create_user(
        "mina@customer.example", "a-long-passphrase", name="Mina Park", language="ko", phone="+12135550100",
        notify_sms=True,
    )  # fmt: skip


@pytest.fixture
def james(db: Any) -> Any:
    return get_user_model().objects.create_user(
        "james@customer.example", "a-long-passphrase", name="James Lee"
    )


@pytest.fixture
def juno(db: Any) -> Any:
    return get_user_model().objects.create_superuser(
        "juno@bidangil.example", "a-long-passphrase", name="Juno"
    )


@pytest.fixture
def story(catalog: None, mina: Any, juno: Any) -> Story:
    return Story(customer=mina, staff=juno)


@pytest.fixture
def soju(story: Story) -> OrderItem:
    """An item that a rule forbids, in a request of its own."""
    return story.requested(SOJU).items.get()
