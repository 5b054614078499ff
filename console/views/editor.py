"""The editor: one page of an entry, its deeds, its drafts as they are typed, and its versions."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.editing import drafts, locking, publication, reviewing, rights
from catalog.editing.comparing import compare
from catalog.editing.content import Content, from_post
from catalog.editing.errors import EditedMeanwhile, EditError, NotAllowed, NotReady
from catalog.editing.kinds import Kind
from catalog.editing.registry import kind_of
from catalog.models import Entry, Revision, ScreeningRule
from catalog.pages.previews import PREVIEWS
from console import live
from console.access import staff_only
from console.admin.base import link
from console.pages import editor as pages
from console.pages.editor import Shown
from integrations import clock
from workflow.services import rescreen


def the_kind(slug: str) -> Kind:
    try:
        return kind_of(slug)
    except KeyError:
        raise Http404 from None


def _the_entry(request: HttpRequest, pk: int) -> tuple[Entry, Kind]:
    """404 where there is none; 403 for who may not see its kind."""
    entry = get_object_or_404(
        Entry.objects.select_related("latest_revision", "live_revision", "locked_by"), pk=pk
    )
    kind = kind_of(entry.kind)
    if not rights.may_look(request.user, kind):
        raise PermissionDenied
    return entry, kind


@staff_only
@require_http_methods(["GET", "POST"])
def new_entry(request: HttpRequest, slug: str) -> HttpResponse:
    """An empty editor; the first thing that is typed makes the entry."""
    kind = the_kind(slug)
    if not rights.may_draft(request.user, kind):
        raise PermissionDenied
    if not kind.several:
        return HttpResponseRedirect(reverse("admin:catalog_kind", args=(slug,)))
    if request.method != "POST":
        return render(request, "console/catalog/editor.html", pages.new_context(request, kind, Shown()))
    content = from_post(request.POST, kind.form, kind.children)
    by_hand, deed = "do" in request.POST, request.POST.get("do", "")
    if deed in _DECISIONS and not rights.may_publish(request.user, kind):
        raise PermissionDenied
    try:
        entry = drafts.begin(
            kind, user=request.user, content=content, stretch=_stretch(request), by_hand=by_hand
        )
    except EditError as refusal:
        if not by_hand:
            return _refused_autosave(refusal)
        shown = Shown(content=content, refusal=refusal.message)
        context = pages.new_context(request, kind, shown)
        return render(request, "console/catalog/editor.html", context, status=422)
    if not by_hand:
        return _autosaved(entry, kind)
    if deed not in _DEEDS or deed == "save":
        messages.success(request, _("The draft is saved. Customers do not see it yet."))
        return HttpResponseRedirect(reverse("admin:entry", args=(entry.pk,)))
    return _do(request, entry, kind, content, seq=entry.seq)


@staff_only
@require_safe
def entry_of(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The editor of a live row: by the key of its entry, as public pages and lists know it."""
    kind = the_kind(slug)
    if not rights.may_look(request.user, kind):
        raise PermissionDenied
    entry = get_object_or_404(Entry, kind=slug, key=key)
    return HttpResponseRedirect(reverse("admin:entry", args=(entry.pk,)))


@staff_only
@require_http_methods(["GET", "POST"])
def entry_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor. A POST does what its button `do` says, with what was typed."""
    entry, kind = _the_entry(request, pk)
    if request.method == "POST":
        content = from_post(request.POST, kind.form, kind.children)
        return _do(request, entry, kind, content, seq=_seq(request))
    live.remember_place(request)
    return _page(request, entry, kind, Shown())


@staff_only
@require_POST
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being typed. Answers with the new number, or with what stands in the way."""
    entry, kind = _the_entry(request, pk)
    content = from_post(request.POST, kind.form, kind.children)
    try:
        entry = drafts.save(
            entry.pk, user=request.user, content=content, expect_seq=_seq(request),
            stretch=_stretch(request), by_hand=False,
        )  # fmt: skip
    except EditError as refusal:
        return _refused_autosave(refusal)
    return _autosaved(entry, kind)


@staff_only
@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side: `a` and `b` are their numbers; without them the live one and the newest."""
    entry, kind = _the_entry(request, pk)
    after = _revision(entry, request.GET.get("b")) or entry.latest_revision
    before = _revision(entry, request.GET.get("a"))
    if before is None:
        before = entry.live_revision if entry.live_revision_id != getattr(after, "pk", None) else None
    if after is None:
        raise Http404
    before = before or entry.revisions.filter(number__lt=after.number).first() or after
    context = pages.comparison_context(request, entry, kind, before, after)
    return render(request, "console/catalog/compare.html", context)


@staff_only
@require_POST
@xframe_options_sameorigin
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What customers would see of what is typed: the public page itself, in the language `lang` names.
    Nothing is stored."""
    kind = the_kind(slug)
    if not rights.may_draft(request.user, kind):
        raise PermissionDenied
    show = PREVIEWS.get(slug)
    if show is None:
        raise Http404
    entry = Entry.objects.filter(pk=_whole(request.POST.get("entry")), kind=slug).first()
    row = kind.draft_row(from_post(request.POST, kind.form, kind.children), entry)
    language = request.POST.get("lang", "")
    with translation.override(language if language in dict(settings.LANGUAGES) else None):
        return show(request, row, is_draft=True)


def _revision(entry: Entry, number: str | None) -> Revision | None:
    return entry.revisions.filter(number=_whole(number)).select_related("author").first()


# --- deeds ----------------------------------------------------------------------------------------

type Deed = Callable[[HttpRequest, Entry, int], str]


def _publish(request: HttpRequest, entry: Entry, seq: int) -> str:
    _offer_a_new_look(request, publication.publish(entry.pk, user=request.user, expect_seq=seq))
    return _("Published. Customers see it from now on.")


def _schedule(request: HttpRequest, entry: Entry, seq: int) -> str:
    publication.schedule(
        entry.pk,
        user=request.user,
        go_live_at=_moment(request, "go_live_at"),
        expire_at=_moment(request, "expire_at"),
        expect_seq=seq,
    )
    return _("Scheduled. The clock does it, also when nobody is here.")


def _unschedule(request: HttpRequest, entry: Entry, seq: int) -> str:
    publication.unschedule(entry.pk, user=request.user, expect_seq=seq)
    return _("Taken off the schedule.")


def _unpublish(request: HttpRequest, entry: Entry, seq: int) -> str:
    publication.unpublish(entry.pk, user=request.user, expect_seq=seq)
    return _("Taken off. Customers no longer see it; the content stays here as a draft.")


def _submit(request: HttpRequest, entry: Entry, seq: int) -> str:
    # Not "note": some kinds have a field of that name.
    note = request.POST.get("note_to_reviewer", "")
    reviewing.submit(entry.pk, user=request.user, note=note, expect_seq=seq)
    return _("Submitted. Whoever reviews finds it on home.")


def _approve(request: HttpRequest, entry: Entry, seq: int) -> str:
    comment = request.POST.get("comment", "")
    entry = reviewing.approve(entry.pk, user=request.user, comment=comment, expect_seq=seq)
    _offer_a_new_look(request, entry)
    return _("Approved and published.")


def _offer_a_new_look(request: HttpRequest, entry: Entry) -> None:
    """A rule that counts from today on says nothing of the orders that were screened before."""
    rule = kind_of(entry.kind).find(entry)
    if not isinstance(rule, ScreeningRule) or not rule.holds(clock.today()):
        return
    if rescreen.may_rescreen(request.user):
        words = link(reverse("admin:rescreen_orders"), _("Re-screen open orders"))
    else:
        words = format_html("{}", _("Who screens requests can screen the open orders again."))
    said = _("The open orders were screened by the rules before.")
    messages.info(request, format_html("{} {}", said, words))


def _changes(request: HttpRequest, entry: Entry, seq: int) -> str:
    reviewing.ask_for_changes(
        entry.pk, user=request.user, comment=request.POST.get("comment", ""), expect_seq=seq
    )
    return _("Given back with your comment.")


def _withdraw(request: HttpRequest, entry: Entry, seq: int) -> str:
    reviewing.withdraw(entry.pk, user=request.user, expect_seq=seq)
    return _("Taken back from review. Write on.")


def _lock(request: HttpRequest, entry: Entry, seq: int) -> str:
    locking.lock(entry.pk, user=request.user)
    return _("Locked: nobody else edits it until you unlock it.")


def _unlock(request: HttpRequest, entry: Entry, seq: int) -> str:
    locking.unlock(entry.pk, user=request.user)
    return _("Unlocked.")


def _drop(request: HttpRequest, entry: Entry, seq: int) -> str:
    drafts.drop_changes(entry.pk, user=request.user, expect_seq=seq)
    return _("The draft is given up.")


def _revert(request: HttpRequest, entry: Entry, seq: int) -> str:
    number = max(_whole(request.POST.get("number")), 0)
    drafts.revert(entry.pk, user=request.user, number=number, expect_seq=seq)
    return _("Brought back as a new draft. Customers do not see it yet.")


def _save(request: HttpRequest, entry: Entry, seq: int) -> str:
    return _("The draft is saved. Customers do not see it yet.")


_DEEDS: Mapping[str, Deed] = {
    "save": _save, "publish": _publish, "schedule": _schedule, "unschedule": _unschedule,
    "unpublish": _unpublish, "submit": _submit, "approve": _approve, "changes": _changes,
    "withdraw": _withdraw, "lock": _lock, "unlock": _unlock, "drop": _drop, "revert": _revert,
}  # fmt: skip
# Deeds on what is typed: it is saved first.
_WITH_WORDS = frozenset({"save", "publish", "schedule", "submit", "approve"})
# Who may not do these changes nothing by trying, not even a draft.
_DECISIONS = frozenset({"publish", "schedule", "approve"})


def _do(request: HttpRequest, entry: Entry, kind: Kind, content: Content, *, seq: int) -> HttpResponse:
    """Save, where the deed is on what is typed, then do it. A refusal keeps what was typed."""
    name = request.POST.get("do", "")
    deed = _DEEDS.get(name)
    if deed is None:
        raise Http404
    shown = Shown(content=content if name in _WITH_WORDS else None, typed=request.POST.dict())
    try:
        may = rights.may_publish if name in _DECISIONS else rights.may_draft
        rights.need(may(request.user, kind))
        if name in _WITH_WORDS and set(kind.form.base_fields) & set(request.POST):
            entry = drafts.save(
                entry.pk, user=request.user, content=content, expect_seq=seq, stretch=_stretch(request)
            )
            seq = entry.seq
        done = deed(request, entry, seq)
    except EditedMeanwhile:
        return _conflict(request, entry, kind, shown)
    except NotReady as refusal:
        shown.refusal, shown.complaints = refusal.message, refusal.complaints
        return _page(request, Entry.objects.get(pk=entry.pk), kind, shown, status=422)
    except NotAllowed as refusal:
        shown.refusal = refusal.message
        return _page(request, entry, kind, shown, status=403)
    except EditError as refusal:
        shown.refusal = refusal.message
        return _page(request, Entry.objects.get(pk=entry.pk), kind, shown, status=409)
    messages.success(request, done)
    if not Entry.objects.filter(pk=entry.pk).exists():
        return HttpResponseRedirect(reverse("admin:catalog_kind", args=(kind.slug,)))
    return HttpResponseRedirect(reverse("admin:entry", args=(entry.pk,)))


def _conflict(request: HttpRequest, entry: Entry, kind: Kind, shown: Shown) -> HttpResponse:
    """Somebody saved meanwhile: what is typed stays, and stands beside theirs."""
    entry = Entry.objects.select_related("latest_revision", "live_revision", "locked_by").get(pk=entry.pk)
    theirs = entry.latest_revision.content if entry.latest_revision is not None else {}
    shown.refusal = _("Somebody else has saved a newer version meanwhile. What you typed is still here.")
    if shown.content is not None:
        shown.conflict = compare(kind, theirs, shown.content)
    return _page(request, entry, kind, shown, status=409)


def _page(request: HttpRequest, entry: Entry, kind: Kind, shown: Shown, *, status: int = 200) -> HttpResponse:
    context = pages.entry_context(request, entry, kind, shown)
    return render(request, "console/catalog/editor.html", context, status=status)


# --- what a page sends ----------------------------------------------------------------------------


def _whole(sent: str | None) -> int:
    """A number of up to nine digits; -1, which nothing has, for what is none."""
    return int(sent) if sent and sent.isdecimal() and len(sent) < 10 else -1


def _seq(request: HttpRequest) -> int:
    """The number that the page has seen; one that is none is stale."""
    return _whole(request.POST.get("seq"))


def _stretch(request: HttpRequest) -> str:
    return request.POST.get("stretch", "")[:36]


def _moment(request: HttpRequest, name: str) -> datetime | None:
    """A moment by the desk's clock. Raises NotReady for what is none."""
    sent = request.POST.get(name, "").strip()
    if not sent:
        return None
    try:
        found = parse_datetime(sent)
        if found is not None:
            found = timezone.make_aware(found) if timezone.is_naive(found) else found
            # The first and the last hours of the calendar are not there everywhere.
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise NotReady({name: [_("This is no date and time.")]})


def _autosaved(entry: Entry, kind: Kind) -> JsonResponse:
    entry = Entry.objects.select_related("latest_revision", "live_revision").get(pk=entry.pk)
    content = entry.latest_revision.content if entry.latest_revision is not None else {}
    complaints = kind.reading(content, entry).complaints
    return JsonResponse(
        {
            "seq": entry.seq,
            "url": reverse("admin:entry", args=(entry.pk,)),
            "autosave": reverse("admin:entry_autosave", args=(entry.pk,)),
            "title": entry.title,
            "checks": sum(len(said) for said in complaints.values()),
        }
    )


def _refused_autosave(refusal: EditError) -> JsonResponse:
    status = 403 if isinstance(refusal, NotAllowed) else 409
    return JsonResponse({"code": refusal.code, "message": refusal.message}, status=status)
