"""Paper for the desk: a pick list, which anybody may print who sees the orders, and a packing slip.

The slip shows where the parcel goes, so it is asked for by POST and recorded.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from console import ages, bulk, listing, masking, place
from console.access import go_to, staff_only, way_back
from console.desk_offers import may_print_slip
from console.dialogs import Dialog, close, show
from console.pages import prints
from console.place import Place
from integrations import clock
from workflow.engine.actors import Actor
from workflow.engine.errors import NotPermitted
from workflow.models import AuditEntry, Order
from workflow.services.audit import record

_SALT = "console.packing_slip"
_SHOWN_FOR = timedelta(minutes=10)


@staff_only
@require_http_methods(["GET", "POST"])
def pick_list(request: HttpRequest) -> HttpResponse:
    """The list that `from` names, or the ticked rows of it (POST, which changes nothing either). Of who
    ordered it shows the name alone. 404 for no list of ours, 422 for more than 500 orders."""
    if not request.user.has_perm("workflow.view_order"):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    here = place.parse(given.get("from", ""))
    if here is None:
        raise Http404
    chosen = listing.chosen(here.asked, request.user)
    too_many = False
    if request.method == "POST" and not given.get("all"):
        try:
            chosen = chosen.filter(pk__in=[pick.order_id for pick in bulk.read_picks(given.getlist("pick"))])
        except bulk.TooMany:
            too_many = True
    orders = [] if too_many else list(chosen[: prints.MOST + 1])
    too_many = too_many or len(orders) > prints.MOST
    context = {
        "title": _("Pick list: %(list)s") % {"list": here.title},
        "back": here.url,
        "too_many": too_many,
        "list": None if too_many else prints.pick_list(orders, only_to_buy=_is_shopping(here)),
        **_printed(request),
    }
    return render(request, "console/print/pick_list.html", context, status=422 if too_many else 200)


@staff_only
@require_http_methods(["GET", "POST"])
def packing_slip(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for an order's packing slip: POST records who printed it and opens it. 403 for who may not."""
    order = get_object_or_404(Order.objects.select_related("customer"), ref=ref.upper())
    last = AuditEntry.objects.filter(order=order, verb="printed").first()
    sentences = [_("It shows where the parcel goes. That you printed it is kept in the activity log.")]
    if last is not None:
        who, when = masking.label(last.actor_label), ages.moment(last.at)
        sentences.append(_("Last printed by %(person)s, %(when)s.") % {"person": who, "when": when})
    dialog = Dialog(
        name="packing_slip",
        title=_("Print the packing slip"),
        about=order.ref,
        help="\n".join(sentences),
        submit=_("Open the packing slip"),
        action=request.path,
        back=way_back(request, reverse("admin:order", args=(order.ref,))),
        form=forms.Form(),
    )
    if not may_print_slip(request.user):
        return close(request, dialog, str(NotPermitted.default), status=403)
    if request.method != "POST":
        return show(request, dialog)
    record(actor=Actor.staff(request.user), verb="printed", about=_("Packing slip"), order=order)
    token = signing.dumps({"order": order.pk, "by": request.user.pk}, salt=_SALT)
    return go_to(request, reverse("admin:packing_slip_page", args=(order.ref, token)))


@staff_only
@require_safe
def packing_slip_page(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """The slip itself, for ten minutes and for who asked for it; later it is asked for anew, on record."""
    order = get_object_or_404(
        Order.objects.select_related("customer", "address").prefetch_related("items"), ref=ref.upper()
    )
    if not may_print_slip(request.user):
        raise PermissionDenied
    try:
        kept = signing.loads(token, salt=_SALT, max_age=_SHOWN_FOR)
    except signing.BadSignature:
        kept = None
    if kept != {"order": order.pk, "by": request.user.pk}:
        return HttpResponseRedirect(reverse("admin:packing_slip", args=(order.ref,)))
    page = reverse("admin:order", args=(order.ref,))
    context = {
        "title": _("Packing slip %(order)s") % {"order": order.ref},
        "back": page,
        "slip": prints.slip(order, url=request.build_absolute_uri(page)),
        **_printed(request),
    }
    return render(request, "console/print/packing_slip.html", context)


def _is_shopping(here: Place) -> bool:
    return here.asked.queue is not None and bool(here.asked.queue.to_buy)


def _printed(request: HttpRequest) -> dict[str, Any]:
    return {"printed_by": str(request.user), "printed_at": clock.now()}
