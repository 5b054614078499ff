"""Reading a customer's address book; it is written in by `workflow.services.address_book`."""

from typing import Any

from workflow.models import Address


def entries(customer: Any) -> list[Address]:
    """The customer's addresses, the default first."""
    return sorted(
        Address.objects.filter(customer=customer), key=lambda entry: (not entry.is_default, entry.pk)
    )
