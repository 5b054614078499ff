"""Looking at masked personal data: one piece, by POST, on record."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from console.access import is_dialog, staff_only, way_back
from console.reveals import KINDS, reveal
from workflow.engine.actors import Actor
from workflow.engine.errors import NotPermitted


@staff_only
@require_POST
def show(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The value, in place of its masked one; without scripts as a page of its own. It is shown this once:
    the next time the page is opened it is masked again."""
    if kind not in KINDS:
        raise Http404
    row: Any = get_object_or_404(KINDS[kind].model, pk=pk)
    try:
        value = reveal(kind=kind, row=row, actor=Actor.staff(request.user))
    except NotPermitted as refusal:
        raise PermissionDenied from refusal
    context: dict[str, Any] = {"kind": kind, "value": value}
    if is_dialog(request):
        return render(request, "console/_revealed.html", context)
    context |= {
        **admin.site.each_context(request),
        "title": str(KINDS[kind].label),
        "back": way_back(request, reverse("admin:index")),
    }
    return render(request, "console/revealed.html", context)
