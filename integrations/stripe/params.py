"""The parameters of a Checkout Session, built once and then frozen with the effect that sends them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

LOCALES = {"en": "en", "ko": "ko"}


def checkout_params(
    *,
    lines: Sequence[tuple[str, int, int]],
    currency: str,
    expires_at: datetime,
    metadata: dict[str, str],
    client_reference_id: str,
    success_url: str,
    cancel_url: str,
    customer_email: str = "",
    language: str = "en",
) -> dict[str, Any]:
    """Parameters for `create_session`, plain JSON without None, equal for equal input.

    `lines` are (name, amount_cents of one piece, quantity), each at least one cent and one piece.
    `expires_at` (aware, 30 min to 24 h ahead by Stripe's rule) is sent in whole seconds. The metadata goes on
    the session and on the payment, since Stripe copies nothing. `success_url` should hold
    `{CHECKOUT_SESSION_ID}`. Raises ValueError for lines that Stripe would refuse.
    """
    if not lines:
        raise ValueError("A session needs a line.")
    for name, amount_cents, quantity in lines:
        if not name.strip() or amount_cents < 1 or quantity < 1:
            raise ValueError(f"Not a payable line: {name!r}, {amount_cents} cents, {quantity} pieces.")
    if expires_at.tzinfo is None:
        raise ValueError("expires_at needs a time zone.")
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [
            {
                "price_data": {
                    "currency": currency.lower(),
                    "unit_amount": amount_cents,
                    # Stripe refuses longer names.
                    "product_data": {"name": name.strip()[:250]},
                },
                "quantity": quantity,
            }
            for name, amount_cents, quantity in lines
        ],
        "expires_at": int(expires_at.timestamp()),
        "metadata": dict(metadata),
        "payment_intent_data": {"metadata": dict(metadata)},
        "client_reference_id": client_reference_id,
        "success_url": success_url,
        "cancel_url": cancel_url,
        "locale": LOCALES.get(language, "auto"),
    }
    if customer_email:
        params["customer_email"] = customer_email
    return params
