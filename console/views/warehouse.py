"""The warehouse on a phone: scan or type a number, and do what the box asks for."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from console import live
from console.access import staff_only
from console.pages import warehouse
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, NotPermitted
from workflow.models import Order
from workflow.services.photos import photograph as take_photograph


@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The box for a number, and how much waits. With `?number=` what it means: one order opens at once,
    several are listed, none is said so. 403 for who has nothing to do on the floor."""
    _enter(request)
    number = request.GET.get("number", "").strip()
    found = warehouse.find(number) if number else []
    if len(found) == 1:
        return HttpResponseRedirect(found[0].url)
    context = {"number": number, "found": found, "cards": warehouse.cards(request.user)}
    return _page(request, "console/warehouse/desk.html", _("Warehouse"), context)


@staff_only
@require_safe
def order_page(request: HttpRequest, ref: str) -> HttpResponse:
    """One order as the floor sees it. `?item=` is the item whose box was scanned."""
    _enter(request)
    order = (
        Order.objects.select_related("customer", "address")
        .prefetch_related("items__photos")
        .filter(ref=ref.upper())
        .first()
    )
    if order is None:
        raise Http404
    item_id = _number(request.GET.get("item", ""))
    request.crumbs = [(_("Warehouse"), reverse("admin:warehouse")), (order.ref, "")]  # type: ignore[attr-defined]
    context = warehouse.floor_context(order, request.user, item_id=item_id)
    return _page(request, "console/warehouse/order.html", order.ref, context)


@staff_only
@require_POST
def photograph(request: HttpRequest, ref: str) -> HttpResponse:
    """A picture of one item or parcel. Whatever stands against it is said on the page it came from."""
    _enter(request)
    order = get_object_or_404(Order, ref=ref.upper())
    page = reverse("admin:warehouse_order", args=(order.ref,))
    if "file" not in request.FILES:
        messages.error(request, _("Choose a picture first."))
        return HttpResponseRedirect(page)
    try:
        take_photograph(
            order_id=order.pk,
            actor=Actor.staff(request.user),
            file=request.FILES["file"],
            item_id=_number(request.POST.get("item", "")),
            parcel_id=_number(request.POST.get("parcel", "")),
        )
    except NotPermitted:
        raise PermissionDenied from None
    except BadInput as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(page)
    messages.success(request, _("The picture is kept."))
    return HttpResponseRedirect(page)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _enter(request: HttpRequest) -> None:
    if not warehouse.may_enter(request.user):
        raise PermissionDenied
    live.remember_place(request)


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), "title": title, **context})
