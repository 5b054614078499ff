"""What can go wrong when we talk to somebody outside, sorted by what the caller may do next.

A caller never needs to know the provider's own errors: the class says whether anything can
have happened there, and whether asking again can help.
"""

from typing import ClassVar, Literal

Happened = Literal["no", "perhaps"]


class ProviderError(Exception):
    """A call to a provider did not end with the answer we wanted.

    `code` is a stable word for logs, tables and tests; `message` is one plain sentence that may
    be shown to staff; it never holds a key or a password. `happened` says whether the provider
    can have done the work, `retry_helps` whether the same call may succeed later without a person.
    """

    happened: ClassVar[Happened]
    retry_helps: ClassVar[bool]

    def __init__(self, code: str, message: str, provider: str) -> None:
        super().__init__(code, message, provider)
        self.code = code
        self.message = message
        self.provider = provider

    def __str__(self) -> str:
        return f"{self.provider}: {self.message} ({self.code})"


class TryLater(ProviderError):
    """This call has done nothing at the provider, for certain; the same call may succeed later.

    Raised when no connection came about, when the provider turned us away before it began (429,
    409 key in use, 503 that says so), and for every failed read, since a read changes nothing.
    `retry_after` is the provider's own wish in seconds, when it named one.
    """

    happened = "no"
    retry_helps = True

    def __init__(self, code: str, message: str, provider: str, retry_after: float | None = None) -> None:
        super().__init__(code, message, provider)
        self.args = (code, message, provider, retry_after)
        self.retry_after = retry_after


class OutcomeUnknown(ProviderError):
    """The request left us, and we do not know whether the provider acted on it.

    Raised when the reply was lost, came too late, or was a 5xx or unreadable. Repeating is safe
    only with the same idempotency key and the same parameters; without a key (SMS) a person or
    a look-up must decide.
    """

    happened = "perhaps"
    retry_helps = True


class ProviderRefused(ProviderError):
    """A definite no: this call has done nothing, and the same call will be refused again.

    Raised for 4xx answers, declined cards, unknown objects, and for input that we ourselves
    refuse to send.
    """

    happened = "no"
    retry_helps = False


class Misconfigured(ProviderError):
    """Our key, address or account is wrong: nothing has happened, and a person must change a setting."""

    happened = "no"
    retry_helps = False
