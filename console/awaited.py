"""What an order waits for while its items are bought and arrive: its next deed is then one of theirs."""

from collections import Counter

from django.utils.translation import ngettext

from workflow.models import Order
from workflow.states import ItemState, OrderState

TO_BUY = (ItemState.APPROVED,)
TO_ARRIVE = (ItemState.BOUGHT, ItemState.MISMATCH)


def of_counts(*, to_buy: int, to_arrive: int) -> str:
    """ "Buy 2 items", then "2 items still to arrive"; empty when everything is there."""
    if to_buy:
        return ngettext("Buy %(n)d item", "Buy %(n)d items", to_buy) % {"n": to_buy}
    if to_arrive:
        words = ngettext("%(n)d item still to arrive", "%(n)d items still to arrive", to_arrive)
        return words % {"n": to_arrive}
    return ""


def of_order(order: Order) -> str:
    """The same for one order; empty in every other state. Reads its items, which its page has loaded."""
    if order.state != OrderState.ITEMS_PAID:
        return ""
    states = Counter(item.state for item in order.items.all())
    return of_counts(
        to_buy=sum(states[state] for state in TO_BUY), to_arrive=sum(states[state] for state in TO_ARRIVE)
    )
