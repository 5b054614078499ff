"""The editor of a catalog entry: its fields in tabs, what may be done with it, what stands beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.editing import rights
from catalog.editing.comparing import Comparison, compare
from catalog.editing.content import Content, Reading
from catalog.editing.door import name_of
from catalog.editing.drafts import open_review
from catalog.editing.errors import Complaints
from catalog.editing.kinds import Kind
from catalog.editing.reviewing import last_decided
from catalog.kinds.forms import DATED
from catalog.models import Entry, Review, Revision, Store
from catalog.pages.previews import PREVIEWS
from console import presence
from console.dialogs import dress
from console.pages.images import Picture, shown_in

# Revisions that the side panel shows; the history page has all.
_NEWEST = 12
_LANGUAGE_TABS = (("en", "English"), ("ko", "한국어"))


@dataclass(frozen=True, slots=True)
class Inner:
    """A fault within a field of blocks: its place there ("3.html"), counted from 0, and the block's number,
    counted from 1."""

    at: str
    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Place:
    """A field with what is wrong with it. `lang` says in which language its text is, for the browser;
    `edited` how it is written: "plain", "blocks", "rich" or "picture"."""

    bound: Any
    name: str
    complaints: tuple[str, ...] = ()
    lang: str = ""
    edited: str = "plain"
    inner: tuple[Inner, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of children: a grid with one line a row."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Place, ...], ...]
    blank: tuple[Place, ...]
    complaints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    slug: str
    label: str
    places: tuple[Place, ...] = ()
    listing: Listing | None = None

    @property
    def faults(self) -> int:
        rows = self.listing.rows if self.listing else ()
        own = sum(bool(place.complaints or place.inner) for place in self.places)
        return (
            own
            + sum(bool(place.complaints) for row in rows for place in row)
            + bool(self.listing and self.listing.complaints)
        )


@dataclass(frozen=True, slots=True)
class Doable:
    """What this person may do with the entry now."""

    write: bool
    publish: bool
    schedule: bool
    unpublish: bool
    submit: bool
    decide: bool
    withdraw: bool
    lock: bool
    unlock: bool
    drop: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A fault, in words, and the field it is about."""

    place: str
    label: str
    sentence: str


@dataclass(slots=True)
class Shown:
    """How the page is shown: with what content, and what was refused."""

    content: Content | None = None
    complaints: Mapping[str, Any] = field(default_factory=dict)
    refusal: str = ""
    conflict: Comparison | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


def new_context(request: HttpRequest, kind: Kind, shown: Shown) -> dict[str, Any]:
    """The page of an entry that does not exist yet. Nothing is stored before something is typed."""
    content = shown.content if shown.content is not None else kind.blank()
    reading = kind.reading(content)
    may_publish = rights.may_publish(request.user, kind)
    return {
        **_frame(request, kind, None, content, reading, shown),
        "title": _("New: %(kind)s") % {"kind": kind.label},
        "can": Doable(True, may_publish, False, False, not may_publish, False, False, False, False, False),
        "action": reverse("admin:new_entry", args=(kind.slug,)),
        "autosave": reverse("admin:new_entry", args=(kind.slug,)),
    }


def entry_context(request: HttpRequest, entry: Entry, kind: Kind, shown: Shown) -> dict[str, Any]:
    """The page of an entry: its newest draft, or what the person has typed."""
    latest = entry.latest_revision
    kept = latest.content if latest is not None else kind.blank()
    content = shown.content if shown.content is not None else kind.to_write_on(kept, entry)
    reading = kind.reading(content, entry)
    review = open_review(entry)
    revisions = list(entry.revisions.select_related("author", "brought_back").order_by("-number")[:_NEWEST])
    return {
        **_frame(request, kind, entry, content, reading, shown),
        "title": entry.title or _("Without a title"),
        "entry": entry,
        "can": doable(request.user, entry, kind, review),
        "review": review,
        "review_by": name_of(review.submitted_by) if review is not None else "",
        "decided": _to_read(entry, review),
        "locked_by": name_of(entry.locked_by) if entry.is_locked else "",
        "locked_for_me": entry.is_locked_for(request.user),
        "revisions": [(one, name_of(one.author) if one.author_id else "") for one in revisions],
        "events": [
            (event, name_of(event.actor) if event.actor_id else _("The clock"))
            for event in entry.events.select_related("actor", "revision")[:_NEWEST]
        ],
        "used_by": [use for use in kind.uses(entry) if use.count] if entry.key else [],
        "people": presence.others(place=presence.editor_of(entry.pk), member=request.user),
        "place": presence.editor_of(entry.pk),
        "action": reverse("admin:entry", args=(entry.pk,)),
        "autosave": reverse("admin:entry_autosave", args=(entry.pk,)),
        "dated": "valid_from" in kind.form.base_fields,
    }


def doable(user: Any, entry: Entry, kind: Kind, review: Review | None) -> Doable:
    writes, publishes = rights.may_draft(user, kind), rights.may_publish(user, kind)
    free = not entry.is_locked_for(user)
    waits, is_new = review is not None, entry.has_unpublished_changes
    return Doable(
        write=writes and free and (not waits or publishes),
        publish=publishes and free,
        schedule=publishes and free and kind.by_clock,
        unpublish=publishes and free and entry.live and kind.unpublishes,
        submit=writes and free and not waits,
        decide=publishes and free and review is not None and review.submitted_by_id != user.pk,
        withdraw=writes and free and waits,
        lock=writes and not entry.is_locked,
        unlock=entry.is_locked and (publishes or (writes and free)),
        drop=writes and free and not waits and (is_new or entry.first_published_at is None),
    )


def comparison_context(
    request: HttpRequest, entry: Entry, kind: Kind, before: Revision, after: Revision
) -> dict[str, Any]:
    """Any two versions side by side."""
    return {
        **admin.site.each_context(request),
        "title": _("Compare versions"),
        "entry": entry,
        "kind": kind,
        "before": before,
        "after": after,
        "before_by": name_of(before.author) if before.author_id else "",
        "after_by": name_of(after.author) if after.author_id else "",
        "comparison": compare(kind, before.content, after.content),
        "revisions": list(entry.revisions.order_by("-number")),
        "may_revert": doable(request.user, entry, kind, open_review(entry)).write,
    }


def _frame(
    request: HttpRequest,
    kind: Kind,
    entry: Entry | None,
    content: Content,
    reading: Reading,
    shown: Shown,
) -> dict[str, Any]:
    is_refused = bool(shown.complaints)
    return {
        **admin.site.each_context(request),
        "kind": kind,
        "tabs": _tabs(kind, reading, shown.complaints if is_refused else {}),
        "checks": _checks(kind, reading.complaints),
        "refused": {place: list(said) for place, said in shown.complaints.items()},
        "refusal": shown.refusal,
        "conflict": shown.conflict,
        "typed": shown.typed,
        "back": reverse("admin:catalog_kind", args=(kind.slug,)),
        "seq": entry.seq if entry is not None else 0,
        "preview": reverse("admin:entry_preview", args=(kind.slug,)) if kind.slug in PREVIEWS else "",
        # Asked for where blocks may name one.
        "stores": Store.objects.filter(live=True).order_by("host").values_list("host", "name"),
    }


def _tabs(kind: Kind, reading: Reading, complaints: Complaints) -> list[Tab]:
    """What is common first, then a tab for each language, each list of children, and where it comes from."""
    dress(reading.form)
    names = list(kind.form.base_fields)
    languages = {
        code: [name for name in names if name.endswith(f"_{code}")] for code, _label in _LANGUAGE_TABS
    }
    # A note alone tells no source.
    dated = [name for name in DATED if name in names] if "source" in names else []
    apart = {*dated, *(name for found in languages.values() for name in found)}
    common = [name for name in names if name not in apart]
    found = [Tab("content", _("Content"), _places(reading, common, complaints))] if common else []
    found += [
        Tab(code, label, _places(reading, languages[code], complaints, lang=code))
        for code, label in _LANGUAGE_TABS
        if languages[code]
    ]
    found += [
        Tab(name, str(kind.listing_label(name)), listing=_listing(kind, name, reading, complaints))
        for name in kind.children
    ]
    if dated:
        found.append(Tab("dates", _("Dates and source"), _places(reading, dated, complaints)))
    return found


def _places(
    reading: Reading, names: list[str], complaints: Complaints, *, lang: str = ""
) -> tuple[Place, ...]:
    return tuple(_place(reading.form[name], name, complaints, lang) for name in names)


def _place(bound: Any, name: str, complaints: Complaints, lang: str) -> Place:
    edited = getattr(bound.field, "edited", "plain")
    said = tuple(complaints.get(name, ()))
    # What is still empty is no fault before somebody wants to publish: Django says so of every bound form.
    bound.field.widget.attrs["aria-invalid"] = "true" if said else "false"
    if edited != "blocks":
        return Place(bound, name, said, lang, edited)
    inner = [
        Inner(place.removeprefix(f"{name}."), _block_number(place), sentence)
        for place, sentences in complaints.items()
        if place.startswith(f"{name}.")
        for sentence in sentences
    ]
    return Place(bound, name, said, lang, edited, tuple(inner), shown_in(bound.value()))


def _block_number(place: str) -> int:
    return int(place.split(".")[1]) + 1


def _listing(kind: Kind, name: str, reading: Reading, complaints: Complaints) -> Listing:
    child = kind.children[name]
    rows = []
    for number, form in enumerate(reading.children[name]):
        rows.append(_row(form, f"{name}-{number}", f"{name}.{number}", complaints))
    blank = _row(child(), f"{name}-__n__", "", {})
    columns = tuple(str(one.label) for one in child.base_fields.values())
    return Listing(name, columns, tuple(rows), blank, tuple(complaints.get(name, ())))


def _row(form: forms.Form, prefix: str, place: str, complaints: Complaints) -> tuple[Place, ...]:
    dress(form)
    form.prefix = prefix
    cells = []
    for name in form.fields:
        said = tuple(complaints.get(f"{place}.{name}", ()))
        value = form.data.get(name, "") if form.is_bound else ""
        attrs = {"id": f"id_{prefix}-{name}", "aria-label": str(form.fields[name].label)}
        html = form.fields[name].widget.render(f"{prefix}-{name}", value, attrs)
        cells.append(Place(html, name, said))
    return tuple(cells)


def _checks(kind: Kind, complaints: Complaints) -> list[Check]:
    found = []
    for place, said in complaints.items():
        name, _dot, rest = place.partition(".")
        label = str(kind.form.base_fields[name].label or name) if name in kind.form.base_fields else ""
        if name in kind.children:
            number = rest.partition(".")[0]
            label = str(kind.listing_label(name)) + (f" {int(number) + 1}" if number.isdecimal() else "")
        elif rest:
            label += " " + _("block %(n)d") % {"n": _block_number(place)}
        found += [Check(place, label, sentence) for sentence in said]
    return found


def _to_read(entry: Entry, review: Review | None) -> Review | None:
    """What a reviewer answered last, while nothing newer waits and it is not published yet."""
    decided = last_decided(entry)
    if review is not None or decided is None or decided.verdict != Review.Verdict.CHANGES:
        return None
    return decided if entry.has_unpublished_changes else None
