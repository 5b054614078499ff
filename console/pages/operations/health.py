"""The engine's health, with one plain sentence on top: green, amber or red."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from console import ages, effect_words
from integrations import clock
from integrations.live.models import LiveEvent
from workflow.engine import health
from workflow.engine.models import Effect
from workflow.models import PollRound

# Seconds of silence of an engine that beats every second.
_SLOW, _GONE = 15, 60
# How long a due effect may wait while the engine is well.
_WAITS = timedelta(minutes=1)
_DUTIES = {
    "workflow.jobs.tracking.tick": gettext_lazy("Rounds of the couriers"),
    "workflow.jobs.stalls.tick": gettext_lazy("Looking for silent parcels"),
    "workflow.jobs.reconcile.tick": gettext_lazy("Comparing with the card provider"),
    "workflow.engine.replies.prune": gettext_lazy("Forgetting old API replies"),
    "workflow.engine.effects.prune": gettext_lazy("Forgetting effects that are over"),
    "integrations.live.storage.prune": gettext_lazy("Forgetting old live events"),
    "workflow.services.photos.prune": gettext_lazy("Forgetting photos that were never sent"),
    "console.presence.prune": gettext_lazy("Forgetting who had which page open"),
    "console.figures.tick": gettext_lazy("Counting days that are over"),
}
_DATABASES = {"mysql": "MariaDB / MySQL", "sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`tone` is success, warning or danger. `url` leads to what can be done about it, or is empty."""

    tone: str
    icon: str
    words: str
    url: str = ""


def health_context(user: Any) -> dict[str, Any]:
    """A fixed number of small queries."""
    pulse, work, duties = health.pulse(), health.work(), health.duties()
    # A pace at which no parcel was ever asked about says nothing.
    walked = Q(asked_at__isnull=False) | Q(began_at__isnull=False) | Q(failures__gt=0)
    rounds = list(PollRound.objects.filter(walked).order_by("courier", "cadence"))
    return {
        "verdicts": verdicts(pulse, work, duties, rounds),
        "pulse_age": _span(pulse.silent_for) if pulse.silent_for is not None else "",
        "pulse": pulse,
        "work": work,
        "oldest_due": ages.age(work.oldest_due) if work.oldest_due else "",
        "last_hour": [(effect_words.title(Effect(name=one.name)), one) for one in health.last_hour()],
        "duties": [
            (_DUTIES.get(duty.name, duty.name), _span(duty.every.total_seconds()), duty) for duty in duties
        ],
        "rounds": rounds,
        "wake_ups": health.wake_ups(),
        "live_events": LiveEvent.objects.count(),
        "database": _DATABASES.get(connection.vendor, connection.vendor),
        "now": clock.now(),
    }


def verdicts(
    pulse: health.Pulse, work: health.Work, duties: list[health.Duty], rounds: list[PollRound]
) -> list[Verdict]:
    """What is wrong, the worst first; one good sentence where nothing is."""
    found = [
        *_of_pulse(pulse),
        *_of_work(work),
        *_of_duties(duties),
        *_of_rounds(rounds),
    ]
    if not found:
        return [Verdict("success", "check_circle", _("Everything runs."))]
    return sorted(found, key=lambda one: one.tone != "danger")


def _of_pulse(pulse: health.Pulse) -> list[Verdict]:
    start = _("start `manage.py engine`")
    if pulse.silent_for is None:
        return [Verdict("danger", "error", _("The engine has never run here: %(start)s.") % {"start": start})]
    silent = ages.span(timedelta(seconds=pulse.silent_for))
    if pulse.silent_for >= _GONE:
        words = _("The engine has not given a sign of life for %(span)s: %(start)s.")
        return [Verdict("danger", "error", words % {"span": silent, "start": start})]
    if pulse.silent_for >= _SLOW:
        words = ngettext(
            "The engine is slow: its last sign of life came %(n)d second ago.",
            "The engine is slow: its last sign of life came %(n)d seconds ago.",
            int(pulse.silent_for),
        )
        return [Verdict("warning", "warning", words % {"n": int(pulse.silent_for)})]
    return []


def _of_work(work: health.Work) -> list[Verdict]:
    found = []
    if work.oldest_due is not None and clock.now() - work.oldest_due > _WAITS:
        words = ngettext(
            "%(n)d call to the outside waits, the oldest for %(span)s.",
            "%(n)d calls to the outside wait, the oldest for %(span)s.",
            work.due,
        )
        found.append(
            Verdict("warning", "warning", words % {"n": work.due, "span": ages.age(work.oldest_due)})
        )
    undecided = work.dead + work.unsure
    if undecided:
        words = ngettext(
            "%(n)d call to the outside needs a decision.",
            "%(n)d calls to the outside need a decision.",
            undecided,
        )
        queue = reverse("admin:queue", args=("failed-effects",))
        found.append(Verdict("warning", "sync_problem", words % {"n": undecided}, queue))
    return found


def _of_duties(duties: list[health.Duty]) -> list[Verdict]:
    failed = [str(_DUTIES.get(duty.name, duty.name)) for duty in duties if duty.error]
    if not failed:
        return []
    return [
        Verdict("warning", "warning", _("A clock duty failed: %(names)s.") % {"names": ", ".join(failed)})
    ]


def _of_rounds(rounds: list[PollRound]) -> list[Verdict]:
    held = sorted({turn.courier.upper() for turn in rounds if turn.failures})
    if not held:
        return []
    words = _("These couriers do not answer as they should: %(names)s.")
    return [Verdict("warning", "warning", words % {"names": ", ".join(held)})]


def _span(seconds: float) -> str:
    """Like everywhere in the console, and seconds below a minute."""
    return _("%(n)d s") % {"n": int(seconds)} if seconds < 60 else ages.span(timedelta(seconds=seconds))
