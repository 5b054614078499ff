"""Refunds. Our own row comes first; these calls only carry it to Stripe."""

from uuid import UUID

from integrations.stripe.client import call
from integrations.stripe.objects import Refund, refund_from


def create_refund(*, key: UUID, payment_intent: str, amount_cents: int, metadata: dict[str, str]) -> Refund:
    """Send `amount_cents` (minor unit of the payment's currency, at least 1) back to the card it came from.

    Same key and values, same refund: nothing is paid back twice. Raises TryLater, OutcomeUnknown,
    ProviderRefused (for example `charge_already_refunded`), Misconfigured; ValueError for an amount under 1.
    """
    if amount_cents < 1:
        raise ValueError("A refund is at least one cent.")
    return call(
        lambda client: refund_from(
            client.v1.refunds.create(
                {"payment_intent": payment_intent, "amount": amount_cents, "metadata": dict(metadata)},
                {"idempotency_key": str(key)},
            )
        ),
        changes=True,
    )


def retrieve_refund(refund_id: str) -> Refund:
    """The refund as it stands now. Raises TryLater, ProviderRefused, Misconfigured."""
    return call(lambda client: refund_from(client.v1.refunds.retrieve(refund_id)), changes=False)
