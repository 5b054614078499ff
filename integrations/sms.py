"""Text messages by Amazon SNS."""

import logging
import re
import threading
from typing import Any
from uuid import UUID

import boto3
import phonenumbers
from botocore import exceptions as b
from botocore.config import Config
from botocore.parsers import ResponseParserError
from django.conf import settings
from django.utils.translation import gettext as _

from integrations import http
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderError, ProviderRefused, TryLater

PROVIDER = "sns"
# SNS refuses longer texts; a text is billed per part of 160 characters, or 70 with Korean letters.
MAX_CHARACTERS = 1600

THROTTLED = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "KMSThrottling",
}
OUR_FAULT = {
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "ExpiredToken",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "MissingAuthenticationToken",
    "OptInRequired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}

log = logging.getLogger(__name__)
_lock = threading.Lock()
_clients: dict[tuple[str, ...], Any] = {}


class BadPhone(Exception):
    """Not a telephone number we can write to.

    `code`: empty, unreadable, has_extension or not_in_use (no such number exists in its country).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


def normalise_phone(text: str, default_region: str = "US") -> str:
    """The number in E.164 form ("+12125550123"), read as in `default_region` when it names no country.

    `default_region` is a two-letter country code. Raises BadPhone.
    """
    if not text.strip():
        raise BadPhone("empty", _("The telephone number is empty."))
    try:
        number = phonenumbers.parse(text, default_region)
    except phonenumbers.NumberParseException:
        raise BadPhone(
            "unreadable",
            _("This does not read as a telephone number. Write it like 213 555 0100 or +82 10 1234 5678."),
        ) from None
    if number.extension:
        raise BadPhone("has_extension", _("Please give a number without an extension."))
    if not phonenumbers.is_valid_number(number):
        raise BadPhone("not_in_use", _("There is no such telephone number. Please check the digits."))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def send_sms(*, to: str, text: str, key: UUID) -> str:
    """Send one text message and return the provider's message id.

    `to` is in E.164 form, `text` at most 1,600 characters. SNS knows no idempotency keys: after
    OutcomeUnknown a second call may send a second message, so a person decides. `key` (the effect's)
    goes into our log beside the message id. One attempt, no retries, under 30 s. Raises TryLater,
    OutcomeUnknown, ProviderRefused (also `bad_phone`, `no_text`, `too_long` before anything is sent),
    Misconfigured.
    """
    http.refuse_in_transaction()
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", to):
        raise ProviderRefused("bad_phone", "The number is not in international form.", PROVIDER)
    if not text.strip():
        raise ProviderRefused("no_text", "The message is empty.", PROVIDER)
    if len(text) > MAX_CHARACTERS:
        raise ProviderRefused("too_long", f"The message has over {MAX_CHARACTERS} characters.", PROVIDER)
    try:
        reply = _client().publish(
            PhoneNumber=to,
            Message=text,
            # Promotional messages, the default, are held back at night and may be dropped.
            MessageAttributes={"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}},
        )
    except (b.BotoCoreError, b.ClientError) as error:
        raise translate(error) from error
    except (ResponseParserError, KeyError) as error:
        # Outside the SDK's family of errors: a reply came that is no XML, or not Amazon's.
        raise OutcomeUnknown("bad_reply", "The reply could not be read.", PROVIDER) from error
    message_id = reply.get("MessageId")
    if not message_id:
        raise OutcomeUnknown("bad_reply", "The reply holds no message id.", PROVIDER)
    log.info("SMS of effect %s was accepted as %s", key, message_id)
    return str(message_id)


def translate(error: b.BotoCoreError | b.ClientError) -> ProviderError:
    """Which of our errors an error of the AWS SDK is; any doubt is OutcomeUnknown."""
    if isinstance(error, b.ClientError):
        return _refusal(error)
    if isinstance(error, b.ConnectTimeoutError | b.EndpointConnectionError | b.ProxyConnectionError):
        return TryLater("no_connection", "No connection came about.", PROVIDER)
    if isinstance(error, b.NoCredentialsError | b.PartialCredentialsError | b.CredentialRetrievalError):
        return Misconfigured("no_key", "There are no AWS credentials.", PROVIDER)
    if isinstance(error, b.ReadTimeoutError):
        return OutcomeUnknown("read_timeout", "The request was sent, but no reply came in time.", PROVIDER)
    if isinstance(error, b.ParamValidationError | b.NoRegionError | b.InvalidRegionError):
        return Misconfigured("bad_setting", "The AWS settings are incomplete or wrong.", PROVIDER)
    return OutcomeUnknown("reply_lost", "The request was sent, but the reply was lost.", PROVIDER)


def _refusal(error: b.ClientError) -> ProviderError:
    code = str(error.response.get("Error", {}).get("Code") or "refused")
    words = str(error.response.get("Error", {}).get("Message") or "The provider refused.")
    meta = error.response.get("ResponseMetadata", {})
    status = int(meta.get("HTTPStatusCode") or 0)
    if code in THROTTLED or status == 429:
        return TryLater("rate_limited", words, PROVIDER, http.retry_after(meta.get("HTTPHeaders")))
    if status >= 500:
        return OutcomeUnknown("server_error", f"The provider answered {status}.", PROVIDER)
    if code in OUR_FAULT or status in (401, 403):
        return Misconfigured("bad_key", words, PROVIDER)
    return ProviderRefused(code, words, PROVIDER)


def _client() -> Any:
    """The SDK's client for the settings; making one takes a second, and it may be shared by threads."""
    sns = {name: str(value) for name, value in settings.SNS.items()}
    at = tuple(sns.values())
    with _lock:
        if at not in _clients:
            _clients[at] = boto3.session.Session().client(
                "sns",
                endpoint_url=sns["endpoint"] or None,
                region_name=sns["region"],
                # Without keys the SDK looks for the machine's own role.
                aws_access_key_id=sns["access_key_id"] or None,
                aws_secret_access_key=sns["secret_access_key"] or None,
                config=Config(
                    connect_timeout=http.LIMITS.connect,
                    read_timeout=http.LIMITS.read,
                    # A repeated publish is a second message to the customer.
                    retries={"total_max_attempts": 1},
                    user_agent_extra=http.USER_AGENT,
                    proxies={} if http.is_loopback(sns["endpoint"]) else None,
                ),
            )
        return _clients[at]
