"""`/stores/`: Korean shops by what they sell."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import public
from catalog.hosts import normalise_host
from catalog.models import Category, Store
from catalog.pages.frame import SearchForm, framed, in_asked_language, language_now


@dataclass(frozen=True, slots=True)
class ShopView:
    """A shop in the page's language; `also` is its name in the other one."""

    host: str
    name: str
    also: str
    also_in: str
    summary: str

    @property
    def url(self) -> str:
        return f"https://{self.host}/"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The shops of one category. `slug` is empty for those without one."""

    slug: str
    name: str
    shops: list[ShopView] = field(default_factory=list)


@require_safe
@in_asked_language
def stores(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    shelves = _shelves(public.stores(wanted) if form.is_valid() else [], language_now())
    context: dict[str, Any] = {
        "form": form,
        "wanted": wanted,
        "shelves": shelves,
        **framed(
            request,
            title=_("Korean shops"),
            description=_("Korean shops that we buy from for you and send to the U.S., by what they sell."),
        ),
    }
    return render(request, "pages/catalog/stores.html", context)


@require_safe
@in_asked_language
def store(request: HttpRequest, host: str) -> HttpResponse:
    try:
        spelt = normalise_host(host)
    except ValueError:
        raise Http404 from None
    row = public.store(spelt)
    if row is None:
        raise Http404
    if spelt != host:
        return redirect("store", host=spelt, permanent=True)
    return show(request, row)


def show(request: HttpRequest, row: Store, *, is_draft: bool = False) -> HttpResponse:
    """The page of a shop, stored or still being written."""
    language = language_now()
    shop, category = shop_view(row, language), public.category_of(row)
    context: dict[str, Any] = {
        "shop": shop,
        "category": category.name(language) if category else "",
        "shelf": category.slug if category else "",
        "others": [shop_view(other, language) for other in public.neighbours(row)],
        **framed(
            request,
            title=shop.name,
            description=shop.summary
            or _("%(shop)s: we buy there for you and send it to your door in the U.S.") % {"shop": shop.name},
            edit=None if is_draft else ("store", str(row.pk)),
        ),
    }
    return render(request, "pages/catalog/store.html", context)


def shop_view(row: Store, language: str) -> ShopView:
    korean = row.name_ko or row.name
    name, also = (korean, row.name) if language == "ko" else (row.name, korean)
    summary = row.summary_ko if language == "ko" else row.summary_en
    return ShopView(
        host=row.host,
        name=name,
        also=also if also != name else "",
        also_in="en" if language == "ko" else "ko",
        summary=summary,
    )


def _shelves(rows: Any, language: str) -> list[Shelf]:
    """By the categories' own order; shops without a live one come last."""
    found: dict[int, tuple[Category, list[ShopView]]] = {}
    rest: list[ShopView] = []
    for row in rows:
        category = public.category_of(row)
        if category is None:
            rest.append(shop_view(row, language))
        else:
            found.setdefault(category.pk, (category, []))[1].append(shop_view(row, language))
    shelves = [
        Shelf(category.slug, category.name(language), shops)
        for category, shops in sorted(
            found.values(), key=lambda pair: (pair[0].position, pair[0].name_en, pair[0].pk)
        )
    ]
    if rest:
        shelves.append(Shelf("", _("More shops") if shelves else _("All shops"), rest))
    return shelves
