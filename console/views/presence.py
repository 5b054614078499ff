"""The signs of life of open pages."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from catalog.editing import rights
from catalog.editing.registry import kind_of
from catalog.models import Entry
from console import presence
from console.access import staff_only
from workflow.models import Order


def _place(request: HttpRequest) -> str:
    """Where the person is, as `presence` names it; 403 for who may not see it, 404 where there is none."""
    place = request.POST.get("place", "")
    kind, _colon, name = place.partition(":")
    if kind == "entry":
        entry = Entry.objects.filter(pk=name).first() if name.isdecimal() else None
        if entry is None:
            raise Http404
        if not rights.may_look(request.user, kind_of(entry.kind)):
            raise PermissionDenied
        return place
    if not request.user.has_perm("workflow.view_order"):
        raise PermissionDenied
    if kind != "order" or not Order.objects.filter(ref=name).exists():
        raise Http404
    return place


@staff_only
@require_POST
def sign_of_life(request: HttpRequest) -> HttpResponse:
    """`place` is "order:<reference>" or "entry:<id>", `edits` is 1 while something is edited. Answers who
    else is there."""
    place = _place(request)
    presence.note(place=place, member=request.user, edits=request.POST.get("edits") == "1")
    others = presence.others(place=place, member=request.user)
    return render(request, "console/_presence_people.html", {"people": others})


@staff_only
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The page is being closed; sent as a beacon, nobody reads the answer."""
    presence.leave(place=_place(request), member=request.user)
    return HttpResponse(status=204)
