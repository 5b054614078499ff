"""The log keeps quiet about a start, and about nothing else."""

import logging
from typing import Any

import pytest
from django.test import Client

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
