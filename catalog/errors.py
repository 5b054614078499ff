"""What can go wrong in the catalog. Every error carries a code and a sentence for people."""


class CatalogError(Exception):
    """A refusal by the catalog.

    `code` is stable and made for programs, `message` is a plain sentence for staff. A retry
    never helps: somebody has to change the input or add a row, so `retryable` is False.
    """

    retryable = False

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class PricingError(CatalogError):
    """A price cannot be given.

    Codes: no_items, duplicate_line, bad_quantity, bad_price, too_much, no_fee,
    no_exchange_rate, no_zone, no_rate, no_duty_rule, bad_weight, bad_dimension, bad_value,
    over_weight, over_size.
    """


class DeadlineError(CatalogError):
    """No deadline is known for a step (code no_deadline)."""


class MessageError(CatalogError):
    """A message template or its context is wrong.

    Codes: unknown_code, unknown_placeholder, stray_brace, missing_required, bad_subject,
    empty_body, sms_not_sent, no_template, missing_value, bad_value.
    """


class RowInForce(CatalogError):
    """A dated row that has begun is history: publish a new version (code row_in_force)."""
