"""A second person: asking for one, answering, taking the question back. Dialogs; nothing changes by GET."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from console import live
from console.access import staff_only, way_back
from console.dialogs import Dialog, answer, close, posted
from console.pages.approvals import about, approvals_context, title_of
from console.pages.screening import item_view
from workflow.engine.actors import Actor
from workflow.forms import LinesField
from workflow.models import Approval, OrderItem
from workflow.services import approvals

_LINES = forms.Textarea(attrs={"rows": 3})


class AskForm(forms.Form):
    reason = LinesField(
        label=gettext_lazy("Why it should be allowed"),
        max_length=500,
        widget=_LINES,
        help_text=gettext_lazy(
            "The second person reads it; it stays with the item. The customer does not see it."
        ),
    )


class AnswerForm(forms.Form):
    """Nothing is chosen beforehand: the answer is the second person's own."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[
            ("", gettext_lazy("Choose…")),
            ("agree", gettext_lazy("I agree: do it")),
            ("refuse", gettext_lazy("I refuse")),
        ],
    )
    note = LinesField(
        label=gettext_lazy("Note"),
        max_length=500,
        widget=_LINES,
        required=False,
        help_text=gettext_lazy("Needed for a refusal: the person who asked reads it."),
    )


@staff_only
@require_safe
def approvals_page(request: HttpRequest) -> HttpResponse:
    """Every request for a second person: those that wait first."""
    if not request.user.has_perm("workflow.view_approval"):
        raise PermissionDenied
    live.remember_place(request)
    context = {**admin.site.each_context(request), "title": _("Second person")}
    return render(request, "console/screening/approvals.html", context | approvals_context(request.user))


@staff_only
@require_http_methods(["GET", "POST"])
def ask_override(request: HttpRequest, item_id: int) -> HttpResponse:
    """Ask for a second person to allow an item against a rule, with a reason."""
    item = get_object_or_404(OrderItem.objects.select_related("order"), pk=item_id)
    dialog = Dialog(
        name="ask_override",
        title=_("Ask to allow against the rule"),
        about=f"{item.order.ref} · {item}",
        help=_("Another person has to agree; then the item is allowed at once."),
        submit=_("Ask for a second person"),
        action=request.path,
        back=way_back(request, reverse("admin:order", args=(item.order.ref,))),
        body="console/screening/ask.html",
        form=AskForm(posted(request)),
        more={"screened": item_view(item)},
    )

    actor = Actor.staff(request.user)

    def ask(form: Any) -> str:
        approvals.ask_override(item_id=item.pk, actor=actor, reason=form.cleaned_data["reason"])
        return _("A second person is asked for: %(item)s") % {"item": item}

    return answer(request, dialog, may=request.user.has_perm(approvals.RIGHT_TO_ASK_OVERRIDE), act=ask)


@staff_only
@require_http_methods(["GET", "POST"])
def answer_approval(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Agree or refuse as the second person. 403 for one's own request and for who may not."""
    approval = _get(approval_id)
    dialog = Dialog(
        name="answer_approval",
        title=title_of(approval),
        about=_about(approval),
        submit=_("Answer"),
        action=request.path,
        back=way_back(request, reverse("admin:approvals")),
        body="console/screening/answer.html",
        form=AnswerForm(posted(request)),
        more={"approval": approval, "screened": item_view(approval.item) if approval.item else None},
    )

    actor = Actor.staff(request.user)

    def decide(form: Any) -> str:
        agree, note = form.cleaned_data["answer"] == "agree", form.cleaned_data["note"]
        approvals.decide(approval_id=approval.pk, actor=actor, agree=agree, note=note)
        words = _("Agreed: %(what)s") if agree else _("Refused: %(what)s")
        return words % {"what": about(approval)}

    may = approvals.may_decide(approval, request.user)
    if may and approval.verdict and request.method != "POST":
        return close(request, dialog, str(approval.get_verdict_display()), status=200)
    return answer(request, dialog, may=may, act=decide, why_not=_mine(approval, request))


@staff_only
@require_http_methods(["GET", "POST"])
def withdraw_approval(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Take one's own request back."""
    approval = _get(approval_id)
    dialog = Dialog(
        name="withdraw_approval",
        title=_("Withdraw the request"),
        about=_about(approval),
        help=approval.reason,
        submit=_("Withdraw"),
        action=request.path,
        back=way_back(request, reverse("admin:approvals")),
        form=forms.Form(posted(request)),
    )

    def withdraw(_form: Any) -> str:
        approvals.withdraw(approval_id=approval.pk, actor=Actor.staff(request.user))
        return _("Withdrawn: %(what)s") % {"what": about(approval)}

    return answer(request, dialog, may=approvals.may_withdraw(approval, request.user), act=withdraw)


def _get(approval_id: int) -> Approval:
    rows = Approval.objects.select_related("order", "item", "matter")
    return get_object_or_404(rows, pk=approval_id)


def _about(approval: Approval) -> str:
    return f"{approval.order.ref} · {about(approval)}" if approval.order else about(approval)


def _mine(approval: Approval, request: HttpRequest) -> str:
    if approval.asked_by_id != request.user.pk:
        return ""
    return _("You have asked for this yourself: somebody else has to agree.")
