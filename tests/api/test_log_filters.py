"""The log keeps quiet about a start, and about nothing else."""

import logging
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from config.log_filters import Masked

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_start_writes_no_errors(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr("config.health.supervisor.is_alive", lambda: False)
    settings.SANDBOX_URL = ""
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        assert client.get("/readyz").status_code == 503
        assert caplog.records == []

        # Another page under the same logger, and another fault of this one.
        assert client.get("/readyz/nothing").status_code == 404
        assert [record.getMessage() for record in caplog.records] == ["Not Found: /readyz/nothing"]
    client.raise_request_exception = False
    monkeypatch.setattr("config.health.supervisor.is_alive", lambda: 1 / 0)
    caplog.clear()
    assert client.get("/readyz").status_code == 500
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_no_line_tells_an_address_or_a_number() -> None:
    lines = Masked(fmt="%(levelname)s %(message)s")
    try:
        raise ValueError("mina@customer.example has no telephone")
    except ValueError as fault:
        record = logging.LogRecord(
            "workflow", logging.ERROR, "runner.py", 1, "550 <%s> and %s refused at 12:00:00+0900",
            ("mina@customer.example", "+12135550142"), (ValueError, fault, fault.__traceback__),
        )  # fmt: skip
    text = lines.format(record)
    assert text.startswith("ERROR 550 <m•••@customer.example> and +1 ••• ••• 0142 refused at 12:00:00+0900")
    assert "mina@" not in text
    assert "m•••@customer.example has no telephone" in text
    # It is what all our lines go through.
    assert django_settings.LOGGING["formatters"]["plain"]["()"] == "config.log_filters.Masked"
