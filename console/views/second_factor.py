"""Taking a colleague's second factor away: a dialog with a reason, for who may change members."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community import second_factor
from community.models import Member
from console import masking
from console.access import staff_only, way_back
from console.dialogs import Dialog, answer, posted
from console.views.matters import ReasonForm
from workflow.engine.actors import Actor


@staff_only
@require_http_methods(["GET", "POST"])
def reset_second_factor(request: HttpRequest, member_id: int) -> HttpResponse:
    """403 for who may not, 422 without a reason, 409 where there is nothing to reset."""
    member = get_object_or_404(Member, pk=member_id)
    actor = Actor.staff(request.user)
    dialog = Dialog(
        name="reset_second_factor",
        title=_("Reset the second factor"),
        about=masking.person(member),
        help=_(
            "For a lost phone. Make sure it is really them who ask: call them. They are logged out "
            "everywhere, and set up another app at the next log-in."
        ),
        danger=True,
        submit=_("Reset the second factor"),
        action=request.path,
        back=way_back(request, reverse("admin:community_member_change", args=(member.pk,))),
        form=ReasonForm(posted(request)),
    )

    def reset(form: Any) -> str:
        second_factor.reset(member_id=member.pk, actor=actor, reason=form.cleaned_data["reason"])
        return _("The second factor of %(member)s is reset.") % {"member": dialog.about}

    return answer(
        request, dialog, check=lambda: second_factor.check_reset(member=member, actor=actor), act=reset
    )
