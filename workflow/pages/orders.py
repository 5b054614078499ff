"""`/orders/`: a customer's own orders, and the few deeds they do on them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.money import format_usd
from integrations import clock
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import Refused
from workflow.models import Order
from workflow.pages.conversation import conversation
from workflow.pages.forms import GoodbyeForm, PostalForm, ReplyForm
from workflow.pages.listening import to_own_orders
from workflow.pages.order_view import item_name, page_context, turn_words
from workflow.pages.speech import language_now
from workflow.pages.words import NOW, TONE
from workflow.selectors.lanes import whose_turn
from workflow.services.deeds import perform
from workflow.services.sharing import renew_link
from workflow.states import OrderState
from workflow.wording import items_summary

_A_PAGE = 20


def own_order(request: HttpRequest, ref: str) -> Order:
    """The order, if it is theirs; somebody else's is not found, like one that does not exist."""
    return get_object_or_404(Order.objects.of(request.user).select_related("customer", "address"), ref=ref)


@never_cache
@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    mine = Order.objects.of(request.user).select_related("address").prefetch_related("items")
    page = Paginator(mine, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/orders.html", {"page": page, "rows": [_row(order) for order in page]})


def _row(order: Order) -> dict[str, Any]:
    return {
        "ref": order.ref,
        "what": items_summary([item_name(item) for item in order.items.all()], language=language_now()),
        "now": NOW[order.state],
        "tone": TONE.get(OrderState(order.state), "ours"),
        "turn": turn_words(order, whose_turn(order)),
        "asked": _("asked %(span)s ago") % {"span": timesince(order.created_at, clock.now(), depth=1)},
    }


@never_cache
@login_required
@require_safe
def order(request: HttpRequest, ref: str) -> HttpResponse:
    found = own_order(request, ref)
    # Before the rest is read, so that nothing that moves meanwhile is lost.
    listening = to_own_orders(request, found)
    return show_order(request, found, ReplyForm(subject=found), **listening)


def show_order(
    request: HttpRequest, found: Order, reply: forms.Form, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {**page_context(found, request.user), **conversation(found), "reply": reply, **more}
    return render(request, "pages/order.html", context, status=status)


@login_required
@require_POST
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """The answer to our question. Where it cannot be taken, what was typed stays in the form."""
    found = own_order(request, ref)
    form = ReplyForm(request.POST, subject=found)
    if not form.is_valid():
        return show_order(request, found, form, status=422)
    refusal = _do(request, found, "answer", form.inputs())
    if refusal is not None:
        found = own_order(request, ref)
        form = ReplyForm(request.POST, subject=found)
        form.add_error(None, str(refusal))
        return show_order(request, found, form, status=409)
    messages.success(request, _("Thank you for your answer. We go on now."))
    return redirect("order", ref=ref)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """Asks once more before it ends the order."""
    return _deed(request, ref, "cancel", GoodbyeForm, "pages/cancel.html", _("The order is cancelled."))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, ref: str) -> HttpResponse:
    return _deed(
        request,
        ref,
        "change_address",
        PostalForm,
        "pages/address.html",
        _("The parcel will go to the new address."),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest, ref: str) -> HttpResponse:
    """A new tracking link in place of the old one. Asks first: whoever has the old one is cut off."""
    found = own_order(request, ref)
    if request.method != "POST":
        return render(request, "pages/new_link.html", {"order": found})
    renew_link(order_id=found.pk, actor=Actor.customer(request.user))
    messages.success(request, _("Here is the new tracking link. The old one no longer works."))
    return redirect(f"{reverse('order', args=(ref,))}#share")


def _deed(
    request: HttpRequest, ref: str, name: str, form_class: Any, template: str, thanks: str
) -> HttpResponse:
    """A page with one form for one deed, as long as the deed is possible; afterwards the order says why
    it is not. What the door refuses for another reason is said on the page, nothing is lost."""
    found = own_order(request, ref)
    if _is_closed(request, found, name):
        return redirect("order", ref=ref)
    context: dict[str, Any] = {"order": found, "refusal": None, **_facts(found)}
    if request.method != "POST":
        return render(request, template, {**context, "form": form_class(subject=found)})
    form = form_class(request.POST, subject=found)
    if not form.is_valid():
        return render(request, template, {**context, "form": form}, status=422)
    refusal = _do(request, found, name, form.inputs())
    if refusal is not None:
        fresh = own_order(request, ref)
        if _is_closed(request, fresh, name):
            return redirect("order", ref=ref)
        context.update(order=fresh, refusal=str(refusal), **_facts(fresh))
        return render(request, template, {**context, "form": form}, status=409)
    messages.success(request, thanks)
    return redirect("order", ref=ref)


def _is_closed(request: HttpRequest, found: Order, name: str) -> bool:
    """Whether the deed is no longer theirs to do; then a message says why."""
    reason = door.why_not(found, name, Actor.customer(request.user))
    if reason is not None:
        messages.warning(request, str(reason))
    return reason is not None


def _facts(found: Order) -> dict[str, Any]:
    paid = found.total_received_cents()
    return {"paid": format_usd(paid) if paid else ""}


def _do(request: HttpRequest, found: Order, name: str, inputs: dict[str, Any]) -> Refused | None:
    """Do the deed as this customer; the refusal, where there is one."""
    seen = request.POST.get("seq", "")
    try:
        perform(
            flow=Order.flow_name,
            subject_id=found.pk,
            name=name,
            actor=Actor.customer(request.user),
            expect_seq=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
            inputs=inputs,
        )
    except Refused as refusal:
        return refusal
    return None
