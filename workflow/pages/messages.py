"""The customer writes to the desk from the order's page."""

from typing import Any

from django.contrib import messages as news
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput
from workflow.pages.conversation import ComposerForm, composer_fault, kept_pictures
from workflow.pages.forms import ReplyForm
from workflow.pages.orders import own_order, show_order
from workflow.services.messages import TOO_MANY, keep_the_pace, mark_read, write_message
from workflow.services.photos import keep_photos


@login_required
@require_POST
def write(request: HttpRequest, ref: str) -> HttpResponse:
    """Send a message. Where it cannot be taken, text and pictures stay in the form: 422, or 429 for too many
    within an hour."""
    found, actor = own_order(request, ref), Actor.customer(request.user)
    form: Any = ComposerForm(request.POST, request.FILES)
    kept, status = form.kept(), 422
    if form.is_valid():
        wants = form.cleaned_data
        try:
            keep_the_pace(request.user)
            keep_photos(actor=actor, files=wants["photos"], kept=kept)
            write_message(order_id=found.pk, actor=actor, body=wants["body"], photos=kept, key=wants["key"])
        except BadInput as refusal:
            composer_fault(form, refusal)
            status = 429 if refusal.code == TOO_MANY else 422
        else:
            news.success(request, _("Your message is sent. We answer here and write you a mail."))
            return redirect(f"{reverse('order', args=(found.ref,))}#messages")
    waiting = kept_pictures(request.user, kept)
    return show_order(
        request, found, ReplyForm(subject=found), status=status, composer=form, kept_pictures=waiting
    )


@login_required
@require_POST
def read(request: HttpRequest, ref: str) -> HttpResponse:
    """The customer has our messages before them. Asked by the page's script, or by a button without it."""
    found = own_order(request, ref)
    mark_read(order_id=found.pk, actor=Actor.customer(request.user))
    if request.headers.get("X-Live") == "1":
        return HttpResponse(status=204)
    return redirect(f"{reverse('order', args=(found.ref,))}#messages")
