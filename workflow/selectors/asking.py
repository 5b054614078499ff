"""When a courier was last asked about a parcel, and when it will be: the rounds know, the parcel does not."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from workflow.models import Parcel, PollRound


@dataclass(frozen=True, slots=True)
class Asked:
    """`last` is never too late: the beginning of the last whole round, or the last news. `next` is the
    beginning of the next round, or of the one that runs. Either may be None."""

    last: datetime | None
    next: datetime | None


def asked(parcel: Parcel) -> Asked:
    """Two small queries. Where two couriers are asked: the later last time, the earlier next one."""
    rounds = list(
        PollRound.objects.filter(
            courier__in=[code for code in (parcel.courier, parcel.onward) if code], cadence=parcel.cadence
        )
        if parcel.cadence
        else []
    )
    since = parcel.shipped_at
    took_part = [turn.asked_at for turn in rounds if turn.asked_at and since and turn.asked_at >= since]
    heard = parcel.events.aggregate(last=Max("seen_at"))["last"]
    return Asked(
        last=max([*took_part, *([heard] if heard else [])], default=None),
        next=min((turn.due_at for turn in rounds), default=None),
    )
