"""Checkout sessions: minted when needed, at most one open for a charge, closed before a change.

Nothing here runs inside a transaction except the short writes; each call to the provider goes
out under the attempt's own key with the attempt's frozen parameters, so that it may be repeated.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from integrations import stripe
from integrations.stripe import CheckoutSession
from workflow.engine.errors import Refused, WrongState
from workflow.engine.transactions import in_transaction
from workflow.live import money_moved
from workflow.models import Charge, Order, PaymentAttempt
from workflow.services.settlement import settle
from workflow.states import AttemptStatus, ChargeStatus

# The provider takes 30 minutes to 24 hours from creation. The last hour stays free for retries
# of a lost reply, which must send the same moment again.
_SESSION_LIFE = timedelta(hours=23)
# Past this age the provider forgets our key: look for the session instead of asking again.
_KEY_LIFE = timedelta(hours=22)


class NotPayable(WrongState):
    code = "not_payable"


class BeingChanged(Refused):
    """The charge is being replaced or closed this moment; a retry in a few seconds helps."""

    code = "being_changed"


def ensure_session(*, charge_id: int) -> PaymentAttempt:
    """Return an open session for the charge: the one there is, or a new one.

    Sessions of a charge that this one replaces are closed first; money found there counts, and
    then nothing, or only the difference, is left to pay here. Raises NotPayable when there is
    nothing to pay (any more), a ProviderError when the provider does not answer.
    """
    close_replaced(charge_id=charge_id)
    for _round in range(3):
        attempt = _open_attempt(charge_id)
        if attempt.session_id is None:
            attempt = _mint(attempt)
        if attempt.status == AttemptStatus.UNDER_WAY:
            raise NotPayable(_("Your bank payment is on its way. We write to you when it has arrived."))
        if (
            attempt.status == AttemptStatus.OPEN
            and attempt.session_expires_at
            and (attempt.session_expires_at > datetime.now(UTC) + timedelta(minutes=1))
        ):
            return attempt
        # Its time is up, or it closed meanwhile: what became of it decides what comes next.
        refresh(attempt_id=attempt.pk)
    raise BeingChanged(_("The payment page is not ready. Please try again in a minute."))


def close_sessions(*, charge_id: int) -> None:
    """Close every open session of the charge at the provider. Money found there is settled."""
    for attempt in PaymentAttempt.objects.filter(charge_id=charge_id, status__in=PaymentAttempt.OPEN):
        known = attempt if attempt.session_id else _mint(attempt)
        if known.session_id is None or known.status not in PaymentAttempt.OPEN:
            continue
        settle(attempt_id=known.pk, session=stripe.expire_session(session_id=known.session_id))


def close_replaced(*, charge_id: int) -> None:
    """Close the sessions of all charges that came before this one."""
    before = Charge.objects.only("id", "replaces").get(pk=charge_id).replaces
    while before is not None:
        close_sessions(charge_id=before.pk)
        before = before.replaces


def refresh(*, attempt_id: int) -> None:
    """Fetch the session again and act on what it is now. Does nothing for one without an id."""
    session_id = PaymentAttempt.objects.values_list("session_id", flat=True).get(pk=attempt_id)
    if session_id:
        settle(attempt_id=attempt_id, session=stripe.retrieve_session(session_id=session_id))


def _open_attempt(charge_id: int) -> PaymentAttempt:
    """The attempt that holds the charge's slot, or a new one that takes it."""

    def take() -> PaymentAttempt:
        order_id = Charge.objects.values_list("order_id", flat=True).get(pk=charge_id)
        order = Order.lock(order_id)
        charge = Charge.objects.select_for_update().get(pk=charge_id)
        if not charge.is_payable:
            raise NotPayable(
                {
                    ChargeStatus.PAID: _("This is paid already. Thank you!"),
                    ChargeStatus.EXPIRED: _("This offer has expired."),
                    ChargeStatus.CANCELLED: _("There is nothing to pay here any more."),
                }[ChargeStatus(charge.status)]
            )
        held = PaymentAttempt.objects.filter(open_for=charge.pk).first()
        if held is not None:
            return held
        attempt = PaymentAttempt(
            charge=charge, open_for=charge.pk, amount_cents=charge.amount_cents, created_at=datetime.now(UTC)
        )
        attempt.params = _params(order, charge, attempt)
        attempt.save(force_insert=True)
        if charge.status == ChargeStatus.DRAFT:
            charge.status = ChargeStatus.OPEN
            charge.save(update_fields=["status"])
            money_moved(order, charge)
        return attempt

    try:
        return in_transaction(take)
    except IntegrityError:
        # Another process took the slot between our look and our write; theirs serves as well.
        return PaymentAttempt.objects.get(open_for=charge_id)


def _params(order: Order, charge: Charge, attempt: PaymentAttempt) -> dict[str, Any]:
    page = f"{settings.SITE_URL}/pay/{charge.token}/"
    return stripe.checkout_params(
        lines=[(line["name"], line["amount_cents"], line.get("quantity", 1)) for line in charge.lines],
        currency="usd",
        expires_at=datetime.now(UTC) + _SESSION_LIFE,
        metadata={"order": order.ref, "charge": charge.ref, "attempt": str(attempt.key)},
        client_reference_id=charge.ref,
        success_url=f"{page}return/?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=page,
        customer_email=order.customer.email,
        language=order.customer.language,
    )


def _mint(attempt: PaymentAttempt) -> PaymentAttempt:
    """Create the session at the provider, or find the one that an earlier try created."""
    if datetime.now(UTC) - attempt.created_at > _KEY_LIFE:
        session = _look_for(attempt)
        if session is None:
            _give_up(attempt)
            attempt.refresh_from_db()
            return attempt
    else:
        session = stripe.create_session(key=attempt.key, params=attempt.params)
    with transaction.atomic():
        PaymentAttempt.objects.filter(pk=attempt.pk, session_id=None).update(
            session_id=session.id,
            url=session.url,
            session_expires_at=session.expires_at,
            status=AttemptStatus.OPEN,
            checked_at=datetime.now(UTC),
        )
    attempt.refresh_from_db()
    return attempt


def _look_for(attempt: PaymentAttempt) -> CheckoutSession | None:
    return stripe.find_session(
        metadata={"attempt": str(attempt.key)},
        created_from=attempt.created_at - timedelta(minutes=5),
        created_to=datetime.now(UTC),
    )


def _give_up(attempt: PaymentAttempt) -> None:
    """The provider never made a session for this attempt: free the slot for the next one."""
    PaymentAttempt.objects.filter(pk=attempt.pk, session_id=None).update(
        status=AttemptStatus.EXPIRED, open_for=None, checked_at=datetime.now(UTC)
    )
