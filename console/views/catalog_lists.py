"""The catalog's own pages: the overview, each kind, and what the clock will do."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.editing import rights
from catalog.editing.registry import all_kinds
from catalog.models import Entry
from console.access import staff_only
from console.pages import catalog_lists as pages
from console.views.editor import the_kind


def _needs_some(request: HttpRequest) -> None:
    if not any(rights.may_look(request.user, kind) for kind in all_kinds()):
        raise PermissionDenied


@staff_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    _needs_some(request)
    return render(request, "console/catalog/overview.html", pages.overview_context(request))


@staff_only
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    _needs_some(request)
    return render(request, "console/catalog/calendar.html", pages.calendar_context(request))


@staff_only
@require_safe
def kind_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The entries of a kind; where there is but one, its editor."""
    kind = the_kind(slug)
    if not rights.may_look(request.user, kind):
        raise PermissionDenied
    if not kind.several:
        only = Entry.objects.filter(kind=slug).order_by("pk").first()
        if only is not None:
            return HttpResponseRedirect(reverse("admin:entry", args=(only.pk,)))
    return render(request, "console/catalog/list.html", pages.kind_context(request, kind))
