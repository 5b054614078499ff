"""The desk: one member of staff for each role, each with a browser of their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from console.roles import ROLES, sync_roles
from tests.workflow.conftest import james, juno, mina, soju, story

__all__ = ["james", "juno", "mina", "soju", "story"]

type Desk = Callable[[str], Client]


def colleague(role: str) -> Any:
    """Somebody who has that role and no more. The roles must be in their groups."""
    assert role in ROLES
    member = get_user_model().objects.create_user(
        f"{role}@bidangil.example", "a-long-passphrase", name=role.title(), is_staff=True
    )
    member.groups.add(Group.objects.get(name=role))
    return member


def person(role: str) -> Any:
    """The colleague whose browser `desk(role)` is; opened before."""
    return get_user_model().objects.get(email=f"{role}@bidangil.example")


@pytest.fixture
def yesterday_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """For ten minutes after midnight in Seoul a page counts two days live, which takes more queries: what it
    costs is measured without them, at whatever hour the tests run."""
    monkeypatch.setattr("console.figures._SETTLED", timedelta())


@pytest.fixture
def nobody_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who edits an order is asked for it once a minute; on a slow machine a test takes longer than that, and
    a page that names them asks for one thing less."""
    monkeypatch.setattr("console.presence._STALE_AFTER", timedelta(days=1))


@pytest.fixture
def desk(db: Any) -> Desk:
    """`desk("buyer")` is the browser of somebody who has that role and no more."""
    sync_roles()
    browsers: dict[str, Client] = {}

    def browser(role: str) -> Client:
        if role not in browsers:
            browsers[role] = Client()
            browsers[role].force_login(colleague(role))
        return browsers[role]

    return browser
