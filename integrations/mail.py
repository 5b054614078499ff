"""E-mail through Django's backend, with a stable Message-ID and errors that say what happened."""

import logging
import re
import smtplib
import socket
from collections.abc import Callable
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email

from integrations import http
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderError, ProviderRefused, TryLater

PROVIDER = "mail"

log = logging.getLogger(__name__)


def message_id_for(key: UUID) -> str:
    """The Message-ID of the mail of one effect: the same each time, so that a repeat can be recognised."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{key}@{domain}>"


def send_mail(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    language: str,
    reply_to: str | None = None,
) -> None:
    """Hand one mail, as plain text and (unless `html` is empty) as HTML, to the mail server.

    Returning means that the server accepted it.

    `to` and `reply_to` are bare addresses, `message_id` is `<...@...>` (see `message_id_for`), `language` a
    language tag for the header. A mail may arrive twice after OutcomeUnknown and a repeat; both
    carry the same Message-ID. Raises TryLater (nothing was handed over), OutcomeUnknown (the
    connection was lost while handing over), ProviderRefused (a definite no; also `bad_address`
    and `bad_header` before anything is sent), Misconfigured (log-in refused).
    """
    http.refuse_in_transaction()
    _check_address(to)
    if reply_to is not None:
        _check_address(reply_to)
    for header in (subject, language, message_id):
        # The mail library would fold or refuse these; a line break here is always an attack or a bug.
        if any(ord(c) < 32 or ord(c) == 127 or c in "\u0085\u2028\u2029" for c in header):
            raise ProviderRefused("bad_header", "A header of the mail holds a line break.", PROVIDER)
    if not re.fullmatch(r"<[!-~]+@[!-~]+>", message_id) or not re.fullmatch(r"[A-Za-z-]{2,15}", language):
        raise ProviderRefused("bad_header", "The Message-ID or the language is malformed.", PROVIDER)

    connection = get_connection(timeout=http.LIMITS.connect)
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "Message-ID": message_id,
            "Content-Language": language,
            # Out-of-office robots leave mails with this header alone.
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    if html:
        mail.attach_alternative(html, "text/html")
    with http.deadline():
        _hand_over(connection, mail)


def _hand_over(connection: Any, mail: EmailMultiAlternatives) -> None:
    """Open the connection, give the mail, close.

    Each silence is limited; once the server has greeted us, so is the whole, by `http.LIMITS.total`.
    """
    try:
        connection.open()
        _greet(connection)
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        raise _not_opened(error) from error
    with http.watchdog(_patience(connection)):
        try:
            if http.seconds_left() <= 0:
                raise TryLater("no_connection", "The mail server took too long to greet us.", PROVIDER)
            accepted = connection.send_messages([mail])
        except (smtplib.SMTPException, OSError) as error:
            raise _not_sent(error) from error
        finally:
            _close(connection)
    if not accepted:
        raise ProviderRefused("not_sent", "The mail was not accepted.", PROVIDER)


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise ProviderRefused("bad_address", "This is not an e-mail address.", PROVIDER) from None


def _greet(connection: Any) -> None:
    """Say hello now, not with the first mail: what breaks here has certainly handed over nothing."""
    smtp = getattr(connection, "connection", None)
    if isinstance(smtp, smtplib.SMTP):
        smtp.ehlo_or_helo_if_needed()


def _patience(connection: Any) -> Callable[[], object]:
    """Allow longer silences than while greeting, as a server may look at a mail for a while.

    Returns what cuts the line. Backends without a line (the outbox of tests) have none.
    """
    sock = getattr(getattr(connection, "connection", None), "sock", None)
    if sock is None:
        return lambda: None
    sock.settimeout(http.LIMITS.read)
    return lambda: sock.shutdown(socket.SHUT_RDWR)


def _close(connection: Any) -> None:
    """Say goodbye. A fault here changes nothing: the mail is accepted, or its own error is on the way."""
    try:
        connection.close()
    except (smtplib.SMTPException, OSError) as error:
        log.info("The mail server was lost at goodbye: %s", type(error).__name__)


def _not_opened(error: Exception) -> ProviderError:
    """Before any mail is handed over nothing can have happened."""
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return Misconfigured("bad_key", "The mail server does not accept our log-in.", PROVIDER)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Misconfigured("no_tls", "The mail server offers no TLS or no log-in.", PROVIDER)
    return TryLater("no_connection", "The mail server could not be reached.", PROVIDER)


def _not_sent(error: Exception) -> ProviderError:
    """A reply of the server is definite; silence or a lost line leaves it open, wherever it happened."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _reply(code, words)
    if isinstance(error, smtplib.SMTPResponseException):
        # A code of -1 or 0 is the library's word for "no reply".
        if error.smtp_code >= 400:
            return _reply(error.smtp_code, error.smtp_error)
        return OutcomeUnknown("reply_lost", "The mail server's reply could not be read.", PROVIDER)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return ProviderRefused("not_supported", "The mail server cannot take this address.", PROVIDER)
    # smtplib turns a time-out into "disconnected" and keeps it as the context.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return OutcomeUnknown("read_timeout", "The mail server did not answer in time.", PROVIDER)
    return OutcomeUnknown("reply_lost", "The connection to the mail server was lost.", PROVIDER)


def _reply(code: int, words: bytes | str) -> ProviderError:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    message = f"The mail server answered {code}: {' '.join(said.split())[:200]}"
    if code >= 500:
        return ProviderRefused(f"smtp_{code}", message, PROVIDER)
    return TryLater(f"smtp_{code}", message, PROVIDER)
