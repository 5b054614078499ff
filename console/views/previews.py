"""What a price would be, while staff type. Computed by the one pricing service; writes nothing."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.errors import CatalogError
from console import offers
from console.access import staff_only
from console.dialogs import deed_form
from console.pages.prices import DeliveryView, ItemsView
from console.views.deeds import find
from workflow.engine.errors import Refused
from workflow.forms import ItemPricesForm, WeighForm
from workflow.models import Order
from workflow.services import delivery, quotes

type Preview = Callable[[Order, Any], dict[str, Any]]


def _items(order: Order, form: ItemPricesForm) -> dict[str, Any]:
    return {"items_price": ItemsView(quotes.preview(order=order, prices=form.prices()))}


def _delivery(order: Order, form: WeighForm) -> dict[str, Any]:
    return {"delivery_price": DeliveryView(delivery.preview(order=order, measured=form.measured()))}


_PREVIEWS: dict[str, Preview] = {
    "confirm_item_prices": _items,
    "revise_prices": _items,
    "confirm_delivery_fee": _delivery,
}


@staff_only
@require_POST
def deed_preview(request: HttpRequest, flow: str, subject_id: int, name: str) -> HttpResponse:
    """The total for the inputs as they stand, or a sentence that says what is still missing."""
    if name not in _PREVIEWS:
        raise Http404
    subject, arc = find(flow, subject_id, name)
    if not offers.may(request.user, arc) or not isinstance(subject, Order):
        raise PermissionDenied
    form = deed_form(arc, subject, request.POST)
    context: dict[str, Any] = {"hint": _("The total appears when every field is filled in.")}
    # A weight that is still to be confirmed has its price already.
    if form.is_valid() or (isinstance(form, WeighForm) and form.is_measured()):
        try:
            context = _PREVIEWS[name](subject, form)
        except (Refused, CatalogError) as refusal:
            context = {"problem": str(refusal)}
    return render(request, "console/dialogs/preview.html", context)
