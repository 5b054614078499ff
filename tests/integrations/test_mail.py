"""Mail against a real SMTP server on loopback, also one that breaks at every step."""

import email
import email.policy
import socket
import threading
from contextlib import suppress
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction

from integrations import http
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderRefused, TryLater
from integrations.mail import message_id_for, send_mail

KEY = UUID("7a1f5c52-19a1-4d2b-9f8e-3f6f0c1d2e3f")


class Box:
    """An SMTP handler that keeps mail, or answers what `replies` says for a command."""

    def __init__(self):
        self.mails = []
        self.replies = {}

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.replies.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "RCPT" not in self.replies:
            envelope.rcpt_tos.append(address)
        return self.replies.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope):
        reply = self.replies.get("DATA", "250 OK")
        if reply == "drop":
            server.transport.abort()
            return "250 never seen"
        if reply.startswith("250"):
            self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return reply


def smtp_at(settings, port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Bidangil <hello@bidangil.example>"


@pytest.fixture
def box(settings):
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    smtp_at(settings, port)
    yield box
    controller.stop()


def send(**changes):
    return send_mail(
        **{
            "to": "mina@example.com",
            "subject": "소포가 도착했습니다",
            "text": "안녕하세요",
            "html": "<p>안녕하세요</p>",
            "message_id": message_id_for(KEY),
            "language": "ko",
            **changes,
        }
    )


def test_a_mail_arrives_whole(box):
    send(reply_to="desk@bidangil.example")
    (mail,) = box.mails
    assert mail["Message-ID"] == "<7a1f5c52-19a1-4d2b-9f8e-3f6f0c1d2e3f@bidangil.example>"
    assert mail["From"] == "Bidangil <hello@bidangil.example>"
    assert mail["To"] == "mina@example.com"
    assert mail["Reply-To"] == "desk@bidangil.example"
    assert mail["Subject"] == "소포가 도착했습니다"
    assert mail["Content-Language"] == "ko"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_body(("plain",)).get_content().strip() == "안녕하세요"
    assert mail.get_body(("html",)).get_content().strip() == "<p>안녕하세요</p>"


def test_a_mail_without_html_has_no_empty_page(box):
    send(html="")
    (mail,) = box.mails
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip() == "안녕하세요"


def test_a_repeat_can_be_recognised(box):
    send()
    send()
    assert len(box.mails) == 2
    assert len({mail["Message-ID"] for mail in box.mails}) == 1
    assert box.mails[0]["Reply-To"] is None


@pytest.mark.parametrize(
    ("command", "reply", "kind", "code"),
    [
        ("MAIL", "550 No such sender", ProviderRefused, "smtp_550"),
        ("MAIL", "451 Later", TryLater, "smtp_451"),
        ("RCPT", "550 No such user", ProviderRefused, "smtp_550"),
        ("RCPT", "450 Greylisted", TryLater, "smtp_450"),
        ("DATA", "554 Spam", ProviderRefused, "smtp_554"),
        ("DATA", "452 Disk full", TryLater, "smtp_452"),
        ("DATA", "drop", OutcomeUnknown, "reply_lost"),
    ],
)
def test_what_the_server_says_counts(box, command, reply, kind, code):
    box.replies[command] = reply
    with pytest.raises(kind) as caught:
        send()
    assert (type(caught.value), caught.value.code, caught.value.provider) == (kind, code, "mail")
    assert box.mails == []


def test_the_words_of_the_server_are_kept(box):
    box.replies["RCPT"] = "550 No such user here"
    with pytest.raises(ProviderRefused) as caught:
        send()
    assert caught.value.message == "The mail server answered 550: No such user here"


def test_nobody_listens(settings, nobody):
    smtp_at(settings, int(nobody.rpartition(":")[2]))
    with pytest.raises(TryLater) as caught:
        send()
    assert caught.value.code == "no_connection"


@pytest.fixture
def scripted(settings):
    """A mail server of a few lines: it answers each command by a table, or falls silent."""
    replies = {
        "greeting": "220 hello",
        "ehlo": "250 hello",
        "mail": "250 ok",
        "rcpt": "250 ok",
        "data": "354 go on",
        ".": "250 taken",
        "quit": "221 bye",
    }
    done = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        try:
            line_in, _ = listener.accept()
        except OSError:
            return
        # OSError: the client has cut the line.
        with suppress(OSError), line_in, line_in.makefile("rb") as reader:

            def say(word):
                reply = replies.get(word, "250 ok")
                if reply == "silence":
                    done.wait(30)
                if reply == "trickle":
                    # Many lines, each in time, for much longer than the limits of these tests.
                    for _ in range(120):
                        if done.wait(0.05):
                            break
                        line_in.sendall(b"250-still looking\r\n")
                    line_in.sendall(b"250 done\r\n")
                    return True
                if reply in ("silence", "hang up"):
                    return False
                line_in.sendall(reply.encode() + b"\r\n")
                return True

            going, in_data = say("greeting"), False
            while going and (line := reader.readline()):
                word = line.strip().decode().lower().partition(" ")[0]
                if in_data and word != ".":
                    continue
                going = say(word)
                in_data = word == "data" and replies["data"].startswith("354")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    smtp_at(settings, listener.getsockname()[1])
    yield replies
    done.set()
    listener.close()
    thread.join(5)


def test_the_few_lines_are_a_mail_server(scripted):
    send()


@pytest.mark.parametrize(
    ("at", "reply", "kind", "code"),
    [
        ("greeting", "silence", TryLater, "no_connection"),
        ("greeting", "hang up", TryLater, "no_connection"),
        ("greeting", "421 too busy", TryLater, "no_connection"),
        ("ehlo", "hang up", TryLater, "no_connection"),
        ("mail", "hang up", OutcomeUnknown, "reply_lost"),
        ("data", "451 not now", TryLater, "smtp_451"),
        (".", "silence", OutcomeUnknown, "read_timeout"),
        (".", "hang up", OutcomeUnknown, "reply_lost"),
        (".", "trickle", OutcomeUnknown, "reply_lost"),
        (".", "nonsense", OutcomeUnknown, "reply_lost"),
    ],
)
def test_a_server_that_breaks(scripted, short_limits, at, reply, kind, code):
    scripted[at] = reply
    with pytest.raises(kind) as caught:
        send()
    assert (type(caught.value), caught.value.code) == (kind, code)


@pytest.mark.parametrize("reply", ["silence", "trickle", "hang up", "500 what?"])
def test_a_fault_at_goodbye_takes_nothing_back(scripted, short_limits, reply):
    scripted["quit"] = reply
    send()


def test_a_server_without_log_in(scripted, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "user", "password"
    with pytest.raises(Misconfigured) as caught:
        send()
    assert caught.value.code == "no_tls"


def test_a_wrong_password(scripted, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "user", "password"
    scripted["ehlo"] = "250-hello\r\n250 AUTH PLAIN"
    scripted["auth"] = "535 wrong"
    with pytest.raises(Misconfigured) as caught:
        send()
    assert caught.value.code == "bad_key"


INJECTION = "Hello\nBcc: everyone@example.com"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": INJECTION}, "bad_header"),
        ({"subject": "Hello\rBcc: x@example.com"}, "bad_header"),
        ({"subject": "Hello\u2028Bcc: x@example.com"}, "bad_header"),
        ({"subject": "Hello\x00"}, "bad_header"),
        ({"to": "mina@example.com\nBcc: x@example.com"}, "bad_address"),
        ({"to": "mina@example.com, other@example.com"}, "bad_address"),
        ({"to": "Mina <mina@example.com>"}, "bad_address"),
        ({"to": ""}, "bad_address"),
        ({"reply_to": "desk@bidangil.example\nBcc: x@example.com"}, "bad_address"),
        ({"message_id": "<a@b>\nBcc: x@example.com"}, "bad_header"),
        ({"message_id": "a@b"}, "bad_header"),
        ({"language": "ko\nBcc: x@example.com"}, "bad_header"),
        ({"language": "ko; x"}, "bad_header"),
    ],
)
def test_no_header_can_be_smuggled_in(box, changes, code):
    with pytest.raises(ProviderRefused) as caught:
        send(**changes)
    assert caught.value.code == code
    assert box.mails == []


@pytest.mark.django_db
def test_no_mail_leaves_inside_a_transaction(box):
    with transaction.atomic(), pytest.raises(http.HttpInTransaction):
        send()
    assert box.mails == []


def test_the_message_id_follows_the_sender(settings):
    settings.DEFAULT_FROM_EMAIL = "orders@shop.example"
    assert message_id_for(KEY) == f"<{KEY}@shop.example>"
