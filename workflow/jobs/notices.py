"""Notices: rendered from what was frozen, sent under a stable id, kept in the words they had."""

from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from catalog.messages import Rendered, render
from integrations import clock
from integrations.mail import message_id_for, send_mail
from integrations.sms import BadPhone, normalise_phone, send_sms
from workflow.engine.models import Effect
from workflow.engine.registry import Conclusion, Unknown, handler
from workflow.live import notice_changed
from workflow.models import Notification, Order
from workflow.services import resending

# Sent whatever the customer has turned off: they carry a link to pay, or money that moved.
ESSENTIAL = frozenset(
    {"question_asked", "quote_rejected", "items_due", "prices_revised", "items_paid", "item_out_of_stock",
     "delivery_due", "delivery_paid", "order_cancelled", "payment_reminder", "payment_needs_review"}
)  # fmt: skip

# What a notice that is sent again has of the first one.
_SAME = ("order_id", "customer_id", "code", "channel", "language", "subject", "body")


def keep_marked_done(effect: Effect) -> None:
    """A person found out at the provider that it did arrive: it is a notice like every other one."""
    order = Order.objects.select_related("customer").get(pk=effect.args["order"])
    to_customer = effect.args["to"] == "customer"
    by_text = effect.name == "notice.sms"
    channel = Notification.Channel.SMS if by_text else Notification.Channel.EMAIL
    address = order.customer.phone if by_text else order.customer.email
    recipient = address if to_customer else settings.STAFF_EMAIL
    _keep(effect, order, _render(effect), channel, recipient, to_customer)


@handler("notice.mail", marked_done=keep_marked_done)
def send_notice_mail(effect: Effect) -> Conclusion:
    """E-mail may repeat after a lost reply: the Message-ID comes from the key, so it is one mail."""
    order = Order.objects.select_related("customer").get(pk=effect.args["order"])
    to_customer = effect.args["to"] == "customer"
    if to_customer and not (order.customer.notify_email or effect.args["code"] in ESSENTIAL):
        return Conclusion(result={"muted": "The customer has turned these mails off."})
    notice = _render(effect)
    recipient = order.customer.email if to_customer else settings.STAFF_EMAIL
    send_mail(
        to=recipient,
        subject=notice.subject,
        text=notice.body,
        html=_as_html(notice.subject, notice.body, effect.args["language"]),
        message_id=message_id_for(effect.key),
        language=effect.args["language"],
    )
    return Conclusion(
        partial(_keep, effect, order, notice, Notification.Channel.EMAIL, recipient, to_customer)
    )


@handler("notice.sms", unknown=Unknown.ASK, max_attempts=6, marked_done=keep_marked_done)
def send_notice_sms(effect: Effect) -> Conclusion:
    """A text whose reply was lost may have been sent: a person decides, we do not send it twice."""
    order = Order.objects.select_related("customer").get(pk=effect.args["order"])
    if not order.customer.notify_sms:
        return Conclusion(result={"muted": "The customer does not want text messages."})
    try:
        recipient = normalise_phone(order.customer.phone)
    except BadPhone as fault:
        return Conclusion(result={"muted": str(fault)})
    notice = _render(effect)
    if not notice.sms:
        return Conclusion(result={"muted": "This notice has no text message."})
    send_sms(to=recipient, text=notice.sms, key=effect.key)
    return Conclusion(
        partial(_keep, effect, order, notice, Notification.Channel.SMS, recipient, to_customer=True)
    )


def keep_again(effect: Effect) -> None:
    """A notice of its own, in the first one's words, to where the second went."""
    notice = Notification.objects.select_related("order").get(pk=effect.args["notification"])
    Notification.objects.get_or_create(
        key=effect.key,
        defaults={
            **{name: getattr(notice, name) for name in _SAME},
            "recipient": effect.args["recipient"],
            "sent_at": clock.now(),
        },
    )
    if notice.order is not None:
        notice_changed(notice.order.ref)


@handler(resending.MAIL, marked_done=keep_again)
def send_mail_again(effect: Effect) -> Conclusion:
    """The words as they were sent; a mail of its own, under a key of its own."""
    notice = Notification.objects.select_related("order").get(pk=effect.args["notification"])
    send_mail(
        to=effect.args["recipient"],
        subject=notice.subject,
        text=notice.body,
        html=_as_html(notice.subject, notice.body, notice.language),
        message_id=message_id_for(effect.key),
        language=notice.language,
    )
    return Conclusion(partial(keep_again, effect))


@handler(resending.SMS, unknown=Unknown.ASK, max_attempts=6, marked_done=keep_again)
def send_sms_again(effect: Effect) -> Conclusion:
    """Like every text: one whose reply was lost is not sent a third time without a person."""
    notice = Notification.objects.select_related("order").get(pk=effect.args["notification"])
    send_sms(to=effect.args["recipient"], text=notice.body, key=effect.key)
    return Conclusion(partial(keep_again, effect))


@handler("account.mail", forgets=("subject", "text", "html"))
def send_account_mail(effect: Effect) -> None:
    """Mail by the account pages (codes, resets): what allauth rendered, sent like any notice. Whoever reads
    such a mail can enter the account: nothing of it is kept when it has gone."""
    send_mail(
        to=effect.args["to"],
        subject=effect.args["subject"],
        text=effect.args["text"],
        html=effect.args.get("html", ""),
        message_id=message_id_for(effect.key),
        language=effect.args.get("language", "en"),
    )


def _render(effect: Effect) -> Rendered:
    args: dict[str, Any] = effect.args
    return render(code=args["code"], language=args["language"], context=args["context"])


def _as_html(subject: str, body: str, language: str) -> str:
    return render_to_string(
        "mail/notice.html",
        {
            "subject": subject,
            "paragraphs": [block.splitlines() for block in body.split("\n\n") if block.strip()],
            "language": language,
            "site_url": settings.SITE_URL,
        },
    )


def _keep(
    effect: Effect, order: Order, notice: Rendered, channel: str, recipient: str, to_customer: bool
) -> None:
    Notification.objects.get_or_create(
        key=effect.key,
        defaults={
            "order": order,
            "customer": order.customer if to_customer else None,
            "code": effect.args["code"],
            "channel": channel,
            "language": effect.args["language"],
            "recipient": recipient,
            "subject": notice.subject if channel == Notification.Channel.EMAIL else "",
            "body": notice.body if channel == Notification.Channel.EMAIL else notice.sms,
            "sent_at": clock.now(),
        },
    )
    notice_changed(order.ref)
