"""The order page by its reference, and the queues: the order list seen through one kind of work."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from console import live, queues
from console.access import staff_only, way_back
from console.dialogs import Dialog, answer
from console.pages.order import load, order_context
from console.views.approvals import approvals_page
from workflow.engine.actors import Actor
from workflow.models import Order
from workflow.services.sharing import may_renew, renew_link


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
    live.remember_place(request)
    order = load(ref.upper())
    if order is None:
        raise Http404
    request.crumbs = [(_("Orders"), reverse("admin:workflow_order_changelist")), (order.ref, "")]  # type: ignore[attr-defined]
    context = {**admin.site.each_context(request), "title": order.ref, **order_context(order, request)}
    return render(request, "console/order/page.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def new_link(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the order a new tracking link; asks first: the old one stops working. 403 for who may not."""
    order = get_object_or_404(Order, ref=ref.upper())
    page = reverse("admin:order", args=(order.ref,))
    actor = Actor.staff(request.user)
    dialog = Dialog(
        name="renew_link",
        title=_("Make a new tracking link"),
        about=order.ref,
        help=_("The old link stops working at once, for everybody who has it. Hand on the new one."),
        submit=_("Make a new link"),
        action=request.path,
        back=way_back(request, page),
    )

    def renew(_form: Any) -> str:
        renew_link(order_id=order.pk, actor=actor)
        return _("%(order)s has a new tracking link.") % {"order": order.ref}

    return answer(request, dialog, may=may_renew(order, actor), act=renew)


@staff_only
@require_safe
def queue_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A queue is the list of its model, narrowed to what waits there; search and filters work in it."""
    queue = queues.BY_SLUG.get(slug)
    if queue is None:
        raise Http404
    if not queues.may_open(request.user, queue):
        raise PermissionDenied
    if queue.holds == "approval":
        return approvals_page(request)
    live.remember_place(request)
    screen: Any = admin.site.get_model_admin(queues.MODELS[queue.holds])
    request.queue = queue  # type: ignore[attr-defined]
    return screen.changelist_view(request, {"title": str(queue.title)})
