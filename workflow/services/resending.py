"""Sending a notice once more, in the words it had, to where the customer is reached now."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from integrations.sms import BadPhone, normalise_phone
from workflow.engine.actors import Actor, staff_may
from workflow.engine.effects import enqueue
from workflow.engine.errors import NotPermitted, WrongState
from workflow.engine.models import Effect
from workflow.engine.transactions import in_transaction
from workflow.models import Notification, Order
from workflow.services.audit import record

PERMISSIONS = ("workflow.view_notification", "workflow.add_message")
MAIL, SMS = "resend.mail", "resend.sms"
_NAMES = {Notification.Channel.EMAIL: MAIL, Notification.Channel.SMS: SMS}


@dataclass(frozen=True, slots=True)
class Address:
    """Where it would go now. `before` is where it went, if that was elsewhere; `doubtful` says that
    nobody knows whether an earlier one arrived; `muted` that the customer has turned these off."""

    now: str
    before: str = ""
    doubtful: bool = False
    muted: bool = False


def may_resend(user: Any) -> bool:
    return all(staff_may(user, right) for right in PERMISSIONS)


def address_of(notice: Notification) -> Address:
    """Where the notice would go now. Raises WrongState where it cannot go anywhere."""
    by_text = notice.channel == Notification.Channel.SMS
    customer = notice.customer
    if customer is None:
        now, muted = settings.STAFF_EMAIL, False
    elif by_text:
        if not customer.notify_sms:
            raise WrongState(_("The customer does not want text messages."))
        try:
            now, muted = normalise_phone(customer.phone), False
        except BadPhone as fault:
            words = _("There is no telephone number to send it to: %(why)s") % {"why": fault}
            raise WrongState(words) from fault
    else:
        now, muted = customer.email, not customer.notify_email
    unsure = notice.status == Notification.Status.UNSURE or (
        by_text
        and Effect.objects.filter(
            flow=Order.flow_name,
            subject_id=notice.order_id or 0,
            name=SMS,
            target=str(notice.pk),
            status=Effect.Status.UNSURE,
        ).exists()
    )
    before = notice.recipient if notice.recipient != now else ""
    return Address(now, before, doubtful=unsure, muted=muted)


def resend(*, notification_id: int, actor: Actor) -> Effect:
    """Put one more sending of the notice on record; the address is frozen with it.

    Raises NotPermitted, or WrongState where it cannot be sent, or is being sent; then nothing changed.
    """
    if not may_resend(actor.user):
        raise NotPermitted

    def deed() -> Effect:
        notice = Notification.objects.select_related("customer", "order").get(pk=notification_id)
        address = address_of(notice)
        effect = enqueue(
            name=_NAMES[Notification.Channel(notice.channel)],
            target=str(notice.pk),
            flow=Order.flow_name,
            subject_id=notice.order_id or 0,
            args={"notification": notice.pk, "recipient": address.now},
            slot=f"resend:{notice.pk}",
        )
        if effect is None:
            raise WrongState(_("This notice is being sent already."))
        record(
            actor=actor,
            verb="resent",
            about=f"{notice.get_channel_display()} {notice.code}",
            order=notice.order,
            customer=notice.customer,
            data={"notification": notice.pk, "new_address": bool(address.before)},
        )
        return effect

    return in_transaction(deed)
