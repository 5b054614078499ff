from workflow.engine.models import Effect
from workflow.engine.registry import Conclusion, handler
from workflow.models import Order
from workflow.services.screening import apply_rules


@handler("screen.items")
def screen_items(effect: Effect) -> Conclusion:
    def record() -> None:
        apply_rules(Order.lock(effect.subject_id))

    return Conclusion(record)
