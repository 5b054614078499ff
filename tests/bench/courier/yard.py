"""A sandbox whose FedEx knows the parcels already, each a few scans on its way."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from integrations.sandbox import parcels
from integrations.sandbox.store import Store
from tests.running import Sandbox, running_sandbox

SCANS = 3


@contextmanager
def full_sandbox(numbers: list[str]) -> Iterator[Sandbox]:
    """Filled by the sandbox's own deeds before its process starts; nothing moves by itself."""
    with tempfile.TemporaryDirectory(prefix="yard-") as folder:
        file = Path(folder) / "sandbox.sqlite3"
        _fill(file, numbers)
        with running_sandbox(SANDBOX_DB=str(file), AUTO_PARCELS="0") as sandbox:
            yield sandbox


def _fill(file: Path, numbers: list[str]) -> None:
    store, at = Store(file), datetime.now(UTC) - timedelta(days=2)
    with store.transaction():
        for number in numbers:
            parcels.create(store, courier="fedex", number=number, at=at)
            for _ in range(SCANS - 1):
                parcels.move(store, number, at=at)
    store.close()
