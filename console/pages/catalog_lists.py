"""What there is of each kind, what waits for whom, and what the clock will do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from catalog.editing import rights
from catalog.editing.content import of_instance
from catalog.editing.door import name_of
from catalog.editing.kinds import Kind
from catalog.editing.registry import all_kinds, kind_of
from catalog.models import Dated, Entry, Review
from integrations import clock

PAGE = 50
_LONGEST_SEARCH = 100
# A draft that nobody has touched for so long has been forgotten.
OLD_DRAFT = timedelta(days=30)
_AHEAD = timedelta(days=92)

# The filter of a list: what a value is called, and which entries it leaves.
STATES: dict[str, tuple[Any, Q]] = {
    "live": (pgettext_lazy("entry", "Live"), Q(live=True)),
    "drafts": (gettext_lazy("With a draft"), Q(has_unpublished_changes=True)),
    "review": (gettext_lazy("In review"), Q(open_review__isnull=False)),
    "scheduled": (gettext_lazy("Scheduled"), Q(go_live_at__isnull=False) | Q(expire_at__isnull=False)),
    "locked": (gettext_lazy("Locked"), Q(locked_at__isnull=False)),
    "off": (pgettext_lazy("entry", "Not live"), Q(live=False)),
}


@dataclass(frozen=True, slots=True)
class Row:
    entry: Entry
    kind: Kind
    url: str
    labels: tuple[tuple[str, str], ...]
    edited_by: str


def row(entry: Entry, *, review: Review | None) -> Row:
    labels: list[tuple[str, str]] = []
    if entry.live:
        labels.append((pgettext("entry", "Live"), "success"))
    elif entry.expired:
        labels.append((_("Expired"), "neutral"))
    elif entry.first_published_at is not None:
        labels.append((_("Taken off"), "neutral"))
    if entry.has_unpublished_changes:
        labels.append((_("Draft") if not entry.live else _("Newer draft"), "warning"))
    if review is not None:
        labels.append((_("In review"), "info"))
    if entry.go_live_at or entry.expire_at:
        labels.append((_("Scheduled"), "primary"))
    if entry.is_locked:
        labels.append((_("Locked"), "danger"))
    who = name_of(entry.edited_by) if entry.edited_by_id else ""
    url = reverse("admin:entry", args=(entry.pk,))
    return Row(entry, kind_of(entry.kind), url, tuple(labels), who)


def kind_context(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """The entries of one kind: searched by title, narrowed by state, fifty a page. A fixed number of
    queries."""
    term = request.GET.get("q", "").strip()[:_LONGEST_SEARCH]
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    entries = Entry.objects.filter(kind=kind.slug).select_related("edited_by")
    if term:
        entries = entries.filter(title__icontains=term)
    if state:
        entries = entries.filter(STATES[state][1])
    page = Paginator(entries.order_by("title", "id"), PAGE).get_page(request.GET.get("p"))
    return {
        **admin.site.each_context(request),
        "title": kind.label_plural.capitalize(),
        "kind": kind,
        "rows": _rows(page.object_list),
        "page": page,
        "term": term,
        "state": state,
        "states": [(code, label) for code, (label, _q) in STATES.items()],
        "may_write": rights.may_draft(request.user, kind) and kind.several,
        "is_narrowed": bool(term or state),
    }


def overview_context(request: HttpRequest) -> dict[str, Any]:
    """Everything that waits for somebody, and each kind with its numbers."""
    kinds = [kind for kind in all_kinds() if rights.may_look(request.user, kind)]
    slugs = [kind.slug for kind in kinds]
    mine = Entry.objects.filter(kind__in=slugs).select_related("edited_by", "locked_by")
    old = clock.now() - OLD_DRAFT
    numbers = Count("pk"), Count("pk", filter=Q(has_unpublished_changes=True))
    rows = mine.order_by().values("kind").annotate(all=numbers[0], drafts=numbers[1])
    counted = {row["kind"]: (row["all"], row["drafts"]) for row in rows}
    return {
        **admin.site.each_context(request),
        "title": _("Catalog"),
        "kinds": [(kind, *counted.get(kind.slug, (0, 0))) for kind in kinds],
        "waiting": awaiting(request.user),
        "scheduled": _rows(mine.filter(STATES["scheduled"][1]).order_by("go_live_at", "expire_at")[:PAGE]),
        "locked": _rows(mine.filter(locked_at__isnull=False).order_by("locked_at")[:PAGE]),
        "ageing": _rows(
            mine.filter(has_unpublished_changes=True, edited_at__lt=old).order_by("edited_at")[:PAGE]
        ),
        "old_days": OLD_DRAFT.days,
    }


@dataclass(frozen=True, slots=True)
class Waiting:
    review: Review
    entry: Entry
    kind: Kind
    url: str
    who: str


def awaiting(user: Any) -> list[Waiting]:
    """Reviews that this person may decide: not their own. One query."""
    slugs = [kind.slug for kind in all_kinds() if rights.may_publish(user, kind)]
    if not slugs:
        return []
    reviews = (
        Review.objects.filter(open_for__kind__in=slugs)
        .exclude(submitted_by=user)
        .select_related("entry", "submitted_by")
        .order_by("submitted_at")[:PAGE]
    )
    return [
        Waiting(
            review, review.entry, kind_of(review.entry.kind),
            reverse("admin:entry", args=(review.entry_id,)), name_of(review.submitted_by),
        )
        for review in reviews
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    at: datetime
    whole_day: bool
    words: str
    title: str
    kind: Kind
    url: str


def calendar_context(request: HttpRequest) -> dict[str, Any]:
    """Everything that changes by itself in the next three months, by day: what goes live, what ends, and
    the dated rules that begin and end."""
    kinds = [kind for kind in all_kinds() if rights.may_look(request.user, kind)]
    now = clock.now()
    found: list[Happening] = []
    entries = Entry.objects.filter(kind__in=[kind.slug for kind in kinds])
    for moment, words in (("go_live_at", _("Goes live")), ("expire_at", _("Expires"))):
        due: QuerySet[Entry] = entries.filter(**{f"{moment}__isnull": False}).order_by(moment)
        found += [
            Happening(
                getattr(entry, moment), False, words, entry.title, kind_of(entry.kind),
                reverse("admin:entry", args=(entry.pk,)),
            )
            for entry in due[:PAGE]
        ]  # fmt: skip
    for kind in kinds:
        if issubclass(kind.model, Dated):
            found += _of_dated(kind, now)
    days: dict[Any, list[Happening]] = {}
    for one in sorted(found, key=lambda one: one.at):
        days.setdefault(timezone.localtime(one.at).date(), []).append(one)
    return {
        **admin.site.each_context(request),
        "title": _("What the clock will do"),
        "days": list(days.items()),
        "until": now + _AHEAD,
    }


def _of_dated(kind: Kind, now: datetime) -> list[Happening]:
    today, last = clock.today(), (now + _AHEAD).date()
    model: Any = kind.model
    found: dict[tuple[str, str, Any], Happening] = {}
    rows = model.objects.filter(
        Q(valid_from__gt=today, valid_from__lte=last) | Q(valid_to__gte=today, valid_to__lte=last)
    )
    for row in rows:
        key = kind.key_of(row)
        url = reverse("admin:entry_of", args=(kind.slug, key))
        # Its own fields say what it is called; its children would be a query each.
        title = kind.title_of(of_instance(kind.form, row))
        for day, words, matters in (
            (row.valid_from, _("Begins"), row.valid_from > today),
            (row.valid_to, _("Last day"), row.valid_to is not None and row.valid_to >= today),
        ):
            if matters and day <= last:
                at = datetime(day.year, day.month, day.day, tzinfo=clock.SEOUL)
                found[key, words, day] = Happening(at, True, words, title, kind, url)
    return list(found.values())


def _rows(entries: Any) -> list[Row]:
    entries = list(entries)
    waiting = {one.open_for_id: one for one in Review.objects.filter(open_for__in=entries)}
    return [row(entry, review=waiting.get(entry.pk)) for entry in entries]
