"""Mail over SMTP and texts over SNS, in Korean, through the usual libraries."""

import smtplib
from email.message import EmailMessage
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from tests.running import Sandbox

SUBJECT = "[비단길] 주문 B-1의 견적이 도착했습니다"
TEXT = "안녕하세요, 민아님.\n견적: ₩123,400 (뷁)\n"
PHONE = "+821012345678"


def mail(to: str = "Mina@Example.com", message_id: str = "<order-1@bidangil.test>") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = SUBJECT, "비단길 <shop@bidangil.test>", to
    message["Message-ID"] = message_id
    message.set_content(TEXT)
    message.add_alternative("<p>안녕하세요, <b>민아</b>님</p><script>alert(1)</script>", subtype="html")
    return message


def send(sandbox: Sandbox, *messages: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=5) as post:
        for message in messages:
            post.send_message(message)


def sns(sandbox: Sandbox, attempts: int = 1) -> Any:
    return boto3.client(
        "sns",
        endpoint_url=f"{sandbox.url}/sns",
        region_name="ap-northeast-2",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}),
    )


def test_a_korean_mail_arrives_whole(sandbox: Sandbox) -> None:
    send(sandbox, mail(), mail("other@example.com", "<order-2@bidangil.test>"))

    kept = sandbox.get("mails", to="mina@example.com")

    assert len(kept) == 1
    assert (kept[0]["subject"], kept[0]["text"], kept[0]["to"]) == (SUBJECT, TEXT, ["Mina@Example.com"])
    assert "<b>민아</b>" in kept[0]["html"]
    assert kept[0]["message_id"] == "<order-1@bidangil.test>"
    raw = requests.get(f"{sandbox.url}/_sandbox/mails/{kept[0]['id']}/raw", timeout=10)
    assert b"Message-ID: <order-1@bidangil.test>" in raw.content


def test_a_repeated_mail_is_counted(sandbox: Sandbox) -> None:
    send(sandbox, mail(), mail(), mail(message_id="<order-2@bidangil.test>"))

    counts = sandbox.counts()

    assert (counts["mails"], counts["mails_repeated"]) == (3, 1)


def test_the_outbox_shows_mails_harmlessly(sandbox: Sandbox) -> None:
    send(sandbox, mail())
    sns(sandbox).publish(PhoneNumber=PHONE, Message="출고되었습니다 <b>")

    page = requests.get(f"{sandbox.url}/", timeout=10)

    assert SUBJECT in page.text
    assert "출고되었습니다 &lt;b&gt;" in page.text
    assert "<script>alert" not in page.text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text
    filtered = requests.get(f"{sandbox.url}/", {"to": PHONE}, timeout=10)
    assert SUBJECT not in filtered.text
    assert "출고되었습니다" in filtered.text


def test_a_log_in_is_accepted(sandbox: Sandbox) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=5) as post:
        assert post.login("relay", "secret")[0] == 235
        post.send_message(mail())
    assert sandbox.counts()["mails"] == 1


@pytest.mark.parametrize(
    ("kind", "status", "kept"), [("error503", 451, 0), ("error500", 554, 0), ("lost_reply500", 451, 1)]
)
def test_mail_faults(sandbox: Sandbox, kind: str, status: int, kept: int) -> None:
    sandbox.fault("SMTP", kind, times=1)

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(sandbox, mail())

    assert refusal.value.smtp_code == status
    assert sandbox.counts()["mails"] == kept
    send(sandbox, mail())
    assert sandbox.counts()["mails_repeated"] == kept


def test_a_mail_whose_answer_is_lost_was_taken(sandbox: Sandbox) -> None:
    sandbox.fault("SMTP", "lost_reply", times=1)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(sandbox, mail())

    assert sandbox.counts()["mails"] == 1


def test_a_korean_text_arrives_whole(sandbox: Sandbox) -> None:
    attributes = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}

    sent = sns(sandbox).publish(
        PhoneNumber=PHONE, Message="주문 B-1 출고 & 배송중", MessageAttributes=attributes
    )

    kept = sandbox.get("sms", to=PHONE)
    assert [(row["text"], row["message_id"]) for row in kept] == [
        ("주문 B-1 출고 & 배송중", sent["MessageId"])
    ]
    assert kept[0]["attributes"] == {"AWS.SNS.SMS.SMSType": "Transactional"}


@pytest.mark.parametrize(("phone", "text"), [("010-1234-5678", "hello"), (PHONE, ""), (PHONE, "가" * 1601)])
def test_a_text_that_cannot_be_sent(sandbox: Sandbox, phone: str, text: str) -> None:
    with pytest.raises(ClientError) as refusal:
        sns(sandbox).publish(PhoneNumber=phone, Message=text)

    assert refusal.value.response["Error"]["Code"] == "InvalidParameter"
    assert sandbox.counts()["sms"] == 0


def test_sms_faults(sandbox: Sandbox) -> None:
    sandbox.fault("POST /sns", "error429", times=1)
    with pytest.raises(ClientError) as refusal:
        sns(sandbox).publish(PhoneNumber=PHONE, Message="one")
    assert refusal.value.response["Error"]["Code"] == "Throttling"
    assert sandbox.counts()["sms"] == 0

    sandbox.fault("POST /sns", "lost_reply", times=1)
    with pytest.raises(ConnectionClosedError):
        sns(sandbox).publish(PhoneNumber=PHONE, Message="two")
    assert sandbox.counts()["sms"] == 1

    sandbox.fault("POST /sns", "error503", times=1)
    sns(sandbox, attempts=2).publish(PhoneNumber=PHONE, Message="three")
    assert sandbox.counts()["sms"] == 2
