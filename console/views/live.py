"""How much waits in each queue, asked for by an open page when something has happened."""

from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from console import live, queues
from integrations.live.positions import BadPosition, Position


@never_cache
@require_safe
def live_badges(request: HttpRequest) -> JsonResponse:
    """The counts of this person's queues, no older than what happened at `?after=<place in the stream>`.

    403 for who is no staff, 400 for a place that is none.
    """
    if not admin.site.has_permission(request):
        return JsonResponse({"detail": _("This is for staff.")}, status=403)
    after = request.GET.get("after", "")
    try:
        Position.parse(after or "0")
    except BadPosition:
        return JsonResponse({"detail": _("This is no place in the stream of events.")}, status=400)
    mine = queues.for_person(request.user)
    found = queues.tallies(request.user, after=after) if mine else {}
    return JsonResponse({"queues": {queue.slug: _shown(queue, found[queue.slug]) for queue in mine}})


def _shown(queue: queues.Queue, tally: queues.Tally) -> dict[str, str | int | bool]:
    words, alarming = live.badge(queue, tally)
    return {"waiting": tally.waiting, "badge": words, "alarming": alarming, "late": live.late(tally)}
