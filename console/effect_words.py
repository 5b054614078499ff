"""What an effect is, in words: its name in the database is for machines."""

from django.utils.translation import gettext as _

from workflow.engine.models import Effect

# What these carry is named by a code of ours, which reads as words; the others carry ids.
_LETTERS = ("notice.", "account.", "resend.")


def title(effect: Effect) -> str:
    """For example "E-mail: quote received"; an unknown kind keeps its own name."""
    kind, target = effect.name, effect.target.partition(":")[2]
    words = {
        "notice.mail": _("E-mail"),
        "notice.sms": _("Text message"),
        "account.mail": _("Account e-mail"),
        "resend.mail": _("E-mail, again"),
        "resend.sms": _("Text message, again"),
        "screen.items": _("Screen the items"),
        "screen.suggest": _("Ask the AI about the items"),
        "screen.orders": _("Screen open orders again"),
        "checkout.open": _("Open the payment page"),
        "checkout.close": _("Close the payment page"),
        "checkout.refresh": _("Look at the payment page"),
        "webhook.refetch": _("Act on a provider event"),
        "reconcile.events": _("Look for missed provider events"),
        "tracking.poll": _("Ask the courier"),
        "deadline.answer": _("Deadline for an answer"),
        "deadline.items": _("Deadline for the items"),
        "deadline.delivery": _("Deadline for the delivery"),
    }
    name = words.get(kind, kind)
    if kind.startswith(_LETTERS):
        target = target.replace("_", " ")
    return f"{name}: {target}" if target else name
