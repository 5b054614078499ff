"""The vendor's own command line tool triggers events; the named event arrives here, verified."""

import sqlite3
from pathlib import Path

import pytest

from tests.sandbox.stripe_cli import trigger
from tests.system import System, wait_for

pytestmark = [pytest.mark.system, pytest.mark.cli]

EVENTS = [
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "charge.refunded",
    "charge.dispute.created",
]


@pytest.mark.parametrize("event", EVENTS)
def test_the_named_event_is_in_our_inbox(system: System, event: str, tmp_path: Path) -> None:
    before = _taken_in(system, event)
    trigger(event, api_base=system.sandbox.url, home=tmp_path)
    wait_for(f"{event} in the inbox", lambda: _taken_in(system, event) > before)
    # A stranger's session: kept, looked at, ignored. Our orders have not moved by it.
    wait_for(f"{event} to be worked off", lambda: not _waiting(system))


def _ask(system: System, sql: str, *values: str) -> int:
    with sqlite3.connect(
        f"file:{system.env.var_dir}/bidangil.sqlite3?mode=ro", uri=True, timeout=20
    ) as database:
        return int(database.execute(sql, values).fetchone()[0])


def _taken_in(system: System, event: str) -> int:
    # What came by webhook has passed the signature; the sweep would be another door.
    return _ask(
        system, "SELECT COUNT(*) FROM workflow_webhookevent WHERE type = ? AND came_by = 'webhook'", event
    )


def _waiting(system: System) -> int:
    return _ask(system, "SELECT COUNT(*) FROM workflow_webhookevent WHERE outcome = 'waiting'")
