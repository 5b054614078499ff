"""The mail server: takes every mail and keeps it, with faults when asked for."""

import asyncio
import json
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from integrations.sandbox.faults import HANG_SECONDS, Faults
from integrations.sandbox.store import Store

LARGEST = 25 * 1024 * 1024  # bytes, as common providers allow


class Mailbox:
    """aiosmtpd's handler."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store = store
        self._faults = faults

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store one mail, unless a fault says otherwise."""
        if slow := self._faults.take("SMTP", "delay"):
            await asyncio.sleep(slow.seconds)
        rule = self._faults.take(
            "SMTP", "error503", "error500", "error429", "hang", "lost_reply", "lost_reply500"
        )
        kind = rule.kind if rule else ""
        if kind in ("error503", "error429"):
            return "451 4.3.0 Try again later"
        if kind == "error500":
            return "554 5.7.1 Message rejected"
        if rule and kind == "hang":
            await asyncio.sleep(rule.seconds or HANG_SECONDS)
            return await _cut(server)
        raw = (
            envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        )
        keep(self._store, raw, sender=envelope.mail_from or "", recipients=envelope.rcpt_tos)
        if kind == "lost_reply":
            return await _cut(server)
        if kind == "lost_reply500":
            return "451 4.3.0 Try again later"
        return "250 2.0.0 OK"


def keep(store: Store, raw: bytes, *, sender: str, recipients: list[str]) -> None:
    """Store a mail with its parts taken apart; a mail that cannot be read is kept raw."""
    subject = text = html = message_id = ""
    attachments: list[dict[str, Any]] = []
    try:
        message = message_from_bytes(raw, policy=modern)
        subject, message_id = (
            str(message.get("subject", "")).strip(),
            str(message.get("message-id", "")).strip(),
        )
        if isinstance(message, EmailMessage):
            text, html = _part(message, "plain"), _part(message, "html")
            attachments = [
                {"name": part.get_filename() or "", "type": part.get_content_type()}
                for part in message.iter_attachments()
            ]
    except (LookupError, ValueError, AttributeError, TypeError, KeyError) as error:
        text = f"(this mail could not be read: {error})"
    store.run(
        "INSERT INTO mails (at, message_id, sender, recipients, subject, text, html, attachments, raw)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        time.time(),
        message_id,
        sender,
        json.dumps(recipients, ensure_ascii=False),
        subject,
        text,
        html,
        json.dumps(attachments, ensure_ascii=False),
        raw,
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


async def _cut(server: SMTP) -> str:
    abort = getattr(server.transport, "abort", None)  # uvloop shares no type with asyncio
    if abort is not None:
        abort()
    return "421 4.3.0 Lost"


def protocol(store: Store, faults: Faults) -> SMTP:
    """One connection's protocol. Any log-in is accepted, so that settings made for a real relay work."""
    return SMTP(
        Mailbox(store, faults),
        hostname="sandbox.localhost",
        ident="Sandbox",
        enable_SMTPUTF8=True,
        decode_data=False,
        data_size_limit=LARGEST,
        auth_require_tls=False,
        authenticator=lambda *_: AuthResult(success=True),
    )
