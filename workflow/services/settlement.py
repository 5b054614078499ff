"""`settle`: the only way in which money moves a charge.

Called with a session just fetched from the provider: by the webhook's refetch, by the customer's
return, by the sweep, and before a session is closed. Any number of times, in any order.
"""

from datetime import UTC, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from integrations import clock
from integrations.stripe import CheckoutSession
from workflow.effects import notice_args
from workflow.engine import actors, door
from workflow.engine.effects import enqueue
from workflow.engine.errors import Refused
from workflow.engine.transactions import in_transaction
from workflow.live import money_moved
from workflow.models import Charge, Order, Payment, PaymentAttempt
from workflow.services.attention import raise_attention
from workflow.states import AttemptStatus, ChargeKind, ChargeStatus, Concern, OrderState, Verdict

# Which deed a fully paid kind of charge causes, and the only state that waits for it.
_PAID = {
    ChargeKind.ITEMS: ("items_paid", OrderState.ITEMS_DUE),
    ChargeKind.DELIVERY: ("delivery_paid", OrderState.DELIVERY_DUE),
}
_CONCERNS = {
    Verdict.SURPLUS: Concern.PAID_TWICE,
    Verdict.LATE: Concern.PAID_LATE,
    Verdict.MISMATCH: Concern.AMOUNT_DIFFERS,
}


def settle(*, attempt_id: int, session: CheckoutSession) -> Payment | None:
    """Bring our rows to what the session says. Returns the payment when one was recorded now.

    States only move forward; a payment is recorded once, by its id at the provider. What does
    not fit (another amount, a second payment, an order that has ended) is recorded all the same
    and put before a person.
    """

    def deed() -> Payment | None:
        found = PaymentAttempt.objects.select_related("charge").get(pk=attempt_id)
        order = Order.lock(found.charge.order_id)
        attempt = PaymentAttempt.objects.select_for_update().get(pk=attempt_id)
        charge = Charge.objects.select_for_update().get(pk=attempt.charge_id)
        before = attempt.status
        _follow(attempt, session)
        payment = _receive(order, charge, attempt, session) if session.is_paid else None
        if payment is not None or attempt.status != before:
            money_moved(order, charge)
        return payment

    return in_transaction(deed)


def bank_payment_failed(*, attempt_id: int, session: CheckoutSession) -> None:
    """A slow payment came to nothing: the charge can be paid again. Only for a session that was just
    fetched and is still unpaid; one that was paid after all is settled instead."""
    if session.is_paid:
        settle(attempt_id=attempt_id, session=session)
        return

    def deed() -> None:
        attempt = PaymentAttempt.objects.select_related("charge__order").get(pk=attempt_id)
        PaymentAttempt.objects.filter(pk=attempt_id, status__in=PaymentAttempt.OPEN).update(
            status=AttemptStatus.EXPIRED, open_for=None, checked_at=datetime.now(UTC)
        )
        money_moved(attempt.charge.order, attempt.charge)

    in_transaction(deed)


def _follow(attempt: PaymentAttempt, session: CheckoutSession) -> None:
    """The attempt takes the session's state. `complete` frees the slot only once it is paid: a
    slow payment method is complete and still under way."""
    attempt.checked_at = datetime.now(UTC)
    if attempt.session_id is None:
        # The reply that named the session was lost; this look at it found the name again.
        attempt.session_id, attempt.session_expires_at = session.id, session.expires_at
        attempt.url, attempt.status = session.url, AttemptStatus.OPEN
    if attempt.status in PaymentAttempt.OPEN:
        if session.status == "expired":
            attempt.status, attempt.open_for = AttemptStatus.EXPIRED, None
        elif session.is_paid:
            attempt.status, attempt.open_for = AttemptStatus.COMPLETE, None
        elif session.status == "complete":
            attempt.status = AttemptStatus.UNDER_WAY
    attempt.save()


def _receive(
    order: Order, charge: Charge, attempt: PaymentAttempt, session: CheckoutSession
) -> Payment | None:
    provider_ref = session.payment_intent or session.id
    if Payment.objects.filter(provider_ref=provider_ref).exists():
        return None
    verdict = _judge(order, charge, attempt, session)
    payment = Payment.objects.create(
        order=order,
        charge=charge,
        attempt=attempt,
        provider_ref=provider_ref,
        amount_cents=session.amount_total or 0,
        currency=session.currency,
        verdict=verdict,
        received_at=clock.now(),
    )
    if verdict is Verdict.APPLIED:
        charge.status, charge.paid_at = ChargeStatus.PAID, payment.received_at
        charge.save(update_fields=["status", "paid_at"])
        _leave_only_the_difference(order, charge)
        _advance(order, charge, payment)
    else:
        raise_attention(
            order=order,
            concern=_CONCERNS[verdict],
            about=provider_ref,
            amount_cents=payment.amount_cents,
            detail=f"{charge.ref} · {session.currency.upper()}",
        )
        _tell_the_customer(order, payment)
    return payment


def _tell_the_customer(order: Order, payment: Payment) -> None:
    """Money came that we cannot simply count: they hear that a person looks at it."""
    with translation.override(order.customer.language):
        detail = {
            Verdict.SURPLUS: _("It was paid twice. We return one of the two payments."),
            Verdict.LATE: _(
                "The order had ended before it arrived. We return it, or take the order up again."
            ),
        }.get(Verdict(payment.verdict), _("It differs from the sum we asked for. We look into it."))
    data = {"amount_cents": payment.amount_cents, "detail": detail}
    enqueue(
        name="notice.mail",
        target="customer:payment_needs_review",
        flow=order.flow_name,
        subject_id=order.pk,
        args=notice_args("payment_needs_review", order, data),
    )


def _judge(order: Order, charge: Charge, attempt: PaymentAttempt, session: CheckoutSession) -> Verdict:
    fits = (
        session.currency == "usd"
        and session.amount_total == attempt.amount_cents
        and session.metadata.get("charge") == charge.ref
    )
    if not fits:
        return Verdict.MISMATCH
    if charge.status == ChargeStatus.PAID:
        return Verdict.SURPLUS
    _deed, awaited = _PAID[ChargeKind(charge.kind)]
    # A replaced charge is cancelled, but while the order still waits for money, the payment wins.
    return Verdict.APPLIED if order.state == awaited else Verdict.LATE


def _leave_only_the_difference(order: Order, charge: Charge) -> None:
    """The customer paid what a revision had meant to replace: only the difference remains due."""
    newest = order.charges.filter(kind=charge.kind).order_by("-id").first()
    if newest is None or newest.pk == charge.pk or not newest.is_payable:
        return
    missing = order.missing_cents(charge.kind)
    if missing > 0:
        newest.amount_cents = missing
        with translation.override(order.customer.language):
            name = _("Difference to the new price, order %(order)s") % {"order": order.ref}
        newest.lines = [{"name": name, "amount_cents": missing, "quantity": 1}]
    else:
        newest.status = ChargeStatus.CANCELLED
    newest.save(update_fields=["amount_cents", "lines", "status"])
    if newest.attempts.filter(status__in=PaymentAttempt.OPEN).exists():
        # A slow payment of the old charge came through while the new one was open already.
        enqueue(name="checkout.close", flow=order.flow_name, subject_id=order.pk, args={"charge": newest.pk})


def _advance(order: Order, charge: Charge, payment: Payment) -> None:
    missing = order.missing_cents(charge.kind)
    if missing > 0:
        return
    name, _awaited = _PAID[ChargeKind(charge.kind)]
    try:
        door.fire(
            Order, order.pk, name, actor=actors.STRIPE, charge=charge.pk, amount_cents=payment.amount_cents
        )
    except Refused as refusal:
        # The money is in and stays recorded; that the order could not follow is for a person.
        raise_attention(
            order=order, concern=Concern.PAID_LATE, about=payment.provider_ref,
            amount_cents=payment.amount_cents, detail=str(refusal),
        )  # fmt: skip
    if missing < 0:
        raise_attention(
            order=order, concern=Concern.REFUND_DUE, about=f"{payment.provider_ref}:over",
            amount_cents=-missing, detail="Paid more than the revised quote asks for.",
        )  # fmt: skip
