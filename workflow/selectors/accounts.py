"""Whose hand an account is in: what the audit log says of who made or changed it lately."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from integrations import clock
from workflow.models import AuditEntry

# Deeds that put an account, or what it may do, into somebody's hand.
ACCOUNT_VERBS = ("member_added", "staff_made", "roles_changed", "email_changed", "account_opened")
APART = timedelta(days=7)


def too_close(one_id: int | None, other_id: int | None) -> bool:
    """Whether one of the two made or changed the other's account within the last seven days.

    Then they are no two persons to each other: whoever keeps accounts could have made their own second one.
    One query; False without two people.
    """
    if one_id is None or other_id is None:
        return False
    either = Q(actor=one_id, customer=other_id) | Q(actor=other_id, customer=one_id)
    return _lately().filter(either).exclude(actor=one_id, customer=one_id).exists()


def apart_from(person_id: int, *, field: str) -> Q:
    """`field` (a member) is neither this person nor too close to them. No query of its own."""
    made = _lately().filter(actor=person_id, customer__isnull=False).order_by().values("customer")
    makers = _lately().filter(customer=person_id, actor__isnull=False).order_by().values("actor")
    near = Q(**{field: person_id}) | Q(**{f"{field}__in": made}) | Q(**{f"{field}__in": makers})
    return ~near


def _lately() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(verb__in=ACCOUNT_VERBS, at__gt=clock.now() - APART)
