"""What a model with web search thinks of the items: asked about goods alone, a hint that decides nothing."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from catalog.selectors import screening_rules_at
from integrations import clock
from integrations.openai import ItemToLookAt, Suggestion, Suggestions, suggest_screening
from workflow.engine.actors import Actor
from workflow.engine.effects import enqueue
from workflow.engine.errors import NotPermitted
from workflow.engine.transactions import in_transaction
from workflow.live import suggestion_written
from workflow.models import Order, OrderItem
from workflow.references import fingerprint_of
from workflow.states import ItemState

EFFECT = "screen.suggest"
RIGHT_TO_ASK = "workflow.screen_order"


def mark_of(item: OrderItem) -> str:
    """What the model is told of the item, as one word: the same goods are not asked about twice."""
    return fingerprint_of([item.title, item.url, item.options])


def order_of(flow: str, subject_id: int) -> int:
    """The order whose items are asked about: a corrected item has its order's others looked at as well."""
    if flow == Order.flow_name:
        return subject_id
    return OrderItem.objects.values_list("order_id", flat=True).get(pk=subject_id)


def to_ask_about(order_id: int, *, anew: bool = False, only: list[int] | None = None) -> list[OrderItem]:
    """The order's undecided items that the model has not judged as they are now; with `anew`, all of them."""
    items = OrderItem.objects.filter(order_id=order_id, state=ItemState.REQUESTED)
    if only is not None:
        items = items.filter(pk__in=only)
    return [item for item in items if anew or item.suggestion.get("of") != mark_of(item)]


def ask_about(items: Iterable[OrderItem], *, key: UUID) -> Suggestions:
    """One call. Title, link and options leave the house, never a name, a note or an address.

    Raises what `suggest_screening` raises; call it outside any transaction.
    """
    goods = [ItemToLookAt(item.pk, item.title, item.url, item.options) for item in items]
    return suggest_screening(items=goods, rules=_our_rules(), key=key)


def try_out(*, title: str, url: str, options: str) -> Suggestions:
    """The same question about something that nobody has ordered. Nothing is stored."""
    goods = ItemToLookAt(0, title, url, options)
    return suggest_screening(items=[goods], rules=_our_rules(), key=uuid4())


def write_down(order_id: int, asked: dict[int, str], answer: Suggestions) -> None:
    """Keep each suggestion with its item, where it is still undecided and still the same goods.

    `asked` says by item what it was when asked. What found no room in the call is asked about next.
    """
    order = Order.lock(order_id)
    for item in OrderItem.objects.filter(order_id=order_id, state=ItemState.REQUESTED, pk__in=asked):
        thought = answer.by_item.get(item.pk)
        if thought is not None and mark_of(item) == asked[item.pk]:
            item.suggestion = _kept(thought, asked[item.pk])
            item.save(update_fields=["suggestion"])
    if answer.not_asked:
        rest = {"anew": True, "only": list(answer.not_asked)}
        enqueue(name=EFFECT, flow=Order.flow_name, subject_id=order_id, args=rest)
    suggestion_written(order)


def tell_the_end(order_id: int) -> None:
    """No suggestion came: who looks at the order need not wait any more."""
    suggestion_written(Order.objects.get(pk=order_id))


def ask_again(*, order_id: int, actor: Actor) -> bool:
    """Put the question once more, about every undecided item. False when it is being asked already.

    Raises NotPermitted; then nothing changed.
    """
    if not actor.may(RIGHT_TO_ASK):
        raise NotPermitted

    def deed() -> bool:
        order = Order.lock(order_id)
        effect = enqueue(
            name=EFFECT, flow=Order.flow_name, subject_id=order.pk, args={"anew": True},
            slot=f"suggest:{order.pk}",
        )  # fmt: skip
        suggestion_written(order)
        return effect is not None

    return in_transaction(deed)


def _our_rules() -> list[str]:
    rules = screening_rules_at(clock.now())
    return [f"{rule.category or rule.code}: {rule.reason_en}" for rule in rules]


def _kept(thought: Suggestion, mark: str) -> dict[str, Any]:
    return {**thought.as_json(), "at": clock.now().isoformat(), "of": mark}
