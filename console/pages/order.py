"""Everything about one order on one page, gathered with a fixed number of queries."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.models import Verdict
from console import ages, offers, queues, tones
from console.pages.banners import banners
from console.pages.prices import quote_views
from console.pages.timeline import entries, logs_of
from workflow.engine.actors import Actor
from workflow.engine.models import Effect
from workflow.models import Charge, Order, OrderItem, Parcel
from workflow.models.order import ENDED
from workflow.selectors.lanes import lanes
from workflow.services.sharing import may_renew
from workflow.states import ChargeKind, Turn
from workflow.wording import pay_link, track_link


@dataclass(frozen=True, slots=True)
class HitView:
    verdict: str
    tone: str
    reason: str
    matched: str
    source: str


@dataclass(frozen=True, slots=True)
class ItemView:
    item: OrderItem
    tone: str
    hits: list[HitView]
    line_krw: int | None
    deeds: list[offers.Offer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ChargeView:
    charge: Charge
    tone: str
    pay_link: str


@dataclass(frozen=True, slots=True)
class ParcelView:
    parcel: Parcel
    tone: str


@dataclass(frozen=True, slots=True)
class Money:
    """US cents of one kind of charge: promised, arrived, still missing (never below zero). An order
    that has ended asks for nothing more."""

    label: str
    due: int
    received: int
    ended: bool

    @property
    def missing(self) -> int:
        return 0 if self.ended else max(0, self.due - self.received)


def load(ref: str) -> Order | None:
    """The order with what its page reads, or None."""
    return (
        Order.objects.select_related("customer", "address")
        .prefetch_related(
            "items",
            "quotes__created_by",
            "charges__attempts",
            "charges__payments",
            "notifications",
            "concerns__settled_by",
        )
        .filter(ref=ref)
        .first()
    )


def order_context(order: Order, user: Any) -> dict[str, Any]:
    """What the order page shows to this person."""
    page = reverse("admin:order", args=(order.ref,))
    items = list(order.items.all())
    for item in items:
        item.order = order
    effects = list(
        Effect.objects.filter(
            Q(flow=Order.flow_name, subject_id=order.pk)
            | Q(flow=OrderItem.flow_name, subject_id__in=[item.pk for item in items])
        )
    )
    log = logs_of(order, [item.pk for item in items], [effect.pk for effect in effects])
    order_log = sorted((row for row in log if row.flow == Order.flow_name), key=lambda row: row.seq)
    given = offers.of_subject(order, user, back=page)
    primary = offers.primary(given)
    item_views = [_item(item, user, page) for item in items]
    shortcut = None if primary else _shortcut(item_views)
    quotes = list(order.quotes.all())
    lane_view = lanes(order, order_log)
    money = _money(order, quotes)
    waits_for_money = lane_view.now.turn is Turn.CUSTOMER
    return {
        "order": order,
        "page_url": page,
        "tone": tones.of_order(order.state),
        "turn": lane_view.now,
        "turn_tone": tones.of_turn(lane_view.now.turn),
        "turn_age": ages.age(lane_view.now.since),
        "turn_due": ages.due(lane_view.now.due_at),
        "lanes": lane_view,
        "banners": banners(order, effects=effects, user=user, back=page),
        "primary": primary,
        "shortcut": shortcut,
        "others": [*(offer for offer in given if offer is not primary), *_new_link(order, user, page)],
        "turn_sentence": offers.turn_sentence(
            order, sum(part.missing for part in money) if waits_for_money else 0
        ),
        "items": item_views,
        "quotes": quote_views(quotes),
        "charges": [_charge(charge) for charge in order.charges.all()],
        "payments": [
            (payment, tones.of_payment(payment.verdict))
            for charge in order.charges.all()
            for payment in charge.payments.all()
        ],
        "parcels": [_parcel(parcel) for parcel in order.parcels.prefetch_related("events", "lines__item")],
        "notices": list(order.notifications.all()),
        "timeline": entries(order, log, {item.pk: item for item in items}),
        "money": money,
        "queue": queues.of_order(order),
        "track_link": track_link(order.share_token),
        "may_see_money": user.has_perm("workflow.view_charge"),
        # Their words carry pay links.
        "may_see_notices": user.has_perm("workflow.view_notification"),
        "orders_of_customer": f"{reverse('admin:workflow_order_changelist')}?q={order.customer.email}",
    }


def _new_link(order: Order, user: Any, page: str) -> list[offers.Offer]:
    if not may_renew(order, Actor.staff(user)):
        return []
    url = f"{reverse('admin:new_link', args=(order.ref,))}?{urlencode({'next': page})}"
    help = _("The old one stops working.")
    return [offers.Offer(name="renew_link", label=_("Make a new tracking link"), url=url, help=help)]


def _item(item: OrderItem, user: Any, page: str) -> ItemView:
    priced = item.unit_price_krw is not None
    return ItemView(
        item=item,
        tone=tones.of_item(item.state),
        hits=hit_views(item),
        line_krw=item.quantity * (item.unit_price_krw or 0) + item.domestic_shipping_krw if priced else None,
        # The usual way first: sorting is stable, so each kind keeps the flow's order.
        deeds=sorted(
            (offer for offer in offers.of_subject(item, user, back=page) if not offer.blocked),
            key=lambda offer: offer.danger,
        ),
    )


def hit_views(item: OrderItem) -> list[HitView]:
    """What the screening rules say of the item, in the reader's language."""
    reason = "reason_ko" if (get_language() or "").startswith("ko") else "reason_en"
    labels = dict(Verdict.choices)
    return [
        HitView(
            verdict=str(labels.get(hit["verdict"], hit["verdict"])),
            tone=tones.of_hit(hit["verdict"]),
            reason=hit.get(reason, ""),
            matched=hit.get("matched", ""),
            source=hit.get("source", ""),
        )
        for hit in item.hits
    ]


def _shortcut(items: list[ItemView]) -> tuple[ItemView, offers.Offer] | None:
    """While items are bought and arrive, the page's primary button is the next item's deed."""
    return next(
        ((view, offer) for view in items for offer in view.deeds if offer.forward and not offer.danger), None
    )


def _charge(charge: Charge) -> ChargeView:
    return ChargeView(
        charge, tones.of_charge(charge.status), pay_link(charge.token) if charge.is_payable else ""
    )


def _parcel(parcel: Parcel) -> ParcelView:
    return ParcelView(parcel, tones.of_tracking(parcel.status))


def _money(order: Order, quotes: list[Any]) -> list[Money]:
    due = {quote.kind: quote.total_cents for quote in sorted(quotes, key=lambda quote: quote.version)}
    return [
        Money(str(kind.label), due.get(kind, 0), order.received_cents(kind), order.state in ENDED)
        for kind in (ChargeKind.ITEMS, ChargeKind.DELIVERY)
        if kind in due
    ]
