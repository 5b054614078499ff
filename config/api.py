"""How every answer of the API looks: errors as problem+json, cursor pages, throttles."""

REST_FRAMEWORK: dict[str, object] = {}
SPECTACULAR_SETTINGS: dict[str, object] = {}
