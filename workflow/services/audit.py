"""Who did what, for deeds that are no transitions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from integrations import clock
from workflow.engine.actors import Actor
from workflow.models import AuditEntry, Order

VERBS: dict[str, Any] = {
    # an order at the desk
    "assigned": _("Assigned"),
    "unassigned": _("Given back"),
    "put_off": _("Put off"),
    "taken_up": _("Taken up again"),
    "entered": _("Entered an order for a customer"),
    "invited": _("Invited to an account"),
    "noted": _("Wrote a note"),
    "messaged": _("Wrote to the customer"),
    "photographed": _("Added a photo"),
    "printed": _("Printed"),
    "rescreened": _("Screened again"),
    # what two people have to want
    "asked_second": _("Asked for a second person"),
    "agreed": _("Agreed as the second person"),
    "refused": _("Refused as the second person"),
    "withdrew": _("Withdrew a request for a second person"),
    # personal data, access
    "revealed": _("Looked at personal data"),
    "factor_reset": _("Reset a second factor"),
    # accounts
    "member_added": _("Added an account"),
    "staff_made": _("Gave access to the console"),
    "staff_ended": _("Took access to the console away"),
    "roles_changed": _("Changed roles"),
    "email_changed": _("Changed a log-in address"),
    "account_opened": _("Let an account log in again"),
    "account_closed": _("Locked an account"),
    "password_mailed": _("Sent a mail to set a new password"),
    # the desk itself
    "resent": _("Sent a notice again"),
    "replayed": _("Looked at a provider event again"),
    "shared_view": _("Shared a saved view"),
    "removed_view": _("Removed a shared view"),
}


def record(
    *,
    actor: Actor,
    verb: str,
    about: str = "",
    order: Order | None = None,
    customer: Any = None,
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one row, in the transaction of the deed it tells of: both stand, or neither.

    `verb` is one of a closed set (`VERBS`), so that the activity log can be read and filtered in both
    languages. `data` holds what the verb needs to be understood, never personal data.
    """
    if verb not in VERBS:
        raise ValueError(f"{verb!r} is no verb of the audit log: add it to VERBS.")
    return AuditEntry.objects.create(
        at=clock.now(),
        actor_id=actor.user_id,
        actor_label=actor.label[:120],
        verb=verb,
        about=about[:200],
        order=order,
        customer=customer if customer is not None else (order.customer if order is not None else None),
        data=data or {},
    )
