"""The order page by its reference, and the queues: the order list seen through one kind of work."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from console import queues
from console.access import staff_only
from console.pages.order import load, order_context
from workflow.engine.models import Effect
from workflow.models import Attention, Order

_LISTS: dict[str, Any] = {"order": Order, "attention": Attention, "effect": Effect}


@staff_only
@require_safe
def all_orders(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:workflow_order_changelist"))


@staff_only
@require_safe
def order_page(request: HttpRequest, ref: str) -> HttpResponse:
    """One order. Shows and links; everything that changes something is a dialog of its own."""
    if not request.user.has_perm("workflow.view_order"):
        raise PermissionDenied
    order = load(ref.upper())
    if order is None:
        raise Http404
    request.crumbs = [(_("Orders"), reverse("admin:workflow_order_changelist")), (order.ref, "")]  # type: ignore[attr-defined]
    context = {**admin.site.each_context(request), "title": order.ref, **order_context(order, request.user)}
    return render(request, "console/order/page.html", context)


@staff_only
@require_safe
def queue_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A queue is the list of its model, narrowed to what waits there; search and filters work in it."""
    queue = queues.BY_SLUG.get(slug)
    if queue is None:
        raise Http404
    if not queues.may_open(request.user, queue):
        raise PermissionDenied
    screen: Any = admin.site.get_model_admin(_LISTS[queue.holds])
    request.queue = queue  # type: ignore[attr-defined]
    return screen.changelist_view(request, {"title": str(queue.title)})
