"""Refusals at the door. Each says why in words a person can read, and changes nothing."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The deed was not done, and nothing was written.

    `code` is stable and for machines; the message is for people, in their language.
    """

    code = "refused"
    default = _("This cannot be done.")

    def __init__(self, message: Any = None, *, code: str | None = None) -> None:
        self.message = message if message is not None else self.default
        if code is not None:
            self.code = code
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class Stale(Refused):
    """The caller looked at an older state: a double click, an old tab, a faster colleague."""

    code = "stale"
    default = _("Somebody was faster: this has changed since you opened it. Look again before you go on.")


class WrongState(Refused):
    """The subject's state has no such transition."""

    code = "wrong_state"
    default = _("This step is not possible now.")


class GuardFailed(Refused):
    """The state allows the transition, a business rule does not."""

    code = "guard"


class NotPermitted(Refused):
    """This actor may never do this deed here."""

    code = "not_permitted"
    default = _("You are not allowed to do this.")


class BadInput(Refused):
    """What came with the deed cannot be used. `field` names the input, where there is one."""

    code = "bad_input"

    def __init__(self, message: Any, *, field: str = "", code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field
