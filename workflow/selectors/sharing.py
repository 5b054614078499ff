"""Which shared tracking links are good."""

from workflow.models import Order


def is_good(share_token: str) -> bool:
    """Whether this is the present link of an order."""
    return Order.objects.filter(share_token=share_token).exists()
