"""Whose hand an account is in: what the audit log says of who made or changed it lately."""

from datetime import timedelta

from integrations import clock
from workflow.models import AuditEntry

# Deeds that put an account, or what it may do, into somebody's hand.
ACCOUNT_VERBS = (
    "member_added", "staff_made", "roles_changed", "email_changed", "account_opened",
)  # fmt: skip
APART = timedelta(days=7)


def too_close(one_id: int | None, other_id: int | None) -> bool:
    """Whether one of the two made or changed the other's account within the last seven days.

    Then they are no two persons to each other: whoever keeps accounts could have made their own second one.
    Two queries; False without two people.
    """
    if one_id is None or other_id is None:
        return False
    return other_id in in_hand_of(one_id)


def in_hand_of(person_id: int) -> set[int]:
    """Ids of those whose account this person made or changed lately, and of those who did so to theirs."""
    lately = AuditEntry.objects.filter(verb__in=ACCOUNT_VERBS, at__gt=clock.now() - APART)
    made = lately.filter(actor=person_id, customer__isnull=False).values_list("customer", flat=True)
    makers = lately.filter(customer=person_id, actor__isnull=False).values_list("actor", flat=True)
    return {*made.order_by(), *makers.order_by()} - {person_id}
