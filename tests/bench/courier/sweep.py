"""One database: a whole round over parcels that have not moved, one after 1 % have, and the usual way.

`python -m tests.bench.courier.sweep PARCELS`, with DATABASE_URL and VAR_DIR in the environment, starts a
sandbox and prints one JSON object. A process of its own, because a process has one database.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django_q.models import OrmQ  # noqa: E402

from integrations import clock  # noqa: E402
from integrations.couriers.demo_numbers import valid_number  # noqa: E402
from integrations.couriers.registry import courier as courier_of  # noqa: E402
from tests.bench.courier.yard import full_sandbox  # noqa: E402
from tests.conftest import point_at  # noqa: E402
from tests.running import Sandbox  # noqa: E402
from tests.workflow.fleet import Writes, fleet, learn, one_round  # noqa: E402
from workflow.jobs import tracking  # noqa: E402
from workflow.models import Parcel, TrackingEvent  # noqa: E402
from workflow.services.stalls import watch  # noqa: E402

# The usual way is measured on a part and scaled: it is the same for each parcel.
SAMPLE = 1_000


@dataclass(frozen=True, slots=True)
class Round:
    """`requests` and `numbers` as the courier's server counted them; `writes` are statements on the tables of
    parcels and scans; `seconds` are wall clock, one question after another; `cpu` ours alone."""

    requests: int
    numbers: int
    writes: int
    seconds: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Sweep:
    database: str
    parcels: int
    still: Round
    untouched: bool  # every row of both tables is, byte for byte, what it was
    moved: int
    after_moves: Round
    exactly: bool  # exactly the moved ones have changed, by one scan each
    usual: Round  # measured on SAMPLE parcels, not scaled
    idle_tick_ms: float
    watch_ms: float


def main(count: int) -> None:
    numbers = [valid_number("fedex", serial) for serial in range(count)]
    with full_sandbox(numbers) as sandbox:
        point_at(settings, sandbox)
        print(json.dumps(asdict(_sweep(sandbox, count))))


def _sweep(sandbox: Sandbox, count: int) -> Sweep:
    call_command("migrate", verbosity=0)
    call_command("seed_catalog", verbosity=0)
    owner = get_user_model().objects.create_user("fleet@customer.example", "a-long-passphrase")
    parcels = fleet(owner, count, first_serial=0)
    learn(parcels)

    before = _rows()
    still = _measured(sandbox, lambda: one_round("fedex"))
    untouched = _rows() == before
    idle, silence = _milliseconds(tracking.tick), _milliseconds(watch)

    moved = parcels[::100]
    for parcel in moved:
        sandbox.post(f"parcels/{parcel.tracking_number}/next")
    after_moves = _measured(sandbox, lambda: one_round("fedex"))
    after = _rows()
    changed = {pk for pk, row in after.items() if row != before[pk]}
    one_scan_each = all(after[pk][1] == before[pk][1] + 1 for pk in changed)
    return Sweep(
        database=_database(),
        parcels=count,
        still=still,
        untouched=untouched,
        moved=len(moved),
        after_moves=after_moves,
        exactly=changed == {parcel.pk for parcel in moved} and one_scan_each,
        usual=_measured(sandbox, lambda: _usual_way(parcels[:SAMPLE])),
        idle_tick_ms=idle,
        watch_ms=silence,
    )


def _usual_way(parcels: list[Parcel]) -> None:
    """A request for each parcel, and the time of its last and next poll saved with it."""
    for parcel in parcels:
        courier_of(parcel.courier).track([parcel.tracking_number])
        parcel.quiet_since = clock.now()
        parcel.save()


def _measured(sandbox: Sandbox, work: Callable[[], Any]) -> Round:
    before, writes = sandbox.counts(), Writes()
    wall, cpu = time.monotonic(), time.process_time()
    with writes.watch():
        work()
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    after = sandbox.counts()
    OrmQ.objects.all().delete()  # wake-ups for workers that do not run here
    return Round(
        requests=after["courier_requests_fedex"] - before["courier_requests_fedex"],
        numbers=after["courier_numbers_fedex"] - before["courier_numbers_fedex"],
        writes=len(writes.statements),
        seconds=wall,
        cpu=cpu,
    )


def _rows() -> dict[int, tuple[str, int]]:
    """For each parcel a checksum over its row and its scans, and how many scans."""
    found: dict[int, Any] = {}
    for row in Parcel.objects.order_by("pk").values_list().iterator(chunk_size=5_000):
        found[row[0]] = (sha256(repr(row).encode()), 0)
    scans = TrackingEvent.objects.order_by("pk").values_list("parcel_id", "fingerprint", "status", "seen_at")
    for parcel_id, *scan in scans.iterator(chunk_size=5_000):
        digest, count = found[parcel_id]
        digest.update(repr(scan).encode())
        found[parcel_id] = (digest, count + 1)
    return {pk: (digest.hexdigest(), count) for pk, (digest, count) in found.items()}


def _milliseconds(work: Callable[[], Any], times: int = 20) -> float:
    begin = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begin) / times * 1000


def _database() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {'.'.join(map(str, connection.Database.sqlite_version_info))}"
    version = ".".join(map(str, connection.mysql_version))  # type: ignore[attr-defined]
    return f"{'MariaDB' if connection.mysql_is_mariadb else 'MySQL'} {version}"  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(int(sys.argv[1]))
