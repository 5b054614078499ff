"""Every deed of the flows as a dialog: GET shows it and changes nothing, POST does it through its service."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.errors import CatalogError
from catalog.money import format_usd
from console import offers, queues
from console.access import go_to, staff_only, way_back
from console.dialogs import Dialog, close, deed_form, in_row, mark, show
from console.pages.changes import Seen, conflict_of, read_seen, seen_text, since
from console.pages.screening import dialog_items, hit_views
from console.reveals import KINDS
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, NotPermitted, Refused, Stale
from workflow.engine.models import FlowModel
from workflow.engine.steps import Arc
from workflow.forms import DeedForm, ItemPricesForm, ScreeningForm
from workflow.models import Order, OrderItem
from workflow.services.deeds import perform, refund_cents

# Deeds whose inputs want more than a column of fields.
_BODIES = {
    "approve_quote": "console/dialogs/screening.html",
    "confirm_item_prices": "console/dialogs/prices.html",
    "revise_prices": "console/dialogs/prices.html",
    "confirm_delivery_fee": "console/dialogs/weigh.html",
    "change_address": "console/dialogs/address.html",
}

# Deeds on an order that rest on what its items are: one that has changed makes their dialog an old one.
_RESTS_ON_ITEMS = frozenset({"approve_quote", "confirm_item_prices", "revise_prices"})


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
        return close(request, dialog, str(NotPermitted.default), status=403)
    if request.method == "POST":
        return _do(request, subject, arc, dialog)
    if not _starts_here(subject, arc):
        return close(request, dialog, _not_now(subject, arc), status=200)
    blocked = offers.held_back_by(subject, arc)
    if blocked:
        return close(request, dialog, blocked, status=200)
    _fill(dialog, deed_form(arc, subject), request.user)
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


def _starts_here(subject: FlowModel, arc: Arc) -> bool:
    state = subject.state  # type: ignore[attr-defined]
    return any((one.name, one.source) == (arc.name, state) for one in type(subject).arcs())


def order_of(subject: FlowModel) -> Order:
    return subject.order if isinstance(subject, OrderItem) else subject  # type: ignore[return-value]


def _dialog(request: HttpRequest, subject: FlowModel, arc: Arc) -> Dialog:
    order, step = order_of(subject), arc.step
    about = order.ref if subject is order else f"{order.ref} · {subject}"
    help, submit = str(step.help) if step.help else "", str(step.label)
    refund = refund_cents(subject, arc.name)
    if refund:
        # The button says what it puts on the refund list, as that of a price says what it asks for.
        amount = format_usd(refund)
        help = f"{help}\n{_('This puts %(amount)s on the refund list.') % {'amount': amount}}".strip()
        submit = f"{submit} · {amount}"
    return Dialog(
        name=arc.name,
        title=str(step.label),
        about=about,
        help=help,
        danger=step.danger,
        submit=submit,
        action=reverse("admin:deed", args=(subject.flow_name, subject.pk, arc.name)),
        back=way_back(request, reverse("admin:order", args=(order.ref,))),
        body=_BODIES.get(arc.name, "console/dialogs/fields.html"),
        seq=subject.seq,
        items=seen_text(order.items.all()) if arc.name in _RESTS_ON_ITEMS else None,
        more={
            "order": order,
            "subject": subject,
            "may_reveal_address": arc.name == "change_address" and KINDS["address"].allows(request.user),
            "preview_url": reverse("admin:deed_preview", args=(subject.flow_name, subject.pk, arc.name)),
        },
    )


def _do(request: HttpRequest, subject: FlowModel, arc: Arc, dialog: Dialog) -> HttpResponse:
    seen = _seq(request)
    if seen is None:
        return _refused(request, dialog, Stale())
    if dialog.items is not None:
        # What was seen stays what was seen, also when the inputs have to be corrected first.
        dialog.items = request.POST.get("items")
    # Asked before the inputs: what was typed for another state cannot be right for this one.
    if seen != subject.seq:
        return _overtaken(request, subject, arc, dialog, seen)
    form = _fill(dialog, deed_form(arc, subject, request.POST), request.user)
    if not form.is_valid():
        return show(request, dialog, status=422)
    try:
        log = perform(
            flow=subject.flow_name, subject_id=subject.pk, name=arc.name,
            actor=Actor.staff(request.user), expect_seq=seen, inputs=form.inputs(),
            expect_items=_seen_items(dialog),
        )  # fmt: skip
    except BadInput as refusal:
        mark(form, refusal)
        return show(request, dialog, status=422)
    except NotPermitted as refusal:
        return close(request, dialog, str(refusal), status=403)
    except Stale:
        subject, arc = find(subject.flow_name, subject.pk, arc.name)
        return _overtaken(request, subject, arc, dialog, seen)
    except Refused as refusal:
        return _refused(request, dialog, refusal)
    except CatalogError as fault:
        # No rate, fee or deadline is in force: staff can put that right, so they read which.
        form.add_error(None, fault.message)
        return show(request, dialog, status=422)
    queues.forget_tallies()
    if in_row(request):
        # The page reads itself again and shows the row as it is now.
        return HttpResponse(status=204)
    if log is None:
        sentence = _("%(order)s: decided, as far as it does not wait for a second person.")
        messages.info(request, sentence % {"order": dialog.about})
    else:
        messages.success(request, f"{dialog.about}: {arc.step.done_label}")
    return go_to(request, dialog.back)


def _overtaken(request: HttpRequest, subject: FlowModel, arc: Arc, dialog: Dialog, seen: int) -> HttpResponse:
    """409: who has changed what since. Where the deed can still be done, what was typed stays, beside what
    is stored now, and may be saved over it; a dangerous one has to be looked at anew."""
    items = {item.pk: item for item in order_of(subject).items.all()}
    about = items if isinstance(subject, Order) else {subject.pk: items[subject.pk]}
    keeps = bool(arc.step.form) and not arc.step.danger and _starts_here(subject, arc)
    form = deed_form(arc, subject, request.POST) if keeps else None
    log = since(subject, seq=seen, items=_seen_items(dialog))
    dialog.conflict = conflict_of(log, about, request.user, form)
    dialog.refusal, dialog.stale, dialog.closed = str(Stale()), True, form is None
    if form is not None:
        _fill(dialog, form, request.user)
        dialog.seq = subject.seq
        dialog.items = seen_text(items.values()) if dialog.items is not None else None
    return show(request, dialog, status=409)


def _fill(dialog: Dialog, form: DeedForm, user: Any) -> DeedForm:
    """Put the form into the dialog, and beside it the items that it asks about."""
    dialog.form = form
    if isinstance(form, ItemPricesForm):
        dialog.more["dialog_items"] = [(item, hit_views(item.hits)) for item in form.items()]
    elif isinstance(form, ScreeningForm):
        dialog.more |= dialog_items(form, user)
    return form


def _seq(request: HttpRequest) -> int | None:
    """The subject's sequence number when the dialog was opened, or None for nonsense."""
    text = request.POST.get("seq", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _seen_items(dialog: Dialog) -> Seen | None:
    """What was seen of the items; empty for nonsense, None where it does not matter."""
    return None if dialog.items is None else read_seen(dialog.items) or {}


def _refused(request: HttpRequest, dialog: Dialog, refusal: Refused) -> HttpResponse:
    dialog.refusal = str(refusal)
    dialog.stale = dialog.closed = isinstance(refusal, Stale)
    return show(request, dialog, status=409)


def _not_now(subject: Any, arc: Arc) -> str:
    return _("“%(step)s” is not possible now: this is “%(state)s”.") % {
        "step": arc.step.label,
        "state": subject.get_state_display(),
    }
