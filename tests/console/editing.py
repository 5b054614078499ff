"""Pressing the buttons of the editor over HTTP, and what came of it."""

from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from catalog.models import Entry, EntryEvent, Store
from tests.catalog.editing.edits import an_entry
from tests.console.presses import typed_in

PAGE, OTHER_PAGE = "5e1f0000-0000-4000-8000-000000000001", "5e1f0000-0000-4000-8000-000000000002"
OURS = ("do", "seq", "stretch", "number", "comment", "note_to_reviewer", "go_live_at", "expire_at")
STALE = "Somebody else has saved a newer version meanwhile. What you typed is still here."


def shop() -> Entry:
    return an_entry("store")


def again(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def do(browser: Client, entry: Entry, deed: str, **more: Any) -> Any:
    """Press a button of the page as it is now, with nothing typed but `more`."""
    given = {"seq": again(entry).seq, "do": deed, **more}
    return browser.post(f"/console/editor/entries/{entry.pk}/", given)


def write(browser: Client, entry: Entry, deed: str = "save", **more: Any) -> Any:
    """Change fields of its newest draft, then press a button."""
    return do(browser, entry, deed, **{**typed_in(again(entry)), **more})


def autosave(browser: Client, entry: Entry, **more: Any) -> Any:
    given = {**typed_in(again(entry)), "seq": again(entry).seq, "stretch": PAGE, **more}
    return browser.post(f"/console/editor/entries/{entry.pk}/autosave/", given)


def verbs(entry: Entry) -> list[str]:
    return list(EntryEvent.objects.filter(entry=entry).order_by("id").values_list("verb", flat=True))


def numbers(entry: Entry) -> list[int]:
    return sorted(entry.revisions.values_list("number", flat=True))


def row_of(entry: Entry) -> Store:
    """What customers see of the shop."""
    return Store.objects.get(pk=again(entry).key or 0)


def name_of_shop(entry: Entry) -> str:
    return row_of(entry).name


def by_the_desks_clock(moment: datetime) -> str:
    """As the page's own field for a moment sends it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
