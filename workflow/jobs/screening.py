"""What is asked of a model about the items of a request, and of our rules when they have changed."""

from integrations.errors import Misconfigured, ProviderRefused, TryLater
from workflow.engine.models import Effect
from workflow.engine.registry import Conclusion, handler
from workflow.services import rescreen, suggestions

_TRIES = 5


@handler(suggestions.EFFECT, max_attempts=_TRIES)
def suggest(effect: Effect) -> Conclusion:
    """A hint that does not come is no trouble of the order's: whatever OpenAI says, the effect ends quietly
    and its result tells why."""
    order_id = suggestions.order_of(effect.flow, effect.subject_id)
    items = suggestions.to_ask_about(order_id, **effect.args)
    if not items:
        return Conclusion(result={"outcome": "nothing_to_ask"})
    asked = {item.pk: suggestions.mark_of(item) for item in items}
    try:
        answer = suggestions.ask_about(items, key=effect.key)
    except TryLater as error:
        if effect.attempts < _TRIES:
            raise
        return _without(order_id, "gave_up", error)
    except (ProviderRefused, Misconfigured) as error:
        return _without(order_id, "refused", error)
    return Conclusion(
        lambda: suggestions.write_down(order_id, asked, answer),
        result={
            "outcome": answer.outcome, "detail": answer.detail, "suggested": len(answer.by_item),
            "model": answer.model, "tokens": answer.tokens, "response": answer.response_id,
        },
    )  # fmt: skip


def _without(order_id: int, outcome: str, error: Exception) -> Conclusion:
    def record() -> None:
        suggestions.tell_the_end(order_id)

    return Conclusion(record, result={"outcome": outcome, "detail": str(error)})


@handler(rescreen.EFFECT)
def screen_orders(effect: Effect) -> Conclusion:
    """One batch of open orders, looked at outside any transaction; only those that changed are locked."""
    orders = rescreen.changed_among(effect.args["orders"])

    def record() -> None:
        rescreen.write_down(run_id=effect.subject_id, order_ids=orders)

    return Conclusion(record, result={"looked_at": len(effect.args["orders"]), "changed": len(orders)})
