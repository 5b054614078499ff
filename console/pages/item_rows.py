"""The items of an order as rows: what the rules say of each, what may be done with it, what it costs."""

from dataclasses import dataclass, field
from typing import Any

from catalog.errors import CatalogError
from console import offers, tones
from console.pages.prices import ItemsView
from console.pages.screening import ItemView as ScreeningView
from workflow.engine.errors import Refused
from workflow.models import Order, OrderItem
from workflow.services import quotes
from workflow.services.quotes import SetPrice
from workflow.states import ItemState, OrderState

CORRECT, PRICE = "correct", "set_draft_price"


@dataclass(frozen=True, slots=True)
class ItemView:
    """`correct` and `price` are edited in the row itself; `deeds` open their dialogs."""

    item: OrderItem
    tone: str
    screening: ScreeningView | None
    line_krw: int | None
    deeds: list[offers.Offer] = field(default_factory=list)
    correct: offers.Offer | None = None
    price: offers.Offer | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The quote as the noted prices make it: `price` once each item has one, `problem` where it fails."""

    priced: int
    of: int
    price: ItemsView | None = None
    problem: str = ""


def item_view(item: OrderItem, user: Any, back: str, screened: ScreeningView | None = None) -> ItemView:
    priced = item.unit_price_krw is not None
    given = [offer for offer in offers.of_subject(item, user, back=back) if not offer.blocked]
    by_name = {offer.name: offer for offer in given}
    return ItemView(
        item=item,
        tone=tones.of_item(item.state),
        screening=screened,
        line_krw=item.quantity * (item.unit_price_krw or 0) + item.domestic_shipping_krw if priced else None,
        # The usual way first: sorting is stable, so each kind keeps the flow's order.
        deeds=sorted(
            (offer for offer in given if offer.name not in (CORRECT, PRICE)), key=lambda offer: offer.danger
        ),
        correct=by_name.get(CORRECT),
        price=by_name.get(PRICE),
    )


def shortcut(items: list[ItemView]) -> tuple[ItemView, offers.Offer] | None:
    """While items are bought and arrive, the page's primary button is the next item's deed. What is still to
    be bought comes before what may arrive: the shop's clock runs from there."""
    to_buy_first = sorted(items, key=lambda view: view.item.state != ItemState.APPROVED)
    return next(
        (
            (view, offer)
            for view in to_buy_first
            for offer in view.deeds
            if offer.forward and not offer.danger
        ),
        None,
    )


def draft_quote(order: Order, items: list[OrderItem]) -> Draft | None:
    """None where no prices are being looked up. Computed by the one pricing service; writes nothing."""
    if order.state != OrderState.APPROVED:
        return None
    wanted = [item for item in items if item.state == ItemState.APPROVED]
    prices = {
        item.pk: SetPrice(item.unit_price_krw, item.domestic_shipping_krw)
        for item in wanted
        if item.unit_price_krw is not None
    }
    if len(prices) < len(wanted) or not wanted:
        return Draft(len(prices), len(wanted))
    try:
        price = ItemsView(quotes.preview(order=order, prices=prices))
    except (Refused, CatalogError) as refusal:
        return Draft(len(prices), len(wanted), problem=str(refusal))
    return Draft(len(prices), len(wanted), price=price)
