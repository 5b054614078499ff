"""Moved to `workflow/services/address_book.py`; this name goes once nobody imports it."""

from workflow.services.address_book import add_address, change_address_entry, remove_address

__all__ = ["add_address", "change_address_entry", "remove_address"]
