"""Sending a notice once more, from its row or its page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from console import masking
from console.access import staff_only, way_back
from console.dialogs import Dialog, answer
from workflow.engine.actors import Actor
from workflow.models import Notification
from workflow.services.resending import Address, address_of, may_resend, resend


@staff_only
@require_http_methods(["GET", "POST"])
def resend_notice(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Ask where it goes, then send it. 403 for who may not, 409 with a sentence where it cannot go."""
    if not request.user.has_perm("workflow.view_notification"):
        raise PermissionDenied
    notice = get_object_or_404(Notification.objects.select_related("order", "customer"), pk=notification_id)
    dialog = Dialog(
        name="resend",
        title=_("Send it again"),
        about=f"{notice.order or ''} {notice.subject or notice.body[:60]}".strip(),
        submit=_("Send it again"),
        action=request.path,
        back=way_back(request, reverse("admin:workflow_notification_changelist")),
    )

    def look_where() -> None:
        dialog.help = _where(notice, address_of(notice))

    def send(_form: Any) -> str:
        resend(notification_id=notice.pk, actor=Actor.staff(request.user))
        return _("The notice is on its way again.")

    return answer(request, dialog, may=may_resend(request.user), check=look_where, act=send)


def _where(notice: Notification, address: Address) -> str:
    lines = [
        _("In the words it had, by %(channel)s to %(address)s.")
        % {"channel": notice.get_channel_display(), "address": masking.recipient(address.now)}
    ]
    if address.before:
        words = _("The first one went to %(address)s; that has changed since.")
        lines.append(words % {"address": masking.recipient(address.before)})
    if address.muted:
        lines.append(_("The customer has turned these e-mails off: send it only if they asked for it."))
    if address.doubtful:
        lines.append(
            _("Nobody knows whether the first one arrived: the customer may get the same text twice.")
        )
    return "\n".join(lines)
