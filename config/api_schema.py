"""What the OpenAPI document says beyond the views themselves: log-ins, errors, copies."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from community.models import Member
from config.problems import MEDIA_TYPE
from workflow.models import Message, Notification, Order

# Vocabularies that live inside a model, for ENUM_NAME_OVERRIDES, which cannot look there.
IF_OUT_OF_STOCK = Order.StockOut.choices
LANGUAGES = Member.Language.choices
CHANNELS = Notification.Channel.choices
SIDES = Message.Side.choices


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "config.api_access.TokenAuthentication"
    name = "sessionToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-Session-Token",
            "description": "The `session_token` of `/_allauth/app/v1/`.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "config.api_access.SessionAuthentication"
    name = "sessionCookie"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The cookie of `/_allauth/browser/v1/`; changes also need `X-CSRFToken`.",
        }


PROBLEM = {
    "type": "object",
    "description": "RFC 9457. Any answer of 400 or above looks like this.",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri", "example": "urn:bidangil:problem:stale"},
        "title": {"type": "string", "example": "Conflict"},
        "status": {"type": "integer", "example": 409},
        "code": {"type": "string", "example": "stale"},
        "detail": {"type": "string", "example": "This has changed since you opened it."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {
                    "field": {"type": "string", "example": "items.3.url"},
                    "code": {"type": "string", "example": "bad_link"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A fresh UUID for each new request; the same one when you try it again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 80},
}


def describe_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Give each operation its error answer, and each POST its Idempotency-Key."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "Refused; `code` says why.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for method, operation in operations.items():
            operation["responses"].setdefault("default", answer)
            if method == "post":
                operation.setdefault("parameters", []).append(KEY)
    return result
