"""What the public pages of the catalog share: language, addresses for search engines, way to the editor."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from catalog.editing.registry import kind_of
from catalog.editing.rights import may_draft

type View = Callable[..., HttpResponse]

# The language as a part of the address: search engines have neither cookie nor profile.
LANGUAGE = "lang"
# The longest text that a search box takes.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Frame:
    """The head of a page. `canonical` and `languages` are absolute addresses; `here` is where a switch of the
    language leads back to."""

    title: str
    description: str
    canonical: str
    languages: list[tuple[str, str]]
    here: str


class SearchForm(forms.Form):
    """One search box, sent by GET."""

    q = forms.CharField(required=False, max_length=LONGEST, label=_("Search"))


def in_asked_language(view: View) -> View:
    """Decorator: `?lang=ko` shows the page in Korean to whoever opens it, and nothing is remembered. Without
    it the page is in the reader's own language, like every other."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if asked := _asked(request):
            translation.activate(asked)
            request.LANGUAGE_CODE = asked
        return view(request, *args, **kwargs)

    return shown


def language_now() -> str:
    """`ko` or `en`: the language this page is being written in."""
    return "ko" if (translation.get_language() or "").startswith("ko") else "en"


def framed(
    request: HttpRequest,
    *,
    title: Any,
    description: Any,
    page: int = 1,
    edit: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """The context of every page here: `frame`, `language`, and `edit` for staff who may write drafts of the
    kind. `edit` is (kind, key) of the row that is shown, `page` its number in a list of several pages."""
    own = {"page": str(page)} if page > 1 else {}
    asked = _asked(request)
    query = request.GET.copy()
    query.pop(LANGUAGE, None)
    frame = Frame(
        title=str(title),
        description=str(description),
        canonical=_address(request, own | ({LANGUAGE: asked} if asked else {})),
        languages=[
            *((code, _address(request, own | {LANGUAGE: code})) for code, _name in settings.LANGUAGES),
            ("x-default", _address(request, own)),
        ],
        here=f"{request.path}?{query.urlencode()}" if query else request.path,
    )
    return {
        "frame": frame,
        "language": language_now(),
        "edit": edit_hook(request, *edit) if edit is not None else None,
    }


def edit_hook(request: HttpRequest, kind: str, key: str) -> dict[str, str] | None:
    """What `_edit_bar.html` makes a link to the editor of; None for whoever may not write drafts of it."""
    return {"kind": kind, "key": key} if may_draft(request.user, kind_of(kind)) else None


def _asked(request: HttpRequest) -> str:
    asked = request.GET.get(LANGUAGE, "")
    return asked if asked in dict(settings.LANGUAGES) else ""


def _address(request: HttpRequest, query: dict[str, str]) -> str:
    tail = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{settings.SITE_URL}{request.path}{'?' if tail else ''}{tail}"
