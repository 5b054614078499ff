"""Decisions beside the flows: failed effects, matters to settle, provider events to look at again."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalog.money import format_usd
from console import effect_words, masking
from console.access import staff_only, way_back
from console.dialogs import Dialog, answer, posted
from workflow.engine import operations
from workflow.engine.actors import Actor
from workflow.engine.models import Effect
from workflow.models import Attention, WebhookEvent
from workflow.services import approvals
from workflow.services.attention import right_to_settle, settle_attention, takes_two
from workflow.services.inbox import MAY_REPLAY, replay
from workflow.states import Concern

_LINES = forms.Textarea(attrs={"rows": 3})
_WAITS = gettext_lazy("%(name)s has asked for a second person already. It waits for the answer.")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=_LINES,
        help_text=gettext_lazy("Kept in the log."),
    )


class SettleForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("How it was settled"),
        max_length=300,
        widget=_LINES,
        help_text=gettext_lazy("For example: refunded in the provider's dashboard, reference re_123."),
    )


# verdict -> (title, what it means, dangerous)
VERDICTS: dict[str, tuple[Any, Any, bool]] = {
    "retry": (
        gettext_lazy("Try again"),
        gettext_lazy("Sent again under the same key: a provider that did it already answers the same."),
        False,
    ),
    "skip": (
        gettext_lazy("Skip"),
        gettext_lazy("It will not be done. What waits behind it goes on."),
        True,
    ),
    "mark_done": (
        gettext_lazy("Mark as done"),
        gettext_lazy("You have checked at the provider that it was done. What waits behind it goes on."),
        False,
    ),
}


@staff_only
@require_http_methods(["GET", "POST"])
def decide_effect(request: HttpRequest, effect_id: int, verdict: str) -> HttpResponse:
    """Retry, skip or mark done a failed or unsure effect, with a reason on record."""
    if verdict not in VERDICTS:
        raise Http404
    effect = get_object_or_404(Effect, pk=effect_id)
    title, meaning, danger = VERDICTS[verdict]
    dialog = Dialog(
        name=verdict,
        title=str(title),
        about=effect_words.title(effect),
        help=str(meaning),
        danger=danger,
        submit=str(title),
        action=request.path,
        back=way_back(request, reverse("admin:engine_effect_change", args=(effect.pk,))),
        form=ReasonForm(posted(request)),
    )

    def decide(form: Any) -> str:
        operations.decide(
            effect_id=effect.pk,
            verdict=verdict,
            actor=Actor.staff(request.user),
            reason=form.cleaned_data["reason"],
        )
        return _("Decided: %(verdict)s") % {"verdict": title}

    return answer(request, dialog, may=request.user.has_perm(operations.PERMISSION), act=decide)


@staff_only
@require_http_methods(["GET", "POST"])
def settle_matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Say how a matter that needed a person was settled; above the limit, ask a second person to."""
    matter = get_object_or_404(Attention.objects.select_related("order"), pk=matter_id)
    dialog = Dialog(
        name="settle",
        title=_("Settle this matter"),
        about=str(matter),
        help=" · ".join(
            part
            for part in (format_usd(matter.amount_cents) if matter.amount_cents else "", matter.detail)
            if part
        ),
        submit=_("Settled"),
        action=request.path,
        back=way_back(request, reverse("admin:queue", args=("attention",))),
        form=SettleForm(posted(request)),
    )
    actor, done = Actor.staff(request.user), _("Settled: %(matter)s") % {"matter": matter}
    if takes_two(matter):
        _for_two(dialog, matter)
        done = _("A second person is asked for: %(item)s") % {"item": matter}

    def settle(form: Any) -> str:
        work = approvals.ask_settle if takes_two(matter) else settle_attention
        work(attention_id=matter.pk, actor=actor, note=form.cleaned_data["note"])
        return done

    return answer(request, dialog, may=request.user.has_perm(right_to_settle(matter)), act=settle)


@staff_only
@require_http_methods(["GET", "POST"])
def replay_event(request: HttpRequest, event_id: int) -> HttpResponse:
    """Look at a provider event's object again. Harmless: a payment is recorded once."""
    event = get_object_or_404(WebhookEvent, pk=event_id)
    dialog = Dialog(
        name="replay",
        title=_("Look at it again"),
        about=event.type,
        help=_("Fetches the object from the provider and acts on what it is now."),
        submit=_("Look again"),
        action=request.path,
        back=way_back(request, reverse("admin:workflow_webhookevent_change", args=(event.pk,))),
        form=forms.Form(posted(request)),
    )

    def again(_form: Any) -> str:
        replay(event_id=event.pk, actor=Actor.staff(request.user))
        return _("The event is being looked at again.")

    return answer(request, dialog, may=request.user.has_perm(MAY_REPLAY), act=again)


def _for_two(dialog: Dialog, matter: Attention) -> None:
    """The dialog asks for a second person: nothing is settled by it, and it says how much is to be."""
    amount = format_usd(matter.amount_cents or 0)
    refund = matter.concern == Concern.REFUND_DUE
    ask = _("Ask to refund %(amount)s") if refund else _("Ask to settle %(amount)s")
    dialog.title = dialog.submit = ask % {"amount": amount}
    limit = format_usd(settings.TWO_PERSONS_ABOVE_CENTS)
    two = _("Above %(limit)s two people settle it: another one has to agree.") % {"limit": limit}
    dialog.help = "\n".join(part for part in (matter.detail, two) if part)
    note = dialog.form.fields["note"]  # type: ignore[union-attr]
    note.label, note.help_text = _("How it is to be settled"), _("The second person reads it.")
    waiting = approvals.waiting().filter(matter=matter).first()
    if waiting is not None:
        dialog.refusal, dialog.closed = str(_WAITS % {"name": masking.label(waiting.asked_label)}), True
