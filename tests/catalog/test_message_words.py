"""Messages: closed placeholders, both languages, nothing a value can break out of."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalog.errors import MessageError
from catalog.messages import SMS_REQUIRED, render, validate
from catalog.models import MessageTemplate
from catalog.placeholders import ALL_NAMES, PLACEHOLDERS, names_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# As long as they get: links with 32 random characters, a time with its zone.
VALUES = {
    "name": "Mina",
    "order": "BD-7K3Q9FXZ",
    "order_link": "https://bidangil.example/orders/BD-7K3Q9FXZ/",
    "items": "1 x Hoodie\n2 x Album",
    "item": "Hoodie",
    "reason": "Perfume is flammable.",
    "question": "Which size?",
    "answer": "Large",
    "amount": "$1,234.56",
    "amount_before": "$1,200.00",
    "pay_link": "https://bidangil.example/pay/Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEy/",
    "valid_until": "Fri, Mar 13, 12:00 PM Eastern Time",
    "weight": "1.5 kg",
    "courier": "FedEx",
    "tracking_number": "794658972391",
    "track_link": "https://bidangil.example/track/Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEy/",
    "review_link": "https://bidangil.example/reviews/BD-7K3Q9FXZ/",
    "detail": "The amount differs.",
    "message": "The shop sends it tomorrow.",
}


def context(code: str, **changes: Any) -> dict[str, str]:
    return {name: VALUES[name] for name in PLACEHOLDERS[code]} | changes


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.usefixtures("catalog")
def test_every_message_uses_exactly_its_placeholders(language: str) -> None:
    for code in PLACEHOLDERS:
        template = MessageTemplate.objects.get(code=code, language=language)
        rendered = render(code=code, language=language, context=context(code))

        assert names_in(template.subject + template.body + template.sms) == PLACEHOLDERS[code], code
        assert (rendered.code, rendered.language) == (code, language)
        assert VALUES["order"] in rendered.subject
        assert [name for name in names_in(template.body) if VALUES[name] not in rendered.body] == [], code
        assert not set("{}") & set(rendered.subject + rendered.body + rendered.sms), code
        assert "\n" not in rendered.subject + rendered.sms


@pytest.mark.usefixtures("catalog")
def test_a_text_message_goes_out_for_seven_codes_and_is_short() -> None:
    for code in PLACEHOLDERS:
        english, korean = (render(code=code, language=it, context=context(code)) for it in ("en", "ko"))
        assert bool(english.sms) == bool(korean.sms) == (code in SMS_REQUIRED), code
        assert len(english.sms) <= 160, code
        assert english.sms.isascii()  # one special character would halve what fits into one text
        assert len(korean.sms) <= 90, code
    assert len(SMS_REQUIRED) == 7


@pytest.mark.usefixtures("catalog")
def test_a_pay_mail_word_for_word() -> None:
    mail = render(code="items_due", language="en", context=context("items_due"))
    assert mail.subject == "Your price for BD-7K3Q9FXZ: $1,234.56"
    assert mail.body == (
        "Hello Mina,\n\n"
        "Here is your price. It is the first of two payments; "
        "delivery follows once your parcel has been weighed.\n\n"
        "1 x Hoodie\n2 x Album\n\n"
        "To pay now: $1,234.56\n"
        "Pay here: https://bidangil.example/pay/Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEy/\n\n"
        "This price holds until Fri, Mar 13, 12:00 PM Eastern Time. "
        "We buy as soon as your payment arrives.\n\n"
        "Your order, with everything we know about it: https://bidangil.example/orders/BD-7K3Q9FXZ/\n\n"
        "Warm regards,\nBidangil"
    )


@pytest.mark.usefixtures("catalog")
@pytest.mark.parametrize(
    ("language", "answer"), [("en", "answer this mail"), ("ko", "이 메일에 답장해 주세요")]
)
def test_who_has_their_parcel_is_asked_for_nothing_the_page_cannot_take(language: str, answer: str) -> None:
    mail = render(code="delivered", language=language, context=context("delivered"))
    assert answer in mail.body
    for words in ("tell us on the page", "tell others", "Tell us how it was", "후기", "주문 페이지에서 알려"):
        assert words not in mail.body + mail.sms


@pytest.mark.usefixtures("catalog")
def test_a_language_without_a_row_is_written_to_in_english() -> None:
    MessageTemplate.objects.get(code="delivered", language="ko").delete()
    for language in ("ko", "fr", ""):
        assert render(code="delivered", language=language, context=context("delivered")).language == "en"
    assert render(code="shipped", language="ko-KR", context=context("shipped")).language == "ko"


def test_without_even_an_english_row_nothing_is_rendered() -> None:
    with pytest.raises(MessageError) as refusal:
        render(code="delivered", language="ko", context=context("delivered"))
    assert refusal.value.code == "no_template"


@pytest.mark.usefixtures("catalog")
def test_a_value_is_put_in_once_and_cannot_open_a_header() -> None:
    mail = render(
        code="quote_received",
        language="en",
        context=context(
            "quote_received", items="{order_link} {{7*7}} {name.__class__}", order="BD-1\nBcc: x@y.example"
        ),
    )
    assert "{order_link} {{7*7}} {name.__class__}" in mail.body
    assert mail.subject == "We have your request BD-1 Bcc: x@y.example"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda values: values.pop("amount"), "missing_value"),
        (lambda values: values.update(ammount="$1"), "unknown_placeholder"),
        (lambda values: values.update(amount=12), "bad_value"),
        (lambda values: values.update(amount=None), "bad_value"),
    ],
)
@pytest.mark.usefixtures("catalog")
def test_a_wrong_context_is_refused(change: Any, code: str) -> None:
    values = context("items_paid")
    change(values)
    with pytest.raises(MessageError) as refusal:
        render(code="items_paid", language="en", context=values)
    assert refusal.value.code == code


@pytest.mark.usefixtures("catalog")
def test_more_known_names_than_needed_are_fine() -> None:
    assert set(VALUES) == ALL_NAMES
    assert render(code="items_paid", language="en", context=VALUES).subject.endswith(
        "BD-7K3Q9FXZ has arrived"
    )


PAY = "Pay {amount} at {pay_link}"


@pytest.mark.parametrize(
    ("message", "subject", "body", "sms", "code"),
    [
        ("nonsense", "x", "x", "", "unknown_code"),
        ("items_due", "", PAY, "", "bad_subject"),
        ("items_due", "two\nlines", PAY, "", "bad_subject"),
        ("items_due", "x", "  ", "", "empty_body"),
        ("items_due", "x", PAY + " {tracking_number}", "", "unknown_placeholder"),
        ("items_due", "{oder}", PAY, "", "unknown_placeholder"),
        ("items_due", "x", PAY + " {amount.__class__}", "", "stray_brace"),
        ("items_due", "x", PAY + " {amount:>10}", "", "stray_brace"),
        ("items_due", "x", PAY + " {% if x %}", "", "stray_brace"),
        ("items_due", "x", PAY + " { amount }", "", "stray_brace"),
        ("items_due", "x", PAY + " }", "", "stray_brace"),
        ("items_due", "x", "Pay {amount}", "", "missing_required"),
        ("items_due", "x", PAY, "Pay {amount}", "missing_required"),
        ("quote_expired", "x", "x", "Hello", "sms_not_sent"),
    ],
)
def test_wrong_words_are_refused_and_not_stored(
    message: str, subject: str, body: str, sms: str, code: str
) -> None:
    with pytest.raises(MessageError) as refusal:
        validate(message, subject, body, sms)
    assert refusal.value.code == code
    with pytest.raises(ValidationError):
        MessageTemplate(code=message, language="en", subject=subject, body=body, sms=sms).full_clean()


def test_a_row_written_past_the_form_is_not_sent() -> None:
    MessageTemplate.objects.create(code="quote_expired", language="en", subject="x", body="Dear {nmae}")
    with pytest.raises(MessageError) as refusal:
        render(code="quote_expired", language="en", context=context("quote_expired"))
    assert refusal.value.code == "unknown_placeholder"
