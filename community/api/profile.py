"""What a member may change about themselves."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from community.models import Member
from integrations.sms import BadPhone, normalise_phone
from workflow.engine.errors import BadInput
from workflow.engine.transactions import in_transaction
from workflow.forms import clean_line


def change_profile(*, member_id: int, changes: dict[str, Any]) -> Member:
    """Write the changes and return the member. A phone is stored in E.164 form ("+12135550134").

    Raises BadInput: a phone that cannot be, or text messages without a phone; then nothing changed.
    """

    def deed() -> Member:
        member = Member.objects.select_for_update().get(pk=member_id)
        for name, value in changes.items():
            setattr(member, name, _CLEANED.get(name, _as_it_is)(value))
        if member.notify_sms and not member.phone:
            raise BadInput(_("Text messages need a phone number."), field="notify_sms", code="phone_missing")
        if changes:
            member.save(update_fields=list(changes))
        return member

    return in_transaction(deed)


def _as_it_is(value: Any) -> Any:
    return value


def _phone(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return normalise_phone(text)
    except BadPhone as fault:
        raise BadInput(str(fault), field="phone", code=fault.code) from fault


_CLEANED: dict[str, Callable[[Any], Any]] = {"phone": _phone, "name": clean_line}
