"""Money that goes back, or that nobody had asked for: what its customer must know of it."""

from django.utils.translation import gettext as _

from catalog.money import format_usd
from workflow.models import Attention, Order
from workflow.pages.story import told_time
from workflow.states import Concern, Verdict

_GOES_BACK = (Concern.REFUND_DUE, Concern.PAID_TWICE, Concern.PAID_LATE)


def refunds(order: Order) -> list[str]:
    """A sentence for each sum that a person returns. What staff noted about it stays with them."""
    matters = order.concerns.filter(concern__in=_GOES_BACK, amount_cents__gt=0).order_by("raised_at", "id")
    return [_told(order, matter) for matter in matters]


def _told(order: Order, matter: Attention) -> str:
    amount = format_usd(matter.amount_cents or 0)
    if matter.settled_at is None:
        return _("Refund in preparation: %(amount)s") % {"amount": amount}
    return _("Refund of %(amount)s settled on %(time)s") % {
        "amount": amount,
        "time": told_time(order, matter.settled_at),
    }


def strays(order: Order) -> list[str]:
    """Money that came and belongs to nothing we asked for, until a person has settled it:
    the customer shall not have to wonder."""
    settled = order.concerns.exclude(settled_at=None).values("about")
    return [
        _(
            "We also received %(amount)s that we had not asked for. "
            "We are looking into it and will write to you."
        )
        % {"amount": format_usd(payment.amount_cents)}
        for payment in order.payments.exclude(verdict=Verdict.APPLIED).exclude(provider_ref__in=settled)
    ]
