"""The mail's HTML part: our own links become buttons, anybody else's words stay words."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from tests.running import Sandbox
from tests.workflow.story import Story

SITE = "https://bidangil.example"


def mail(*paragraphs: list[str], language: str = "en") -> str:
    return render_to_string(
        "mail/notice.html",
        {"subject": "Your <price>", "paragraphs": paragraphs, "language": language, "site_url": SITE},
    )


def buttons(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<td style="background-color:#1e4a6d[^>]*><a href="([^"]*)"[^>]*>([^<]*)</a>', page)


def test_a_line_that_is_only_our_address_is_a_button() -> None:
    page = mail(["Hello,"], [f"{SITE}/pay/abc/"], [f"{SITE}/track/xyz/"], [f"{SITE}/orders/BD-1/"])
    assert buttons(page) == [
        (f"{SITE}/pay/abc/", "Pay now"),
        (f"{SITE}/track/xyz/", "Track the parcel"),
        (f"{SITE}/orders/BD-1/", "Open the order"),
    ]


def test_the_words_before_an_address_name_the_button() -> None:
    page = mail(
        ["To pay now: $48.60", f"결제하기: {SITE}/pay/abc/"],
        [f"Your order: {SITE}/orders/BD-1/"],
        language="ko",
    )
    assert buttons(page) == [(f"{SITE}/pay/abc/", "결제하기")]
    assert f'<a href="{SITE}/orders/BD-1/" style="color:#1e4a6d;">Your order</a>' in page
    assert '<html lang="ko">' in page
    assert "메일 수신 설정 바꾸기" in page


def test_other_peoples_addresses_never_hide() -> None:
    page = mail(
        ["Pay here: https://evil.example/pay/abc/", f"{SITE}.evil.example/pay/abc/", "javascript:alert(1)"]
    )
    assert buttons(page) == []
    assert ">https://evil.example/pay/abc/</a>" in page
    assert 'href="javascript' not in page


def test_everything_is_escaped() -> None:
    page = mail(['<script>x</script> & "quotes"', f'{SITE}/pay/a"><b>/'])
    assert "<script>" not in page
    assert "&lt;script&gt;x&lt;/script&gt; &amp; &quot;quotes&quot;" in page
    assert '"><b>' not in page
    assert "<title>Your &lt;price&gt;</title>" in page


@pytest.mark.django_db
@pytest.mark.database
def test_a_customer_without_a_name_is_their_address_to_staff(story: Story) -> None:
    story.customer.name = ""
    story.customer.save()
    order = story.requested()
    assert order.notice_context({}, to_staff=True)["name"] == "mina@customer.example"
    assert order.notice_context({})["name"] == "고객"


@pytest.mark.django_db
@pytest.mark.database
def test_the_mail_that_asks_for_money_arrives_with_its_button(story: Story, sandbox: Sandbox) -> None:
    charge = story.open_charge(story.items_due())
    sent = sandbox.get("mails", to=story.customer.email)
    found = next(one for one in sent if "견적이 나왔습니다" in one["subject"])
    link = f"{settings.SITE_URL}/pay/{charge.token}/"
    assert buttons(found["html"]) == [(link, "결제하기")]
    assert link in found["text"]
