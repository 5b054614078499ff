"""`/pay/{token}/`: our own stable pay link. It shows, its POST leads to the card provider, and the
way back only asks the engine to look: nothing here ever says that money has come.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.money import format_usd
from integrations.errors import ProviderError
from workflow.engine.errors import Refused
from workflow.models import Charge
from workflow.pages.listening import to_own_orders
from workflow.pages.speech import speak_like
from workflow.pages.story import told_time
from workflow.services.checkout import NotPayable, ensure_session
from workflow.services.inbox import look_again
from workflow.states import AttemptStatus, ChargeStatus

logger = logging.getLogger(__name__)

# The page without JavaScript looks again this often, and after so many looks leaves it to the mail.
_LOOK_SECONDS = 4
_LOOKS = 15
# States in which the waiting page has nothing to wait for.
_SETTLED = ("paid", "received", "under_way")


@dataclass(frozen=True, slots=True)
class ChargeView:
    """What anybody with the link may see: no name, no address."""

    token: str
    order: str
    title: Any
    state: str  # payable, under_way (by bank), paid, received (and looked into), expired, cancelled, replaced
    lines: list[tuple[str, str]]
    total: str
    valid_until: str
    newer: str  # the token of the charge that replaces this one


def _charge(request: HttpRequest, token: str) -> Charge:
    charge = get_object_or_404(
        Charge.objects.select_related("order__customer", "order__address", "quote"), token=token
    )
    speak_like(request, charge.order.customer)
    return charge


def _view(charge: Charge) -> ChargeView:
    order, newest = charge.order, _newest(charge)
    # An extended deadline is the order's; the quote keeps the first promise.
    until = order.due_at or (charge.quote.valid_until if charge.quote else None)
    return ChargeView(
        token=charge.token,
        order=order.ref,
        title=charge.get_kind_display(),
        state=_state(charge, newest),
        lines=[
            (line["name"], format_usd(line["amount_cents"] * line.get("quantity", 1)))
            for line in charge.lines
        ],
        total=format_usd(charge.amount_cents),
        valid_until=told_time(order, until) if until and charge.is_payable else "",
        newer=newest.token if newest.pk != charge.pk else "",
    )


def _state(charge: Charge, newest: Charge) -> str:
    if charge.status == ChargeStatus.PAID:
        return "paid"
    if charge.payments.exists():
        # Money came that does not fit, or too late. Nobody shall be asked to pay again.
        return "received"
    if newest.pk != charge.pk:
        return "replaced"
    if charge.status == ChargeStatus.EXPIRED:
        return "expired"
    if charge.attempts.filter(status=AttemptStatus.UNDER_WAY).exists():
        return "under_way"
    return "payable" if charge.is_payable else "cancelled"


def _newest(charge: Charge) -> Charge:
    """The end of the chain of replacements that begins here."""
    while True:
        newer = Charge.objects.filter(replaces=charge).first()
        if newer is None:
            return charge
        charge = newer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    charge = _charge(request, token)
    if request.method == "POST":
        return _to_provider(request, charge)
    return _private(render(request, "pages/pay.html", {"charge": _view(charge)}))


def _to_provider(request: HttpRequest, charge: Charge) -> HttpResponse:
    """To the provider's page, by the open session or a new one."""
    try:
        attempt = ensure_session(charge_id=charge.pk)
    except NotPayable:
        # Paid or replaced meanwhile: the page says which.
        return redirect("pay", token=charge.token)
    except ProviderError as error:
        logger.warning("No session for %s: %s", charge.ref, error)
        return _down(request, charge, _("Our card payment service does not answer at the moment."))
    except Refused as refusal:
        return _down(request, charge, str(refusal))
    reply = redirect(attempt.url)
    reply.status_code = 303
    return reply


def _down(request: HttpRequest, charge: Charge, why: str) -> HttpResponse:
    reply = render(request, "pages/pay_down.html", {"charge": _view(charge), "why": why}, status=503)
    reply.headers["Retry-After"] = "30"
    return _private(reply)


@never_cache
@require_safe
def back(request: HttpRequest, token: str) -> HttpResponse:
    """The way back from the provider. It asks for a look at this charge's own session, no more."""
    charge = _charge(request, token)
    session_id = request.GET.get("session_id", "")[:120]
    attempt = charge.attempts.filter(session_id=session_id).first() if session_id else None
    view = _view(charge)
    if attempt is None and view.state == "payable":
        return redirect("pay", token=token)
    if attempt is not None and view.state not in _SETTLED:
        look_again(attempt_id=attempt.pk)
    look = request.GET.get("look", "")
    looks = min(int(look), _LOOKS) if look.isdecimal() and len(look) < 4 else 0
    context = {
        **_listening(request, charge),
        "charge": view,
        "is_settled": view.state in _SETTLED,
        "session_id": session_id,
        "next_look": looks + 1 if looks < _LOOKS else 0,
        "seconds": _LOOK_SECONDS,
    }
    return _private(render(request, "pages/pay_return.html", context))


def _listening(request: HttpRequest, charge: Charge) -> dict[str, Any]:
    """The customer who has logged in hears at once what the page otherwise asks for."""
    return to_own_orders(request, charge.order) if charge.order.belongs_to(request.user) else {}


@never_cache
@require_safe
def status(request: HttpRequest, token: str) -> JsonResponse:
    """What the waiting page polls. It only reads."""
    charge = get_object_or_404(Charge, token=token)
    return JsonResponse({"state": _state(charge, _newest(charge))})


def _private(reply: HttpResponse) -> HttpResponse:
    """The link is the key: keep it out of search engines and of other sites' logs."""
    reply.headers["X-Robots-Tag"] = "noindex, nofollow"
    reply.headers["Referrer-Policy"] = "same-origin"
    return reply
