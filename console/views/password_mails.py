"""Another member's password: never set at the desk. A mail leads them to the page where they set it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community import staffing
from community.models import Member
from console import masking
from console.access import staff_only, way_back
from console.dialogs import Dialog, answer
from workflow.engine.actors import Actor


@staff_only
@require_http_methods(["GET", "POST"])
def mail_password(request: HttpRequest, member_id: int) -> HttpResponse:
    """403 for who may not, 409 where the mail would lead nowhere."""
    member = get_object_or_404(Member, pk=member_id)
    actor = Actor.staff(request.user)
    dialog = Dialog(
        name="mail_password",
        title=_("Send a mail to set a new password"),
        about=masking.person(member),
        help=_(
            "They set it themselves, with a code that only they get. Until then the present one stays. "
            "A password is never set for somebody else."
        ),
        submit=_("Send the mail"),
        action=request.path,
        back=way_back(request, reverse("admin:community_member_change", args=(member.pk,))),
    )

    def send(_form: Any) -> str:
        staffing.mail_password(member_id=member.pk, actor=actor)
        return _("The mail to %(member)s is on its way.") % {"member": dialog.about}

    return answer(request, dialog, check=lambda: staffing.check_mail(member=member, actor=actor), act=send)
