"""How every answer of the API looks: errors as problem+json, cursor pages, throttles.

Plain dictionaries, because the settings read this file before Django is up; the classes they
name stand in `config/api_access.py`, `config/api_pages.py` and `config/problems.py`.
"""

from typing import Any

# Attempts in a span of time. `anon` counts by address, the others by member (`estimate`, where nobody needs
# to be one, by address then); of `order_creation` only the orders that came about count.
THROTTLE_RATES = {
    "anon": "60/min",
    "user": "600/min",
    "order_creation": "30/hour",
    "checkout": "30/min",
    "messages": "60/hour",
    "uploads": "120/hour",
    "estimate": "30/min",
}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.api_access.TokenAuthentication",
        "config.api_access.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api_access.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": [
        "config.api_access.AnonThrottle",
        "config.api_access.MemberThrottle",
        "config.api_access.DeedThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": THROTTLE_RATES,
    # The address we are called from. With a proxy in front, whose X-Forwarded-For entry counts
    # must be said, or a caller chooses their own.
    "NUM_PROXIES": 0,
    "DEFAULT_PAGINATION_CLASS": "config.api_pages.Pages",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.problems.handle",
    "LIST_SERIALIZER_ERRORS_AS_DICT": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Bidangil",
    "VERSION": "1",
    "DESCRIPTION": """Korean goods to your door in the United States, by quote.

**Accounts** are at `/_allauth/app/v1/` (apps) and `/_allauth/browser/v1/` (pages): sign up, prove the
e-mail address with a code, log in, reset the password with a code. An app sends the `session_token` it
gets there as `X-Session-Token`; a page uses the session cookie and sends `X-CSRFToken` with what it changes.
Every call of it, with its bodies and answers: [`/_allauth/openapi.json`](/_allauth/openapi.json).

**Errors** are `application/problem+json`: `code` is stable and for machines, `detail` is a sentence in the
language of the request (`Accept-Language`, else the member's own), `errors` names the fields by path, like
`address.city` or `items.3.url` (items are counted from 0).

**Copies.** Every POST takes an `Idempotency-Key`. A copy with the same body gets the first reply again, with
`Idempotent-Replayed: true`; another body under the same key is refused. Replies are kept for 24 hours.

**Money** is whole numbers of the smallest unit: US cents, and won. Weights are grams, lengths millimetres.
""",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": True, "defaultModelsExpandDepth": 0},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_schema.describe_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "OrderState": "workflow.states.OrderState.choices",
        "ItemState": "workflow.states.ItemState.choices",
        "Turn": "workflow.states.Turn.choices",
        "ChargeKind": "workflow.states.ChargeKind.choices",
        "ChargeStatus": "workflow.states.ChargeStatus.choices",
        "IfOutOfStock": "config.api_schema.IF_OUT_OF_STOCK",
        "Language": "config.api_schema.LANGUAGES",
        "TrackingStatus": "workflow.models.parcel.STATUSES",
        "NoticeChannel": "config.api_schema.CHANNELS",
        "MessageSide": "config.api_schema.SIDES",
        "Actor": "workflow.api.timeline_shapes.ACTORS",
        "CustomerDeed": "workflow.api.order_shapes.CUSTOMER_DEEDS",
        "StepStatus": "workflow.api.order_shapes.STEP_STATUSES",
        "UsState": "workflow.api.inputs.STATE_CHOICES",
    },
    "TAGS": [
        {"name": "orders", "description": "From the request to the doorstep."},
        {"name": "messages", "description": "What you and our desk write to each other, with photos."},
        {"name": "charges", "description": "What is to be paid."},
        {"name": "events", "description": "What happens, as it happens."},
        {"name": "catalog", "description": "What it costs before anybody has ordered. No log-in is needed."},
        {"name": "me", "description": "The member's own page: profile, address book, notices."},
    ],
}
