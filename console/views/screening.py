"""The rules at work: asking the model again, trying a title or a link, screening the open orders anew."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from console import live
from console.access import go_to, is_dialog, staff_only, way_back
from console.dialogs import Dialog, close, dress, show
from console.pages import trials
from integrations.errors import ProviderError
from workflow.engine.actors import Actor
from workflow.engine.errors import NotPermitted, Refused
from workflow.forms import LineField
from workflow.models import Order
from workflow.services import rescreen, suggestions

# Each question to the model costs money; a person who tries things out does not ask more often.
MOST_TRIALS_A_MINUTE = 10


class TryForm(forms.Form):
    """Something that nobody has ordered. One of name and link is enough."""

    title = LineField(label=gettext_lazy("Name"), max_length=200, required=False)
    url = LineField(label=gettext_lazy("Link"), max_length=1000, required=False)
    options = LineField(label=gettext_lazy("Options"), max_length=300, required=False)
    note = LineField(label=gettext_lazy("Customer's note"), max_length=500, required=False)
    on = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Seoul date. Empty: today."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("title") or cleaned.get("url")) and not self.errors:
            self.add_error("title", _("Type a name or a link."))
        return cleaned


@staff_only
@require_http_methods(["GET", "POST"])
def ask_model(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the model about the order's undecided items once more. The answer comes to the page by itself."""
    order = get_object_or_404(Order, ref=ref.upper())
    dialog = Dialog(
        name="ask_model",
        title=_("Ask the AI again"),
        about=order.ref,
        help=_("It is told names, links and options, and nothing of the customer. Its answer is a hint."),
        submit=_("Ask again"),
        action=request.path,
        back=way_back(request, reverse("admin:order", args=(order.ref,))),
        form=forms.Form(),
    )
    if not (settings.AI_SCREENING and request.user.has_perm(suggestions.RIGHT_TO_ASK)):
        return close(request, dialog, str(NotPermitted.default), status=403)
    if request.method != "POST":
        return show(request, dialog)
    asked = suggestions.ask_again(order_id=order.pk, actor=Actor.staff(request.user))
    words = _("The AI is being asked.") if asked else _("The AI is being asked already.")
    if is_dialog(request) and "inline" in request.POST:
        # From inside the screening dialog, whose decisions stay as they are typed.
        return HttpResponse(words)
    messages.info(request, words)
    return go_to(request, dialog.back)


@staff_only
@require_http_methods(["GET", "POST"])
def try_rules(request: HttpRequest) -> HttpResponse:
    """What the rules say of something typed in; with POST the model is asked as well. Nothing is stored."""
    user = request.user
    if not user.has_perm("catalog.view_screeningrule"):
        raise PermissionDenied
    may_ask = bool(settings.AI_SCREENING and user.has_perm(suggestions.RIGHT_TO_ASK))
    given = request.POST if request.method == "POST" else request.GET
    form = TryForm(given if given else None)
    dress(form)
    context: dict[str, Any] = {"title": _("Try the screening rules"), "form": form, "may_ask": may_ask}
    status = 200
    if form.is_bound and form.is_valid():
        context["trial"] = trials.by_rules(form.cleaned_data)
        if request.method == "POST":
            if not may_ask:
                raise PermissionDenied
            context["thought"], status = _ask_once(user, form.cleaned_data)
    elif form.is_bound:
        status = 422
    return render(
        request, "console/screening/try.html", {**admin.site.each_context(request), **context}, status=status
    )


def _ask_once(user: Any, given: dict[str, Any]) -> tuple[trials.Thought, int]:
    key = f"screening.trials.{user.pk}"
    cache.add(key, 0, 60)
    if cache.incr(key) > MOST_TRIALS_A_MINUTE:
        return trials.Thought(problem=_("That was often enough for now. Try again in a minute.")), 429
    try:
        answer = suggestions.try_out(title=given["title"], url=given["url"], options=given["options"])
    except ProviderError as error:
        return trials.Thought(problem=error.message), 200
    return trials.by_model(answer), 200


@staff_only
@require_http_methods(["GET", "POST"])
def rescreen_orders(request: HttpRequest) -> HttpResponse:
    """How many open orders would be looked at and what would change; POST starts it."""
    if not rescreen.may_rescreen(request.user):
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": _("Re-screen open orders")}
    if request.method == "POST":
        try:
            run = rescreen.start(actor=Actor.staff(request.user))
        except Refused as refusal:
            context |= trials.before_a_run() | {"refusal": str(refusal)}
            return render(request, "console/screening/rescreen.html", context, status=409)
        return HttpResponseRedirect(reverse("admin:rescreen_run", args=(run.pk,)))
    return render(request, "console/screening/rescreen.html", context | trials.before_a_run())


@staff_only
@require_safe
def rescreen_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: how far it is, and what it has changed. Brings itself up to date."""
    if not rescreen.may_rescreen(request.user):
        raise PermissionDenied
    live.remember_place(request)
    run = get_object_or_404(rescreen.runs(), pk=run_id)
    context = {**admin.site.each_context(request), "title": _("Re-screen open orders"), **trials.of_run(run)}
    return render(request, "console/screening/run.html", context)
