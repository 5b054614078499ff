"""Many parcels of one courier, without the orders around them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection
from django.db.models import Max

from integrations import clock
from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.registry import courier as courier_of
from workflow.engine.runner import run_due
from workflow.jobs import tracking
from workflow.jobs.tracking import fingerprint
from workflow.models import Parcel, PollRound, TrackingEvent


def fleet(
    customer: Any,
    count: int,
    *,
    courier: str = "fedex",
    cadence: str = "usual",
    first_serial: int = 1_000_000,
    shipped_at: datetime | None = None,
) -> list[Parcel]:
    """`count` parcels under way, about which nothing is known yet, with valid numbers from a serial on that
    other tests stay below."""
    shipped_at = shipped_at or clock.now()
    newest = Parcel.objects.aggregate(pk=Max("pk"))["pk"] or 0
    numbers = [valid_number(courier, first_serial + place) for place in range(count)]
    Parcel.objects.bulk_create(
        [
            Parcel(
                customer=customer, weight_g=1000, length_mm=300, width_mm=200, height_mm=100, service="ems",
                courier=courier, tracking_number=number, under_way=f"{courier}:{number}", cadence=cadence,
                shipped_at=shipped_at, quiet_since=shipped_at,
            )
            for number in numbers
        ],
        batch_size=500,
    )  # fmt: skip
    return list(Parcel.objects.filter(pk__gt=newest).order_by("pk"))


def learn(parcels: Sequence[Parcel]) -> int:
    """Write down what the courier knows of them today, as if told long ago. Returns the requests made."""
    requests, code = 0, parcels[0].courier
    for batch in batched(parcels, courier_of(code).batch_size, strict=False):
        tracks = courier_of(code).track([parcel.tracking_number for parcel in batch])
        requests += 1
        scans = []
        for parcel in batch:
            track = tracks[parcel.tracking_number]
            parcel.status = track.status
            scans += [
                TrackingEvent(
                    parcel=parcel, courier=code, fingerprint=fingerprint(scan), occurred_at=scan.occurred,
                    occurred_text=scan.occurred_text, code=scan.code, status=scan.status,
                    description=scan.description, place=scan.place,
                )
                for scan in track.scans
            ]  # fmt: skip
        TrackingEvent.objects.bulk_create(scans)
        Parcel.objects.bulk_update(batch, ["status"])
    return requests


def one_round(courier: str, cadence: str = "usual", *, tick: Callable[[], Any] = tracking.tick) -> PollRound:
    """Tick and work until a whole round is over; it begins now."""
    turn, _created = PollRound.objects.get_or_create(courier=courier, cadence=cadence)
    PollRound.objects.filter(pk=turn.pk).update(began_at=None, cursor=None, due_at=clock.now())
    begin, ticks = clock.now(), 10 + Parcel.objects.count()
    for _ in range(ticks):
        tick()
        run_due()
        turn.refresh_from_db()
        if turn.asked_at is not None and turn.asked_at >= begin:
            return turn
    raise AssertionError(f"The round {turn} did not end in {ticks} ticks.")


class Writes:
    """Counts what is written to the tables of parcels and scans while it watches."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def watch(self) -> AbstractContextManager[None]:
        return connection.execute_wrapper(self._look)

    def _look(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.split(maxsplit=1)[0].upper()
        if verb in ("INSERT", "UPDATE", "DELETE", "REPLACE") and any(
            table in sql for table in ("workflow_parcel", "workflow_trackingevent")
        ):
            self.statements.append(sql)
        return execute(sql, params, many, context)
