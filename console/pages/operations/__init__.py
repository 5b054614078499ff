"""What the operations pages show, one file a page; their views are in console/views/operations.py."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Room:
    """One page of the section. `name` is its address's; `permission` opens it."""

    name: str
    title: Any
    icon: str
    hint: Any
    permission: str


ROOMS: tuple[Room, ...] = (
    Room(
        "health",
        _("Health"),
        "monitor_heart",
        _("Whether the engine runs, what waits for it, and what the clock did."),
        "engine.view_effect",
    ),
    Room(
        "held_up",
        _("Held up"),
        "lock_clock",
        _("Orders that cannot go on, and why: with whom, and since when."),
        "workflow.view_order",
    ),
    Room(
        "ageing",
        _("Ageing"),
        "hourglass_empty",
        _("Open orders by state and by the days since their last step."),
        "workflow.view_order",
    ),
    Room(
        "activity",
        _("Activity"),
        "history",
        _("Everything that staff did, newest first."),
        "workflow.view_auditentry",
    ),
    Room(
        "throughput",
        _("Throughput"),
        "speed",
        _("What each person did in a period, and how long orders had waited for it."),
        "workflow.view_auditentry",
    ),
)
BY_NAME = {room.name: room for room in ROOMS}


def rooms_for(user: Any) -> list[Room]:
    return [room for room in ROOMS if user.has_perm(room.permission)]
