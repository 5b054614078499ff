"""Every deed of the flows as a dialog: GET shows it and changes nothing, POST does it through its service."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.errors import CatalogError
from console import offers, queues
from console.access import go_to, staff_only, way_back
from console.dialogs import Dialog, deed_form, show
from console.pages.order import hit_views
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, NotPermitted, Refused, Stale
from workflow.engine.models import FlowModel
from workflow.engine.steps import Arc
from workflow.forms import DeedForm, ItemPricesForm, ScreeningForm
from workflow.models import Order, OrderItem
from workflow.services.deeds import perform

# Deeds whose inputs want more than a column of fields.
_BODIES = {
    "approve_quote": "console/dialogs/screening.html",
    "confirm_item_prices": "console/dialogs/prices.html",
    "revise_prices": "console/dialogs/prices.html",
    "confirm_delivery_fee": "console/dialogs/weigh.html",
}


@staff_only
@require_http_methods(["GET", "POST"])
def deed(request: HttpRequest, flow: str, subject_id: int, name: str) -> HttpResponse:
    """The dialog of one deed on one subject.

    404 for a deed without a dialog, 403 for who may never do it, 409 with a sentence when it is not
    possible now or the tab is stale, 422 when the inputs do not do. In all of these nothing changed.
    """
    subject, arc = find(flow, subject_id, name)
    dialog = _dialog(request, subject, arc)
    if not (request.user.has_perm("workflow.view_order") and offers.may(request.user, arc)):
        return _forbidden(request, dialog)
    if request.method == "POST":
        return _do(request, subject, arc, dialog)
    if arc.name not in {one.name for one in type(subject).arcs() if one.source == subject.state}:  # type: ignore[attr-defined]
        return _closed(request, dialog, _not_now(subject, arc))
    blocked = offers.held_back_by(subject, arc)
    if blocked:
        return _closed(request, dialog, blocked)
    _fill(dialog, deed_form(arc, subject, request.user))
    return show(request, dialog)


def find(flow: str, subject_id: int, name: str) -> tuple[FlowModel, Arc]:
    """The subject and the deed, or 404."""
    if flow not in offers.FLOWS:
        raise Http404
    arc = offers.arcs_by_name(flow).get(name)
    if arc is None or not offers.is_dialog(flow, arc):
        raise Http404
    try:
        if flow == OrderItem.flow_name:
            return OrderItem.objects.select_related("order__customer", "order__address").get(
                pk=subject_id
            ), arc
        return Order.objects.select_related("customer", "address").get(pk=subject_id), arc
    except ObjectDoesNotExist:
        raise Http404 from None


def order_of(subject: FlowModel) -> Order:
    return subject.order if isinstance(subject, OrderItem) else subject  # type: ignore[return-value]


def _dialog(request: HttpRequest, subject: FlowModel, arc: Arc) -> Dialog:
    order, step = order_of(subject), arc.step
    about = order.ref if subject is order else f"{order.ref} · {subject}"
    return Dialog(
        name=arc.name,
        title=str(step.label),
        about=about,
        help=str(step.help) if step.help else "",
        danger=step.danger,
        submit=str(step.label),
        action=reverse("admin:deed", args=(subject.flow_name, subject.pk, arc.name)),
        back=way_back(request, reverse("admin:order", args=(order.ref,))),
        body=_BODIES.get(arc.name, "console/dialogs/fields.html"),
        seq=subject.seq,
        more={
            "order": order,
            "subject": subject,
            "preview_url": reverse("admin:deed_preview", args=(subject.flow_name, subject.pk, arc.name)),
        },
    )


def _do(request: HttpRequest, subject: FlowModel, arc: Arc, dialog: Dialog) -> HttpResponse:
    seen = _seq(request)
    # Asked before the inputs: what was typed for another state cannot be right for this one.
    if seen != subject.seq:
        return _refused(request, dialog, Stale())
    form = _fill(dialog, deed_form(arc, subject, request.user, request.POST))
    if not form.is_valid():
        return show(request, dialog, status=422)
    try:
        perform(
            flow=subject.flow_name, subject_id=subject.pk, name=arc.name,
            actor=Actor.staff(request.user), expect_seq=seen, inputs=form.inputs(),
        )  # fmt: skip
    except BadInput as refusal:
        _mark(form, refusal)
        return show(request, dialog, status=422)
    except NotPermitted as refusal:
        return _forbidden(request, dialog, str(refusal))
    except Refused as refusal:
        return _refused(request, dialog, refusal)
    except CatalogError as fault:
        # No rate, fee or deadline is in force: staff can put that right, so they read which.
        form.add_error(None, fault.message)
        return show(request, dialog, status=422)
    queues.forget_tallies()
    messages.success(request, f"{dialog.about}: {arc.step.done_label}")
    return go_to(request, dialog.back)


def _fill(dialog: Dialog, form: DeedForm) -> DeedForm:
    """Put the form into the dialog, and beside it the items that it asks about."""
    dialog.form = form
    if isinstance(form, (ItemPricesForm, ScreeningForm)):
        dialog.more["dialog_items"] = [(item, hit_views(item)) for item in form.items()]
    return form


def _seq(request: HttpRequest) -> int | None:
    """The subject's sequence number when the dialog was opened, or None for nonsense."""
    text = request.POST.get("seq", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _mark(form: DeedForm, refusal: BadInput) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _refused(request: HttpRequest, dialog: Dialog, refusal: Refused) -> HttpResponse:
    dialog.refusal = str(refusal)
    dialog.stale = dialog.closed = isinstance(refusal, Stale)
    return show(request, dialog, status=409)


def _closed(request: HttpRequest, dialog: Dialog, sentence: str) -> HttpResponse:
    dialog.refusal, dialog.closed = sentence, True
    return show(request, dialog)


def _forbidden(request: HttpRequest, dialog: Dialog, sentence: str = "") -> HttpResponse:
    dialog.refusal, dialog.closed = sentence or str(NotPermitted.default), True
    return show(request, dialog, status=403)


def _not_now(subject: Any, arc: Arc) -> str:
    return _("“%(step)s” is not possible now: this is “%(state)s”.") % {
        "step": arc.step.label,
        "state": subject.get_state_display(),
    }
