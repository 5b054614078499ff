"""`/`: who we are and how it works."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog.models import FeeKind
from catalog.selectors import fees_at
from integrations import clock

# The customer's five steps (see workflow.flow), told to somebody who has never been here.
STEPS = (
    (_("Ask for a quote"), _("Paste links from any Korean shop and tell us size, colour and number.")),
    (_("Pay for the items"), _("You see the price in won, the exchange rate and our fee. Pay, and we buy.")),
    (
        _("Pay for the delivery"),
        _("When everything is here we pack and weigh it. You pay what it really weighs."),
    ),
    (_("Get the tracking number"), _("The parcel leaves Korea, and you follow each scan.")),
    (_("It arrives"), _("At your door in the U.S., duty prepaid where the service allows it.")),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    fees = fees_at(clock.now())
    percents = {
        kind: f"{fees[kind].percent.normalize():f}"
        for kind in (FeeKind.SERVICE, FeeKind.CARD)
        if kind in fees
    }
    context = {
        "steps": STEPS,
        "service_percent": percents.get(FeeKind.SERVICE, ""),
        "card_percent": percents.get(FeeKind.CARD, ""),
    }
    return render(request, "pages/home.html", context)
