"""Errors in Stripe's own shape: `{"error": {"type", "code", "message", "param"}}`."""

from typing import Any

DOCS = "https://docs.stripe.com/error-codes/"


class StripeError(Exception):
    """A refusal as Stripe words it. `keep` says whether an idempotency key remembers it."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        keep: bool = False,
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keep = keep
        self.error: dict[str, Any] = {"message": message, "type": type}
        if code:
            self.error |= {"code": code, "doc_url": DOCS + code.replace("_", "-")}
        if param:
            self.error["param"] = param
        self.error |= extra

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body."""
        return {"error": self.error}


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> StripeError:
    """400: the parameters are wrong."""
    return StripeError(400, message, param=param, code=code)


def missing(what: str, object_id: str, param: str = "id") -> StripeError:
    """404: there is no such object."""
    return StripeError(404, f"No such {what}: '{object_id}'", code="resource_missing", param=param)


def required(param: str) -> StripeError:
    """400: a parameter was left out."""
    return invalid(f"Missing required param: {param}.", param=param, code="parameter_missing")
