"""Everything about one order on one page, gathered with a fixed number of queries."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from console import ages, awaited, offers, presence, queues, tones
from console.desk_offers import desk_view
from console.pages import tabs, timeline
from console.pages.approvals import open_views
from console.pages.banners import banners
from console.pages.item_rows import Draft, draft_quote, item_view, shortcut
from console.pages.messages import thread_context
from console.pages.prices import quote_views
from console.pages.screening import panel
from console.pages.side import money_panel, parcel_panel
from console.place import Place, back_link, neighbour_url, neighbours, order_url, read
from workflow.engine.actors import Actor
from workflow.engine.models import Effect
from workflow.models import Charge, Message, Order, OrderItem, Parcel
from workflow.selectors.lanes import lanes
from workflow.services import approvals
from workflow.services.sharing import may_renew
from workflow.states import Turn
from workflow.wording import pay_link, track_link


@dataclass(frozen=True, slots=True)
class ChargeView:
    charge: Charge
    tone: str
    pay_link: str


@dataclass(frozen=True, slots=True)
class ParcelView:
    parcel: Parcel
    tone: str


def load(ref: str) -> Order | None:
    """The order with what its page reads, or None."""
    return (
        Order.objects.select_related("customer", "address", "assignee")
        .prefetch_related(
            "items__photos",
            "quotes__created_by",
            "charges__attempts",
            "charges__payments",
            "notifications",
            "concerns__settled_by",
            "audit",
            "messages__photos",
        )
        .filter(ref=ref)
        .first()
    )


def order_context(order: Order, request: HttpRequest) -> dict[str, Any]:
    """What the order page shows to this person, who came from the list that the address names."""
    user: Any = request.user
    place = read(request)
    page = order_url(order, place)
    items = list(order.items.all())
    for item in items:
        item.order = order
    effects = list(
        Effect.objects.filter(
            Q(flow=Order.flow_name, subject_id=order.pk)
            | Q(flow=OrderItem.flow_name, subject_id__in=[item.pk for item in items])
        )
    )
    log = timeline.logs_of(order, [item.pk for item in items], [effect.pk for effect in effects])
    order_log = sorted((row for row in log if row.flow == Order.flow_name), key=lambda row: row.seq)
    given = offers.of_subject(order, user, back=page)
    primary = offers.primary(given)
    asked = open_views(approvals.of_order(order), user, page)
    screened = panel(
        order,
        items,
        effects=effects,
        asked={one.approval.item_id: one for one in asked},
        user=user,
        back=page,
    )
    item_views = [item_view(item, user, page, screened.of(item.pk)) for item in items]
    quotes = list(order.quotes.all())
    charges = [_charge(charge) for charge in order.charges.all()]
    parcels = list(order.parcels.prefetch_related("events", "lines__item", "photos"))
    lane_view = lanes(order, order_log)
    money = money_panel(order, quotes)
    draft = draft_quote(order, items)
    entries = timeline.entries(order, log, {item.pk: item for item in items}, user)
    written = [message for message in order.messages.all() if message.side == Message.Side.CUSTOMER]
    return {
        "order": order,
        "page_url": page,
        "tone": tones.of_order(order.state),
        "turn": lane_view.now,
        "turn_words": awaited.of_order(order) or lane_view.now.label,
        "turn_tone": tones.of_turn(lane_view.now.turn),
        "turn_age": ages.age(lane_view.now.since),
        "turn_due": ages.due(lane_view.now.due_at),
        "lanes": lane_view,
        "banners": banners(order, effects=effects, asked=asked, user=user, back=page),
        "primary": primary,
        "primary_cents": _amount(primary, draft),
        "shortcut": None if primary else shortcut(item_views),
        "others": [*(offer for offer in given if offer is not primary), *_new_link(order, user, page)],
        "turn_sentence": offers.turn_sentence(
            order, money.missing if lane_view.now.turn is Turn.CUSTOMER else 0
        ),
        **_way(order, place, user),
        **thread_context(order, user, back=tabs.at(page, tabs.MESSAGES)),
        "tabs": tabs.tabs_of(
            order,
            user,
            request.GET,
            counts={
                tabs.ITEMS: len(items),
                tabs.PAYMENTS: len(charges),
                tabs.PARCELS: len(parcels),
                tabs.MESSAGES: len(order.messages.all()),
                tabs.TIMELINE: len(entries),
            },
            new=[tabs.MESSAGES] if any(message.read_at is None for message in written) else [],
        ),
        "items": item_views,
        "screening": screened,
        "desk": desk_view(order, user, page),
        "draft": draft,
        "quotes": quote_views(quotes),
        "charges": charges,
        "payments": [
            (payment, tones.of_payment(payment.verdict))
            for view in charges
            for payment in view.charge.payments.all()
        ],
        "parcels": [ParcelView(parcel, tones.of_tracking(parcel.status)) for parcel in parcels],
        "parcel_panel": parcel_panel(parcels),
        "notices": list(order.notifications.all()),
        "timeline": entries,
        "timeline_show": request.GET.get("show", ""),
        "timeline_choices": [
            (slug, label, tabs.with_query(request.GET, tab=tabs.TIMELINE, show=slug))
            for slug, label in timeline.choices()
        ],
        "money": money,
        "queue": queues.of_order(order),
        "people": presence.others(place=presence.place_of(order.ref), member=user),
        "track_link": track_link(order.share_token),
        "may_see_money": user.has_perm("workflow.view_charge"),
        # Their words carry pay links.
        "may_see_notices": user.has_perm("workflow.view_notification"),
    }


def _amount(primary: offers.Offer | None, draft: Draft | None) -> int | None:
    """US cents that the primary button asks the customer for, where they are known."""
    if primary is None or primary.name != "confirm_item_prices" or draft is None or draft.price is None:
        return None
    return draft.price.total_cents


def _way(order: Order, place: Place | None, user: Any) -> dict[str, Any]:
    """Back to the list this page was opened from, and to the orders before and after it there."""
    if place is None:
        return {"way": None}
    near = neighbours(order, place, user)
    words, url = back_link(place)
    return {
        "way": {
            "back": words,
            "back_url": url,
            "previous_url": neighbour_url(near.previous_ref, place) if near.previous_ref else "",
            "previous": near.previous_ref,
            "next_url": neighbour_url(near.next_ref, place) if near.next_ref else "",
            "next": near.next_ref,
            "position": near.position,
            "of": near.of,
        }
    }


def _new_link(order: Order, user: Any, page: str) -> list[offers.Offer]:
    if not may_renew(order, Actor.staff(user)):
        return []
    url = f"{reverse('admin:new_link', args=(order.ref,))}?{urlencode({'next': page})}"
    help = _("The old one stops working.")
    return [offers.Offer(name="renew_link", label=_("Make a new tracking link"), url=url, help=help)]


def _charge(charge: Charge) -> ChargeView:
    return ChargeView(
        charge, tones.of_charge(charge.status), pay_link(charge.token) if charge.is_payable else ""
    )
