"""Errors in OpenAI's own shape: `{"error": {"message", "type", "param", "code"}}`."""

from typing import Any


class OpenAIError(Exception):
    """A refusal as OpenAI words it."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        type: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {
            "error": {"message": message, "type": type, "param": param, "code": code}
        }


def unknown(param: str) -> OpenAIError:
    """400: a field that the API does not have."""
    return OpenAIError(400, f"Unknown parameter: '{param}'.", code="unknown_parameter", param=param)


def required(param: str) -> OpenAIError:
    """400: a field was left out."""
    return OpenAIError(
        400, f"Missing required parameter: '{param}'.", code="missing_required_parameter", param=param
    )


def wrong_type(param: str, wanted: str, got: Any) -> OpenAIError:
    """400: a field of another type."""
    return OpenAIError(
        400,
        f"Invalid type for '{param}': expected {wanted}, but got {type(got).__name__} instead.",
        code="invalid_type",
        param=param,
    )


def wrong_value(param: str, got: Any, wanted: str) -> OpenAIError:
    """400: a field whose value is none of those allowed."""
    return OpenAIError(
        400,
        f"Invalid value: '{got}'. Supported values are: {wanted}.",
        code="invalid_value",
        param=param,
    )
