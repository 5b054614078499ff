"""A rule has changed: what does it say of the orders that are open? Looks, writes down, rejects nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.screening import Screener, screener_at
from integrations import clock
from workflow.engine.actors import Actor, Kind, staff_may
from workflow.engine.effects import enqueue
from workflow.engine.errors import NotPermitted, WrongState
from workflow.engine.models import Effect
from workflow.engine.transactions import in_transaction
from workflow.live import orders_screened
from workflow.models import AuditEntry, Order, OrderItem
from workflow.services.attention import about_item, raise_attention
from workflow.services.audit import record
from workflow.services.screening import hits_of, verdicts_of
from workflow.states import BEFORE_PAYMENT, Concern, ItemState

EFFECT = "screen.orders"
FLOW = "rescreen"
RIGHT = "workflow.screen_order"
VERB = "rescreened"
BATCH = 100
OPEN_ITEMS = (ItemState.REQUESTED, ItemState.APPROVED)


@dataclass(frozen=True, slots=True)
class Change:
    """What the rules of today say of an item, and which hits that adds and takes away.

    Hits are as they are kept with the item. A hit whose words alone have changed is neither.
    """

    item: OrderItem
    hits: list[dict[str, Any]]
    got: list[dict[str, Any]]
    lost: list[dict[str, Any]]

    @property
    def stops_approved(self) -> bool:
        """Whether it was allowed, and could not be allowed any more."""
        return self.item.state == ItemState.APPROVED and any(hit["verdict"] == "forbid" for hit in self.got)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `failed` are orders of batches that ended badly: see the failed effects."""

    orders: int
    left: int
    failed: int

    @property
    def done(self) -> int:
        return self.orders - self.left - self.failed


def may_rescreen(user: Any) -> bool:
    return staff_may(user, RIGHT)


def open_orders() -> QuerySet[Order]:
    """The orders that a run looks at, oldest first."""
    return Order.objects.filter(state__in=BEFORE_PAYMENT).order_by("id")


def open_items(order_ids: Iterable[int] | None = None) -> QuerySet[OrderItem]:
    items = OrderItem.objects.filter(order__state__in=BEFORE_PAYMENT, state__in=OPEN_ITEMS)
    return items if order_ids is None else items.filter(order_id__in=order_ids)


def changes_among(order_ids: Sequence[int]) -> list[Change]:
    """What would change, nothing written. Items whose hits stay what they are do not appear."""
    items = open_items(order_ids).select_related("order").order_by("order_id", "position")
    return [one for one in _compare(items, screener_at(clock.now())) if one.got or one.lost]


def changed_among(order_ids: Sequence[int]) -> list[int]:
    """The orders of which anything would be written down anew, also words alone."""
    found = _compare(open_items(order_ids).order_by("order_id"), screener_at(clock.now()))
    return list(dict.fromkeys(change.item.order_id for change in found))


def start(*, actor: Actor) -> AuditEntry:
    """Put a run over every open order on record, in batches. Returns its audit entry, which names it.

    Raises NotPermitted, or WrongState while another run is under way or when no order is open.
    """
    if not may_rescreen(actor.user):
        raise NotPermitted

    def deed() -> AuditEntry:
        if Effect.objects.filter(name=EFFECT, flow=FLOW, status__in=Effect.OPEN).exists():
            raise WrongState(_("The open orders are being screened again already."))
        ids = list(open_orders().values_list("pk", flat=True))
        if not ids:
            raise WrongState(_("No order is open: nothing has to be screened again."))
        run = record(actor=actor, verb=VERB, about=_("All open orders"), data={"orders": len(ids)})
        for begin in range(0, len(ids), BATCH):
            batch = {"orders": ids[begin : begin + BATCH]}
            enqueue(name=EFFECT, flow=FLOW, subject_id=run.pk, args=batch, target=str(begin // BATCH + 1))
        return run

    return in_transaction(deed)


def write_down(*, run_id: int, order_ids: Iterable[int]) -> None:
    """Write today's hits on the items of these orders, and tell of what was allowed and is forbidden now.

    Compared anew under each order's lock, so that a second time finds nothing left to write.
    """
    run = AuditEntry.objects.select_related("actor").get(pk=run_id)
    screener, now = screener_at(clock.now()), clock.now()
    for order_id in order_ids:
        order = Order.lock(order_id)
        changes = list(_compare(open_items([order_id]), screener))
        for change in changes:
            change.item.hits, change.item.screened_at = change.hits, now
            change.item.save(update_fields=["hits", "screened_at"])
            if change.stops_approved:
                _raise(order, change)
        told = [_told(change) for change in changes if change.got or change.lost]
        if told:
            data = {"run": run.pk, "items": told, "hits": _in_short(changes)}
            record(actor=_who(run), verb=VERB, about=order.ref, order=order, data=data)
            orders_screened(order)
    orders_screened(None)


def runs() -> QuerySet[AuditEntry]:
    """Every run, newest first."""
    return AuditEntry.objects.filter(verb=VERB, order=None)


def progress(run: AuditEntry) -> Progress:
    batches = Effect.objects.filter(flow=FLOW, subject_id=run.pk).exclude(status=Effect.Status.DONE)
    left = failed = 0
    for batch in batches.only("status", "args"):
        if batch.status in Effect.OPEN:
            left += len(batch.args["orders"])
        else:
            failed += len(batch.args["orders"])
    return Progress(run.data["orders"], left, failed)


def changed_by(run: AuditEntry) -> QuerySet[AuditEntry]:
    """What the run has changed, an entry an order: `data["items"]` names item, hits got and lost."""
    return AuditEntry.objects.filter(verb=VERB, pk__gt=run.pk, data__run=run.pk).select_related("order")


def _compare(items: Iterable[OrderItem], screener: Screener) -> Iterator[Change]:
    for item in items:
        hits = hits_of(item, screener)
        if hits == item.hits:
            continue
        before, after = verdicts_of(item.hits), verdicts_of(hits)
        yield Change(
            item,
            hits,
            got=[hit for hit in hits if (hit["code"], hit["verdict"]) not in before],
            lost=[hit for hit in item.hits if (hit["code"], hit["verdict"]) not in after],
        )


def _raise(order: Order, change: Change) -> None:
    for hit in change.got:
        if hit["verdict"] == "forbid":
            raise_attention(
                order=order,
                concern=Concern.RESTRICTED_LATER,
                about=about_item(change.item, hit["rule_id"]),
                detail=f"{change.item}: {hit['reason_en']} ({hit['code']}, “{hit['matched']}”)",
            )


def _told(change: Change) -> dict[str, Any]:
    return {
        "position": change.item.position,
        "title": str(change.item),
        "got": [[hit["code"], hit["verdict"]] for hit in change.got],
        "lost": [[hit["code"], hit["verdict"]] for hit in change.lost],
        "stops_approved": change.stops_approved,
    }


def _in_short(changes: Iterable[Change]) -> list[str]:
    got = {f"+ {hit['code']}" for change in changes for hit in change.got}
    lost = {f"− {hit['code']}" for change in changes for hit in change.lost}
    return [*sorted(got), *sorted(lost)]


def _who(run: AuditEntry) -> Actor:
    return Actor(Kind.STAFF, run.actor_label, run.actor)
