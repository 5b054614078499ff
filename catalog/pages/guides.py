"""`/guides/`: what we explain to customers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import blocks, public
from catalog.models import Guide
from catalog.pages.frame import framed, in_asked_language, language_now


@require_safe
@in_asked_language
def guides(request: HttpRequest) -> HttpResponse:
    language = language_now()
    context: dict[str, Any] = {
        "guides": [(row.slug, row.title(language), row.summary(language)) for row in public.guides()],
        **framed(
            request,
            title=_("Guides"),
            description=_(
                "How ordering from Korea works, step by step: quotes, payments, customs, delivery."
            ),
        ),
    }
    return render(request, "pages/catalog/guides.html", context)


@require_safe
@in_asked_language
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    row = public.guide(slug)
    if row is None:
        raise Http404
    return show(request, row)


def show(request: HttpRequest, row: Guide, *, is_draft: bool = False) -> HttpResponse:
    """The page of a guide, stored or still being written."""
    language = language_now()
    context: dict[str, Any] = {
        "guide": row,
        "title": row.title(language),
        "summary": row.summary(language),
        "content": blocks.rendered(row.blocks(language), language),
        **framed(
            request,
            title=row.title(language),
            description=row.summary(language) or row.title(language),
            edit=None if is_draft else ("guide", str(row.pk)),
        ),
    }
    return render(request, "pages/catalog/guide.html", context)
