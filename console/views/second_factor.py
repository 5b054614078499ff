"""Taking a colleague's second factor away: a dialog with a reason, for who may change members."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community import second_factor
from community.models import Member
from console.access import go_to, staff_only, way_back
from console.dialogs import Dialog, dress, show
from console.views.matters import ReasonForm
from workflow.engine.actors import Actor
from workflow.engine.errors import NotPermitted, Refused


@staff_only
@require_http_methods(["GET", "POST"])
def reset_second_factor(request: HttpRequest, member_id: int) -> HttpResponse:
    """403 for who may not, 422 without a reason, 409 where there is nothing to reset."""
    member = get_object_or_404(Member, pk=member_id)
    actor = Actor.staff(request.user)
    form: Any = ReasonForm(request.POST if request.method == "POST" else None)
    dialog = Dialog(
        name="reset_second_factor",
        title=_("Reset the second factor"),
        about=str(member),
        help=_(
            "For a lost phone. Make sure it is really them who ask: call them. They are logged out "
            "everywhere, and set up another app at the next log-in."
        ),
        danger=True,
        submit=_("Reset the second factor"),
        action=request.path,
        back=way_back(request, reverse("admin:community_member_change", args=(member.pk,))),
        form=form,
    )
    try:
        second_factor.check_reset(member=member, actor=actor)
        if request.method != "POST":
            return _shown(request, dialog, form)
        if not form.is_valid():
            return _shown(request, dialog, form, status=422)
        second_factor.reset(member_id=member.pk, actor=actor, reason=form.cleaned_data["reason"])
    except NotPermitted as refusal:
        dialog.refusal, dialog.closed, dialog.form = str(refusal), True, None
        return show(request, dialog, status=403)
    except Refused as refusal:
        dialog.refusal, dialog.closed, dialog.form = str(refusal), True, None
        return show(request, dialog, status=409)
    messages.success(request, _("The second factor of %(member)s is reset.") % {"member": member})
    return go_to(request, dialog.back)


def _shown(request: HttpRequest, dialog: Dialog, form: forms.Form, *, status: int = 200) -> HttpResponse:
    dress(form)
    return show(request, dialog, status=status)
