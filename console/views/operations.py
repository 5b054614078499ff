"""The operations pages. Each only looks; what can be done about what it shows has a dialog of its own."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console import live
from console.access import staff_only
from console.pages.operations import BY_NAME
from console.pages.operations.activity import activity_context
from console.pages.operations.ageing import ageing_context
from console.pages.operations.health import health_context
from console.pages.operations.held_up import held_up_context
from console.pages.operations.throughput import as_csv, chosen_days, throughput_context


@staff_only
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    _enter(request, "health")
    return _show(request, "health", health_context(request.user))


@staff_only
@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    _enter(request, "activity")
    return _show(request, "activity", activity_context(request.GET))


@staff_only
@require_safe
def ageing(request: HttpRequest) -> HttpResponse:
    _enter(request, "ageing")
    return _show(request, "ageing", ageing_context(request.user))


@staff_only
@require_safe
def held_up(request: HttpRequest) -> HttpResponse:
    _enter(request, "held_up")
    return _show(request, "held_up", held_up_context(request.user, request.GET.get("why", "")))


@staff_only
@require_safe
def throughput(request: HttpRequest) -> HttpResponse:
    _enter(request, "throughput")
    return _show(request, "throughput", throughput_context(chosen_days(request.GET.get("days", ""))))


@staff_only
@require_safe
def throughput_csv(request: HttpRequest) -> HttpResponse:
    _enter(request, "throughput")
    days = chosen_days(request.GET.get("days", ""))
    return HttpResponse(
        as_csv(days),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="throughput-{days}d.csv"'},
    )


def _enter(request: HttpRequest, name: str) -> None:
    """403 for who may not; the place in the stream before any data is read."""
    if not request.user.has_perm(BY_NAME[name].permission):
        raise PermissionDenied
    live.remember_place(request)


def _show(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    room = BY_NAME[name]
    request.crumbs = [(str(room.title), "")]  # type: ignore[attr-defined]
    whole = {**admin.site.each_context(request), "title": str(room.title), "room": room, **context}
    return render(request, f"console/operations/{name}.html", whole)
