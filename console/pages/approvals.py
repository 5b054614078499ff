"""Requests for a second person, as they are read: what is asked, by whom, and what this reader may answer."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.money import format_usd
from workflow.models import Approval
from workflow.services.approvals import answerable_by, may_withdraw, waiting

_MOST_SHOWN = 100
TONES = {"agreed": "success", "refused": "danger", "withdrawn": "neutral"}


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """`answer_url` is empty for who may not answer, `withdraw_url` for who may not take it back."""

    approval: Approval
    title: str
    about: str
    is_mine: bool
    answer_url: str
    withdraw_url: str
    tone: str


def open_views(shown: list[Approval], user: Any, back: str) -> list[ApprovalView]:
    """Requests that wait, for this reader. One query says which of them they may answer, however many."""
    if not shown:
        return []
    for_them = Approval.objects.filter(answerable_by(user), pk__in=[one.pk for one in shown])
    answerable = set(for_them.values_list("pk", flat=True))
    return [approval_view(one, user, back, may_answer=one.pk in answerable) for one in shown]


def approval_view(
    approval: Approval, user: Any = None, back: str = "", *, may_answer: bool = False
) -> ApprovalView:
    """Without a reader, nobody is offered an answer."""
    mine = user is not None and approval.asked_by_id == user.pk
    query = urlencode({"next": back})
    return ApprovalView(
        approval=approval,
        title=title_of(approval),
        about=about(approval),
        is_mine=mine,
        answer_url=f"{_url('answer_approval', approval)}?{query}" if may_answer else "",
        withdraw_url=f"{_url('withdraw_approval', approval)}?{query}" if may_withdraw(approval, user) else "",
        tone=TONES.get(approval.verdict, "neutral"),
    )


def title_of(approval: Approval) -> str:
    if approval.kind == Approval.Kind.OVERRIDE:
        return _("Allow against the rule")
    amount = f" · {format_usd(approval.amount_cents)}" if approval.amount_cents else ""
    return _("Settle a matter of money") + amount


def about(approval: Approval) -> str:
    return str(approval.item or approval.matter or approval.order or "")


def approvals_context(user: Any) -> dict[str, Any]:
    """The page of all requests: what waits, oldest first, then what was answered last."""
    back = reverse("admin:approvals")
    open_ones = open_views(list(waiting()[:_MOST_SHOWN]), user, back)
    ended = (
        Approval.objects.exclude(pk__in=[view.approval.pk for view in open_ones])
        .select_related("order", "item", "matter__order")
        .order_by("-id")[:_MOST_SHOWN]
    )
    return {
        "waiting": open_ones,
        "ended": [approval_view(one) for one in ended],
    }


def _url(name: str, approval: Approval) -> str:
    return reverse(f"admin:{name}", args=(approval.pk,))
