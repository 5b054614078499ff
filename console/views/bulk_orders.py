"""One deed on many orders: pick, ask once, do each for itself, and show what became of each."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from console import bulk, listing, place, queues
from console.access import staff_only
from console.bulk import BulkOffer, Pick, Run
from console.dialogs import dress
from console.place import Place
from workflow.engine.errors import NotPermitted

_NOT_INPUTS = {"csrfmiddlewaretoken", "next", "pick"}
_LONGEST_INPUT = 4_000


@staff_only
@require_http_methods(["GET", "POST"])
def pick(request: HttpRequest, deed: str) -> HttpResponse:
    """Say how many of the ticked rows can be done, and ask what they all need. Changes no order.

    403 for who may not do the deed, 422 for nothing ticked or more than 500 rows.
    """
    offer = _offer(request, deed)
    here = place.parse(request.POST.get("from", ""))
    if request.method == "GET":
        # The way back from a log-in in between: what was ticked is still ticked in the list.
        messages.info(request, _("Please choose the deed once more: nothing was done."))
        return HttpResponseRedirect(reverse("admin:workflow_order_changelist"))
    again = bulk.load(request.user, request.POST.get("again", ""))
    try:
        picks = _picks(request, here, again)
    except bulk.TooMany:
        return _refuse(request, here, _too_many())
    if not picks:
        return _refuse(request, here, _("No row was ticked."))
    run = bulk.prepare(user=request.user, deed=deed, picks=picks, back=_back(here))
    form = bulk.form_of(deed)
    if form is not None and again is not None:
        form.initial = again.inputs
    return _ask(request, offer, run, form)


@staff_only
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the result of each row and changes nothing; POST begins, once, however often it is sent.

    404 for what is not this person's or is older than a day, 422 for inputs that do not do.
    """
    found = _run(request, token)
    offer = _offer(request, found.deed)
    if request.method != "POST":
        return _result(request, offer, found) if found.has_begun else HttpResponseRedirect(found.back)
    if not found.has_begun:
        form = bulk.form_of(found.deed, request.POST)
        if form is not None and not form.is_valid():
            return _ask(request, offer, found, form, status=422)
        inputs = {
            name: str(value)[:_LONGEST_INPUT]
            for name, value in request.POST.items()
            if name not in _NOT_INPUTS
        }
        if bulk.begin(user=request.user, run=found, inputs=inputs):
            few = len(found.picks) <= bulk.CHUNK_WITHOUT_SCRIPT
            bulk.go_on(user=request.user, token=token, rows=len(found.picks) if few else bulk.CHUNK)
            _forget_counts()
    return HttpResponseRedirect(reverse("admin:bulk_run", args=(token,)))


@staff_only
@require_POST
def go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Do the next rows of a run that has begun: 25 for the page's script, 100 for a press of the button."""
    found = _run(request, token)
    _offer(request, found.deed)
    asked_by_script = request.headers.get("Accept") == "application/json"
    rows = bulk.CHUNK if asked_by_script else bulk.CHUNK_WITHOUT_SCRIPT
    found = bulk.go_on(user=request.user, token=token, rows=rows) or found
    _forget_counts()
    if asked_by_script:
        return JsonResponse({"left": found.left, "words": _progress(found)})
    return HttpResponseRedirect(reverse("admin:bulk_run", args=(token,)))


def _offer(request: HttpRequest, deed: str) -> BulkOffer:
    if not bulk.is_known(deed):
        raise Http404
    offer = bulk.find(deed, request.user)
    if offer is None or not request.user.has_perm("workflow.view_order"):
        raise PermissionDenied(str(NotPermitted.default))
    return offer


def _run(request: HttpRequest, token: str) -> Run:
    found = bulk.load(request.user, token)
    if found is None:
        raise Http404
    return found


def _picks(request: HttpRequest, here: Place | None, again: Run | None) -> list[Pick]:
    """The ticked rows; with `all`, every row that the list's address asks for; with `again`, those refused
    by that earlier run that may go now, as they are now. Raises TooMany."""
    if again is not None:
        return bulk.fresh([outcome.order_id for outcome in again.worth_a_try])
    if request.POST.get("all") and here is not None:
        rows = listing.chosen(here.asked, request.user).values_list("pk", "seq")[: bulk.MOST + 1]
        picks = [Pick(pk, seq) for pk, seq in rows]
        if len(picks) > bulk.MOST:
            raise bulk.TooMany
        return picks
    return bulk.read_picks(request.POST.getlist("pick"))


def _ask(request: HttpRequest, offer: BulkOffer, run: Run, form: Any, *, status: int = 200) -> HttpResponse:
    if form is not None:
        dress(form)
    groups = bulk.by_state(run.picks, offer)
    possible = sum(len(group.refs) for group in groups if group.possible)
    there = sum(len(group.refs) for group in groups)
    context = {
        "offer": offer,
        "run": run,
        "form": form,
        "groups": groups,
        "possible": possible,
        "impossible": there - possible,
        "gone": len(run.picks) - there,
    }
    return _page(request, "console/bulk/ask.html", offer.label, context, status=status)


def _result(request: HttpRequest, offer: BulkOffer, run: Run) -> HttpResponse:
    context = {
        "offer": offer,
        "run": run,
        "progress": _progress(run),
        "here": place.parse(run.back),
    }
    title = _("Result: %(deed)s") % {"deed": offer.label}
    return _page(request, "console/bulk/result.html", title, context)


def _refuse(request: HttpRequest, here: Place | None, sentence: str) -> HttpResponse:
    context = {"sentence": sentence, "back": _back(here)}
    return _page(request, "console/bulk/refused.html", _("Nothing was done"), context, status=422)


def _back(here: Place | None) -> str:
    return here.url if here else reverse("admin:workflow_order_changelist")


def _page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    request.crumbs = [(_("Orders"), reverse("admin:workflow_order_changelist")), (title, "")]  # type: ignore[attr-defined]
    return render(
        request, template, {**admin.site.each_context(request), "title": title, **context}, status=status
    )


def _progress(run: Run) -> str:
    done = ngettext("%(n)d done", "%(n)d done", len(run.done)) % {"n": len(run.done)}
    refused = ngettext("%(n)d refused", "%(n)d refused", len(run.refused)) % {"n": len(run.refused)}
    left = ngettext("%(n)d left", "%(n)d left", run.left) % {"n": run.left}
    return " · ".join([done, refused, left] if run.left else [done, refused])


def _too_many() -> str:
    return _(
        "This is more than %(n)d rows at once. Narrow the list with its search and filters; "
        "what you ticked stays ticked."
    ) % {"n": bulk.MOST}


def _forget_counts() -> None:
    queues.forget_tallies()
    listing.forget_people()
