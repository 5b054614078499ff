"""Which shared tracking links are good."""

from collections.abc import Collection

from workflow.models import Order


def is_good(share_token: str) -> bool:
    """Whether this is the present link of an order."""
    return Order.objects.filter(share_token=share_token).exists()


def good_among(share_tokens: Collection[str]) -> list[str]:
    """Those of them that are the present link of an order."""
    return list(Order.objects.filter(share_token__in=share_tokens).values_list("share_token", flat=True))
