"""Entering an order for a customer who called or wrote."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.entering import enter_order
from community.invitations import may_invite
from console import queues
from console.access import staff_only
from console.pages.entering import EnterForm, begun
from workflow.engine.actors import Actor
from workflow.engine.errors import Refused
from workflow.models import Order
from workflow.pages.once import new_key, order_once


@staff_only
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The form, whose buttons look for a customer, add rows and send. Only sending writes anything."""
    if not may_invite(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, begun(request.GET.get("customer", "")))
    if "send" in request.POST:
        return _send(request)
    form = EnterForm(request.POST, chosen=request.POST.get("choose"))
    if "paste" in request.POST:
        form.take_links()
    elif "add" in request.POST:
        form.add_row()
    elif "remove" in request.POST:
        form.remove_row(request.POST["remove"])
    return _page(request, form)


def _send(request: HttpRequest) -> HttpResponse:
    form = EnterForm(request.POST, bound=True)
    if not form.check():
        return _page(request, form, status=422)

    def work() -> Order:
        return enter_order(
            customer=form.who(),
            items=form.rows.wanted(),
            address=form.parts(),
            actor=Actor.staff(request.user),
            **form.wishes.cleaned_data,
        )

    try:
        sent = order_once(user=request.user, key=form.key, content=form.content(), work=work)
    except Refused as refusal:
        field = getattr(refusal, "field", "")
        if form.customer is None and field in form.new.fields:
            form.new.add_error(field, str(refusal))
        else:
            form.fault = str(refusal)
        return _page(request, form, status=422)
    if not sent.same:
        form.fault = _(
            "An order was entered from this form already: %(ref)s. "
            "If you send this one too, it is a second order."
        ) % {"ref": sent.ref}
        form.key = new_key()
        return _page(request, form, status=409)
    if sent.created:
        queues.forget_tallies()
        messages.success(request, _("%(order)s is entered.") % {"order": sent.ref})
    return redirect("admin:order", ref=sent.ref)


def _page(request: HttpRequest, form: EnterForm, *, status: int = 200) -> HttpResponse:
    request.crumbs = [(_("Orders"), reverse("admin:workflow_order_changelist")), (_("Enter an order"), "")]  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Enter an order"),
        "form": form,
        "found": form.found() if form.customer is None else [],
    }
    return render(request, "console/enter/page.html", context, status=status)
