"""The closed list of placeholders each message may use, and the check of a template's text.

Plain text with {names}, nothing more: no attributes, no formatting, no template language.
What a name may stand for is decided here, in code; staff only arrange the words around it.
"""

import re

from catalog.errors import MessageError

_CUSTOMER = {"name", "order", "order_link"}
_PAY = {"amount", "pay_link", "valid_until"}
_TRACK = {"courier", "tracking_number", "track_link"}

PLACEHOLDERS: dict[str, frozenset[str]] = {
    code: frozenset(names)
    for code, names in {
        "quote_received": _CUSTOMER | {"items"},
        "question_asked": _CUSTOMER | {"question"},
        "quote_rejected": _CUSTOMER | {"reason"},
        "items_due": _CUSTOMER | _PAY | {"items"},
        "prices_revised": _CUSTOMER | _PAY | {"amount_before", "reason"},
        "items_paid": _CUSTOMER | {"amount"},
        "item_out_of_stock": _CUSTOMER | {"item", "reason", "detail"},
        "items_bought": _CUSTOMER | {"items"},
        "items_arrived": _CUSTOMER | {"items"},
        "delivery_due": _CUSTOMER | _PAY | {"weight", "courier"},
        "delivery_fee_revised": _CUSTOMER | _PAY | {"amount_before", "reason"},
        "delivery_paid": _CUSTOMER | {"amount"},
        "shipped": _CUSTOMER | _TRACK,
        "tracking_corrected": _CUSTOMER | _TRACK,
        "out_for_delivery": _CUSTOMER | _TRACK,
        "delivered": _CUSTOMER | {"review_link"},
        "order_cancelled": _CUSTOMER | {"reason"},
        "quote_expired": _CUSTOMER,
        "payment_reminder": _CUSTOMER | _PAY,
        "payment_needs_review": _CUSTOMER | {"amount", "detail"},
        "message_received": _CUSTOMER | {"message"},
        "staff_new_request": _CUSTOMER | {"items"},
        "staff_customer_answered": _CUSTOMER | {"question", "answer"},
        "staff_customer_wrote": _CUSTOMER | {"message"},
        "staff_items_paid": _CUSTOMER | {"amount"},
        "staff_delivery_paid": _CUSTOMER | {"amount"},
        "staff_attention": _CUSTOMER | {"detail"},
    }.items()
}

ALL_NAMES: frozenset[str] = frozenset().union(*PLACEHOLDERS.values())

# A mail that asks for money without saying how much, or where, is worse than none.
_REQUIRED: dict[str, frozenset[str]] = {
    "question_asked": frozenset({"question"}),
    "quote_rejected": frozenset({"reason"}),
    "items_due": frozenset({"amount", "pay_link"}),
    "prices_revised": frozenset({"amount", "pay_link"}),
    "delivery_due": frozenset({"amount", "pay_link"}),
    "delivery_fee_revised": frozenset({"amount", "pay_link"}),
    "payment_reminder": frozenset({"amount", "pay_link"}),
    "shipped": frozenset({"tracking_number", "track_link"}),
    "tracking_corrected": frozenset({"tracking_number", "track_link"}),
    "delivered": frozenset({"review_link"}),
    "staff_attention": frozenset({"detail"}),
}

# The only messages that also go out as a text; each names what the text must hold.
SMS_REQUIRED: dict[str, frozenset[str]] = {
    "items_due": frozenset({"pay_link"}),
    "items_paid": frozenset(),
    "delivery_due": frozenset({"pay_link"}),
    "delivery_paid": frozenset(),
    "shipped": frozenset({"tracking_number"}),
    "delivered": frozenset(),
    "payment_reminder": frozenset({"pay_link"}),
}

NAME = re.compile(r"\{([a-z_]+)\}")


def names_in(text: str) -> frozenset[str]:
    """The placeholder names used in `text`."""
    return frozenset(NAME.findall(text))


def validate(code: str, subject: str, body: str, sms: str) -> None:
    """Check a template's text against the closed list of `code`; returns nothing when it is fit to save.

    Raises MessageError: unknown_code, unknown_placeholder, stray_brace, missing_required,
    bad_subject, empty_body, sms_not_sent.
    """
    allowed = PLACEHOLDERS.get(code)
    if allowed is None:
        raise MessageError("unknown_code", f"There is no message called {code!r}.")
    if not subject.strip() or "\n" in subject or "\r" in subject:
        raise MessageError("bad_subject", "The subject is one line of text and not empty.")
    if not body.strip():
        raise MessageError("empty_body", "The body is empty.")
    if sms and code not in SMS_REQUIRED:
        raise MessageError("sms_not_sent", f"No text message is sent for {code}; leave it empty.")
    for part, text in (("subject", subject), ("body", body), ("text message", sms)):
        if unknown := names_in(text) - allowed:
            raise MessageError(
                "unknown_placeholder",
                f"The {part} uses {_braced(unknown)}; {code} knows only {_braced(allowed)}.",
            )
        if "{" in (rest := NAME.sub("", text)) or "}" in rest:
            raise MessageError(
                "stray_brace", f"The {part} has a brace that is not part of a {{placeholder}}."
            )
    if missing := _REQUIRED.get(code, frozenset()) - names_in(body):
        raise MessageError("missing_required", f"The body must contain {_braced(missing)}.")
    if sms and (missing := SMS_REQUIRED[code] - names_in(sms)):
        raise MessageError("missing_required", f"The text message must contain {_braced(missing)}.")


def _braced(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
