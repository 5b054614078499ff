"""`/announcements/`: what is new."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import public, rich_text
from catalog.models import Announcement
from catalog.pages.frame import framed, in_asked_language, language_now

_A_PAGE = 20
# Characters of the text that a list and a search engine show.
_OUTLINE = 160


@require_safe
@in_asked_language
def announcements(request: HttpRequest) -> HttpResponse:
    language = language_now()
    page = Paginator(public.announcements(), _A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": [(row, row.title(language), _outline(row.body(language))) for row in page],
        **framed(
            request,
            title=_("Announcements"),
            description=_("What is new: holidays, changed rules, delivery times."),
            page=page.number,
        ),
    }
    return render(request, "pages/catalog/announcements.html", context)


@require_safe
@in_asked_language
def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    row = public.announcement(slug)
    if row is None:
        raise Http404
    return show(request, row)


def show(request: HttpRequest, row: Announcement, *, is_draft: bool = False) -> HttpResponse:
    """The page of an announcement, stored or still being written."""
    language = language_now()
    context: dict[str, Any] = {
        "announcement": row,
        "title": row.title(language),
        # Cleaned when it was written; cleaned again, as this is where it would do harm.
        "content": mark_safe(rich_text.clean(row.body(language))),  # noqa: S308
        **framed(
            request,
            title=row.title(language),
            description=_outline(row.body(language)),
            edit=None if is_draft else ("announcement", str(row.pk)),
        ),
    }
    return render(request, "pages/catalog/announcement.html", context)


def _outline(body: str) -> str:
    return Truncator(" ".join(rich_text.text_of(body).split())).chars(_OUTLINE)
