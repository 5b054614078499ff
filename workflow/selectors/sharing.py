"""Which shared tracking links are good."""

from collections.abc import Collection

from workflow.models import Order


def good_among(share_tokens: Collection[str]) -> list[str]:
    """Those of them that are the present link of an order."""
    return list(Order.objects.filter(share_token__in=share_tokens).values_list("share_token", flat=True))
