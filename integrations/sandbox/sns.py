"""Amazon SNS: `Publish` to a phone number over the query protocol, which is what boto3 1.44 sends."""

import json
import re
import time
import uuid
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response

from integrations.sandbox.store import Store

XMLNS = "http://sns.amazonaws.com/doc/2010-03-31/"
E164 = re.compile(r"\+[1-9]\d{6,14}")
LONGEST = 1600


class Sns:
    """Takes texts and keeps them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def answer(self, request: Request) -> Response:
        """POST /sns."""
        if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
            return _error(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        if form.get("Action") != "Publish":
            return _error(400, "InvalidAction", f"This stand-in knows Publish, not {form.get('Action')}")
        phone, text = form.get("PhoneNumber", ""), form.get("Message", "")
        if not E164.fullmatch(phone):
            return _error(
                400,
                "InvalidParameter",
                f"Invalid parameter: PhoneNumber Reason: {phone} is not valid to publish to",
            )
        if not text or len(text) > LONGEST:
            return _error(400, "InvalidParameter", "Invalid parameter: Message Reason: empty or too long")
        message_id = str(uuid.uuid4())
        self._store.run(
            "INSERT INTO sms (at, message_id, recipient, text, attributes) VALUES (?, ?, ?, ?, ?)",
            time.time(),
            message_id,
            phone,
            text,
            json.dumps(_attributes(form), ensure_ascii=False),
        )
        return _xml(
            200,
            f'<PublishResponse xmlns="{XMLNS}">'
            f"<PublishResult><MessageId>{message_id}</MessageId></PublishResult>"
            f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata></PublishResponse>",
        )


def _attributes(form: dict[str, str]) -> dict[str, str]:
    start = "MessageAttributes.entry."
    names = {
        key[len(start) :].partition(".")[0]: value for key, value in form.items() if key.endswith(".Name")
    }
    return {name: form.get(f"{start}{n}.Value.StringValue", "") for n, name in names.items()}


def _error(status: int, code: str, message: str) -> Response:
    return _xml(
        status,
        f'<ErrorResponse xmlns="{XMLNS}"><Error><Type>Sender</Type><Code>{code}</Code>'
        f"<Message>{escape(message)}</Message></Error><RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>",
    )


def _xml(status: int, body: str) -> Response:
    return Response(body, status, media_type="text/xml")
