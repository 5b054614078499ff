"""Arranging the desk, as dialogs: whose work an order is, and until when nobody has to look at it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from console import listing, queues
from console.access import go_to, staff_only, way_back
from console.desk_offers import until_words
from console.dialogs import Dialog, close, dress, posted, show
from console.pages.desk import AssignForm, PutOffForm
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, NotPermitted, Refused
from workflow.models import Order
from workflow.services import desk as services

DEEDS = ("take", "assign", "give-back", "put-off", "take-up")


@staff_only
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, order_id: int, deed: str) -> HttpResponse:
    """One arrangement of one order: GET asks, POST does it; a POST without a form needs no question first.

    404 for what is no deed, 403 for who may not, 409 with a sentence where it is not possible, 422 for
    inputs that do not do. In all of these nothing changed.
    """
    if deed not in DEEDS:
        raise Http404
    order = get_object_or_404(Order.objects.select_related("customer", "assignee"), pk=order_id)
    dialog = _dialog(request, order, deed)
    if not (services.may_arrange(request.user) and request.user.has_perm("workflow.view_order")):
        return close(request, dialog, str(NotPermitted.default), status=403)
    form: Any = {"assign": AssignForm, "put-off": PutOffForm}.get(deed, forms.Form)(posted(request))
    dress(form)
    dialog.form = form
    if request.method != "POST":
        return show(request, dialog)
    if not form.is_valid():
        return show(request, dialog, status=422)
    if request.GET.get("was", _has(order)) != _has(order):
        dialog.stale = True
        return close(request, dialog, _meanwhile(order), status=409)
    try:
        done = _DO[deed](order, Actor.staff(request.user), form)
    except BadInput as refusal:
        form.add_error({"to": "to", "until": "moment"}.get(refusal.field), str(refusal))
        return show(request, dialog, status=422)
    except Refused as refusal:
        dialog.refusal = str(refusal)
        return show(request, dialog, status=409)
    queues.forget_tallies()
    listing.forget_people()
    messages.success(request, f"{order.ref}: {done}")
    return go_to(request, dialog.back)


def _dialog(request: HttpRequest, order: Order, deed: str) -> Dialog:
    title, submit, help = {
        "take": (_("Assign to me"), _("Assign to me"), _("The order becomes your work.")),
        "assign": (_("Assign to…"), _("Assign"), _("Whose work the order is. The customer does not see it.")),
        "give-back": (_("Give back"), _("Give back"), _("The order is nobody's again.")),
        "put-off": (
            _("Put off"),
            _("Put off"),
            _("Out of its queue until then, or until something happens. The customer's deadlines go on."),
        ),
        "take-up": (_("Take up again"), _("Take up again"), _("The order is back in its queue at once.")),
    }[deed]
    if deed in ("take", "assign", "give-back") and order.assignee is not None:
        help += " " + _("Now it is assigned to %(person)s.") % {"person": order.assignee}
    return Dialog(
        name=deed,
        title=title,
        about=order.ref,
        help=help,
        submit=submit,
        action=f"{request.path}?was={_has(order)}",
        back=way_back(request, reverse("admin:order", args=(order.ref,))),
    )


def _has(order: Order) -> str:
    """Whose work it is, as the page knew it when its button was drawn."""
    return str(order.assignee_id or 0)


def _meanwhile(order: Order) -> str:
    if order.assignee is None:
        return _("Meanwhile it was given back: it is nobody's now.")
    return _("Meanwhile it was assigned to %(person)s.") % {"person": order.assignee}


def _take(order: Order, actor: Actor, form: Any) -> str:
    services.assign(order_id=order.pk, actor=actor, to=actor.user)
    return _("Assigned to you")


def _assign(order: Order, actor: Actor, form: Any) -> str:
    to = form.cleaned_data["to"]
    services.assign(order_id=order.pk, actor=actor, to=to)
    return _("Assigned to %(person)s") % {"person": to} if to is not None else _("Given back")


def _give_back(order: Order, actor: Actor, form: Any) -> str:
    services.assign(order_id=order.pk, actor=actor, to=None)
    return _("Given back")


def _put_off(order: Order, actor: Actor, form: Any) -> str:
    until = form.until()
    services.put_off(order_id=order.pk, actor=actor, until=until, why=form.cleaned_data["why"])
    return until_words(until)


def _take_up(order: Order, actor: Actor, form: Any) -> str:
    services.take_up(order_id=order.pk, actor=actor)
    return _("Taken up again")


_DO: dict[str, Callable[[Order, Actor, Any], str]] = {
    "take": _take,
    "assign": _assign,
    "give-back": _give_back,
    "put-off": _put_off,
    "take-up": _take_up,
}
