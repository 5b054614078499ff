"""One decision on several failed calls or provider events: asked once, done row by row, a result for each."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from console import effect_words, queues
from console.access import staff_only, way_back
from console.dialogs import dress
from console.views.matters import VERDICTS, ReasonForm
from workflow.engine import operations
from workflow.engine.actors import Actor
from workflow.engine.errors import Refused
from workflow.engine.models import Effect
from workflow.models import WebhookEvent
from workflow.services.inbox import MAY_REPLAY, replay

# A page of a list holds fifty; each row is a transaction of its own.
MOST = 200
_KEPT_S = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row; `refused` is the sentence that says why not, or empty. Without `url` it is
    no longer there."""

    words: str
    url: str
    refused: str


@dataclass(frozen=True, slots=True)
class Matters:
    """`do` is called with each row and the reason, and may raise Refused."""

    name: str
    title: str
    help: str
    danger: bool
    rows: QuerySet[Any]
    words: Callable[[Any], str]
    address: str
    back: str
    do: Callable[[Any, str], Any]
    asks_reason: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """The results of one decision, for who has made it: looked at again, nothing is done again."""

    name: str
    title: str
    back: str
    results: list[Result]


@staff_only
@require_http_methods(["GET", "POST"])
def decide_effects(request: HttpRequest, verdict: str) -> HttpResponse:
    """Retry, skip or mark done what was ticked, for one reason. 403 for who may not decide."""
    if verdict not in VERDICTS:
        raise Http404
    if not request.user.has_perm(operations.PERMISSION):
        raise PermissionDenied
    title, meaning, danger = VERDICTS[verdict]
    actor = Actor.staff(request.user)
    matters = Matters(
        name=verdict,
        title=str(title),
        help=str(meaning),
        danger=danger,
        rows=Effect.objects.defer("args", "result"),
        words=effect_words.title,
        address="admin:engine_effect_change",
        back=way_back(request, reverse("admin:queue", args=("failed-effects",))),
        do=lambda effect, reason: operations.decide(
            effect_id=effect.pk, verdict=verdict, actor=actor, reason=reason
        ),
    )
    return _answer(request, matters)


@staff_only
@require_http_methods(["GET", "POST"])
def replay_events(request: HttpRequest) -> HttpResponse:
    """Look at the objects of the ticked provider events again. 403 for who may not."""
    if not request.user.has_perm(MAY_REPLAY):
        raise PermissionDenied
    actor = Actor.staff(request.user)
    matters = Matters(
        name="replay",
        title=_("Look at them again"),
        help=_("Fetches each object from the provider and acts on what it is now."),
        danger=False,
        rows=WebhookEvent.objects.defer("payload"),
        words=str,
        address="admin:workflow_webhookevent_change",
        back=way_back(request, reverse("admin:workflow_webhookevent_changelist")),
        do=lambda event, _reason: replay(event_id=event.pk, actor=actor),
        asks_reason=False,
    )
    return _answer(request, matters)


def _answer(request: HttpRequest, matters: Matters) -> HttpResponse:
    """Nothing ticked, or come by a link: back with a sentence. The first time: what was ticked, and the
    reason is asked for. Then the result of each row."""
    ticked = _ticked(request)
    if not ticked:
        messages.warning(request, _("Tick at least one row first."))
        return HttpResponseRedirect(matters.back)
    rows = list(matters.rows.filter(pk__in=ticked[:MOST]).order_by("pk"))
    confirmed = "confirmed" in request.POST
    form = ReasonForm(request.POST if confirmed else None)
    dress(form)
    context = {
        **admin.site.each_context(request),
        "title": matters.title,
        "matters": matters,
        "form": form if matters.asks_reason else None,
        "left_out": max(0, len(ticked) - MOST),
    }
    if not confirmed or (matters.asks_reason and not form.is_valid()):
        context |= {"ticked": [(row.pk, matters.words(row), _url(matters, row)) for row in rows]}
        return render(request, "console/operations/bulk.html", context, status=422 if confirmed else 200)
    reason = form.cleaned_data["reason"] if matters.asks_reason else ""
    results = [_one(matters, row, reason) for row in rows]
    queues.forget_tallies()
    token = secrets.token_urlsafe(16)
    cache.set(_key(request, token), Kept(matters.name, matters.title, matters.back, results), _KEPT_S)
    return HttpResponseRedirect(reverse("admin:matters_result", args=(token,)))


@staff_only
@require_safe
def result(request: HttpRequest, token: str) -> HttpResponse:
    """What became of each row, for a day. 404 for what somebody else has decided."""
    kept: Kept | None = cache.get(_key(request, token))
    if kept is None:
        raise Http404
    context = {
        **admin.site.each_context(request),
        "title": kept.title,
        "matters": kept,
        "results": kept.results,
        "done": sum(not one.refused for one in kept.results),
    }
    return render(request, "console/operations/bulk.html", context)


def _key(request: HttpRequest, token: str) -> str:
    return f"console.matters.{request.user.pk}.{token}"


def _one(matters: Matters, row: Model, reason: str) -> Result:
    """Each row in a transaction of its own: a refused one takes nothing back from the others."""
    try:
        matters.do(row, reason)
    except Refused as refusal:
        return Result(matters.words(row), _url(matters, row), str(refusal))
    except ObjectDoesNotExist:
        return Result(matters.words(row), "", _("This row is no longer there."))
    return Result(matters.words(row), _url(matters, row), "")


def _url(matters: Matters, row: Model) -> str:
    return reverse(matters.address, args=(row.pk,))


def _ticked(request: HttpRequest) -> Sequence[int]:
    """The ids that were ticked, each once; what is no id is left out."""
    return sorted({int(one) for one in request.POST.getlist("pick") if one.isdecimal() and len(one) < 19})
