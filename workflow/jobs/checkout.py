from workflow.engine.models import Effect
from workflow.engine.registry import Conclusion, handler
from workflow.models import Charge
from workflow.services import checkout


@handler("checkout.open", money=True)
def open_session(effect: Effect) -> Conclusion:
    """Have a session ready for the charge. The pay link works without it; this makes it quick."""
    try:
        attempt = checkout.ensure_session(charge_id=effect.args["charge"])
    except checkout.NotPayable as reason:
        # Paid, replaced or cancelled meanwhile: nothing is left to open.
        return Conclusion(result={"not_payable": str(reason)})
    return Conclusion(result={"session": attempt.session_id or ""})


@handler("checkout.close", money=True)
def close_sessions(effect: Effect) -> Conclusion:
    """Close what is open at the provider: for one charge, or for all of an order that has ended."""
    if "charge" in effect.args:
        charges = [effect.args["charge"]]
    else:
        charges = list(Charge.objects.filter(order_id=effect.subject_id).values_list("pk", flat=True))
    for charge_id in charges:
        checkout.close_sessions(charge_id=charge_id)
    return Conclusion(result={"charges": len(charges)})


@handler("checkout.refresh", money=True)
def refresh_session(effect: Effect) -> None:
    """Fetch one session again and act on what it has become."""
    checkout.refresh(attempt_id=effect.subject_id)
