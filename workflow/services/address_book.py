"""Writing in a customer's address book."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from workflow.engine.errors import BadInput
from workflow.engine.transactions import in_transaction
from workflow.models import Address

MAX_ENTRIES = 30


def add_address(*, member: Any, parts: dict[str, str], is_default: bool | None) -> Address:
    """Keep an address; the same address again is the same entry, the first one is the default.

    Raises BadInput (too_many_addresses); then nothing is written.
    """

    def deed() -> Address:
        _lock(member)
        book = Address.objects.filter(customer=member)
        known, count = book.filter(**parts).first(), book.count()
        if known is None and count >= MAX_ENTRIES:
            raise BadInput(
                _("An address book has up to %(max)d entries.") % {"max": MAX_ENTRIES},
                code="too_many_addresses",
            )
        entry = known or Address.objects.create(customer=member, **parts)
        if is_default or not count:
            _make_default(entry)
        return entry

    return in_transaction(deed)


def change_address_entry(*, entry: Address, parts: dict[str, str], is_default: bool | None) -> Address:
    """Replace the parts; orders keep their own copy. `is_default` true makes it the default, which it
    stays until another entry takes its place."""

    def deed() -> Address:
        _lock(entry.customer)
        for name, value in parts.items():
            setattr(entry, name, value)
        entry.save(update_fields=list(parts))
        entry.refresh_from_db(fields=["default_of"])
        if is_default:
            _make_default(entry)
        return entry

    return in_transaction(deed)


def remove_address(*, entry: Address) -> None:
    """Delete the entry; orders keep their own copy. The oldest one left takes over as the default."""

    def deed() -> None:
        _lock(entry.customer)
        was_default = Address.objects.filter(pk=entry.pk, default_of=entry.customer_id).exists()
        Address.objects.filter(pk=entry.pk).delete()
        heir = Address.objects.filter(customer_id=entry.customer_id).order_by("id").first()
        if was_default and heir is not None:
            _make_default(heir)

    in_transaction(deed)


def _lock(member: Any) -> None:
    """One writer at a time for each book, so that the default's slot changes hands in order."""
    get_user_model().objects.select_for_update().only("pk").get(pk=member.pk)


def _make_default(entry: Address) -> None:
    Address.objects.filter(default_of=entry.customer_id).exclude(pk=entry.pk).update(default_of=None)
    entry.default_of = entry.customer_id
    entry.save(update_fields=["default_of"])
