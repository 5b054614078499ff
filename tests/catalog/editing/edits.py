"""For each kind a change that an editor might make, and whatever customers can see of it."""

import hashlib
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core import serializers

from catalog.editing.content import Content
from catalog.editing.registry import kind_of
from catalog.models import Entry, EntryEvent, Review, Revision
from integrations import clock

_EDITORS_OWN = {Entry, EntryEvent, Review, Revision}
# What is changed of each kind: a field of its form and its new value.
CHANGES = {
    "guide": {"title_en": "How it works, told anew"},
    "announcement": {"body_en": "<p>We are back.</p>"},
    "store": {"name": "Musinsa Standard"},
    "category": {"name_en": "Clothes and shoes"},
    "screening_rule": {"reason_en": "It cannot fly."},
    "rate_card": {"note": "A new table."},
    "zone": {"name": "California!"},
    "duty_table": {"note": "A new table."},
    "fee": {"percent": "5.5"},
    "exchange_rate": {"krw_per_usd": "1390.5", "note": "The bank's screen was down."},
    "deadline": {"hours": "48"},
    "holiday": {"name": "A long holiday"},
    "message": {"subject_en": "Your order {order} moves"},
    "reply": {"body_en": "Dear {name}, we shall look."},
}


def live() -> str:
    """A checksum over every row of the catalog that is not the editor's own."""
    digest = hashlib.sha256()
    for model in apps.get_app_config("catalog").get_models():
        if model not in _EDITORS_OWN:
            rows = model._default_manager.order_by("pk")
            digest.update(serializers.serialize("json", rows).encode())
    return digest.hexdigest()


def an_entry(kind: str) -> Entry:
    """A live entry of this kind."""
    found = Entry.objects.filter(kind=kind, live=True).order_by("pk").first()
    assert found is not None, kind
    return found


def changed(entry: Entry) -> Content:
    """Its live content with the change of its kind, beginning tomorrow where it is dated."""
    assert entry.live_revision is not None
    content: Content = {**entry.live_revision.content, **CHANGES[entry.kind]}
    if "valid_from" in kind_of(entry.kind).form.base_fields:
        tomorrow = clock.today() + timedelta(days=1)
        content |= {"valid_from": tomorrow.isoformat(), "valid_to": ""}
    return content


def says(row: Any, entry: Entry) -> Content:
    """What the live row says, as the editor would show it."""
    return kind_of(entry.kind).content_of(row)
