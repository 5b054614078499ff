"""Somebody who writes drafts, somebody who decides, and a seeded catalog that the editor has taken over."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from catalog.editing.adoption import adopt
from catalog.seeding import seed
from console.roles import sync_roles


def _colleague(role: str) -> Any:
    sync_roles()
    person = get_user_model().objects.create_user(
        f"{role}@bidangil.example", name=role.capitalize(), is_staff=True
    )
    person.groups.add(Group.objects.get(name=role))
    return person


@pytest.fixture
def writer(db: None) -> Any:
    """A buyer: writes drafts, publishes nothing."""
    return _colleague("buyer")


@pytest.fixture
def editor(db: None) -> Any:
    """Reviews and publishes."""
    return _colleague("editor")


@pytest.fixture
def catalog(db: None) -> int:
    """The seeded catalog as entries; how many."""
    seed()
    return adopt()


@pytest.fixture
def finance(db: None) -> Any:
    """Publishes fees and the exchange rate, and nothing else."""
    return _colleague("finance")
