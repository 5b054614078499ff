"""Every screen of a registered model, and what the admin site itself answers, on a lively desk."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory
from django.urls import reverse

from community.models import Member
from console.admin.base import ReadOnlyAdmin
from tests.console.addresses import May, Page, anybody, has, nobody
from tests.console.lively import SCRIPT, Lively
from workflow.models import Order

# Nothing that a list knows: it shows itself without.
_NONSENSE = ({"p": "9999", "o": "99.x.-1", "q": SCRIPT}, {"p": "x", "q": "x" * 400, "all": ""})
# What Django's own list refuses, and leads back from.
_REFUSED = {"pk__in": "zzz", "nonsense": "1"}


def screens(lively: Lively, person: Any, *, thorough: bool) -> Iterator[Page]:
    """Lists, filters, searches, forms and histories of each model, then the site's own pages."""
    for model, screen in admin.site._registry.items():
        yield from _lists(model, screen, person, thorough)
        yield from _rows(model, screen)
    yield from _site(lively)


def sees(model: Any) -> May:
    app, name = model._meta.app_label, model._meta.model_name
    return lambda person: person.has_perm(f"{app}.view_{name}") or person.has_perm(f"{app}.change_{name}")


def adds(model: Any, screen: Any) -> May:
    if isinstance(screen, ReadOnlyAdmin):
        return nobody
    rights = [f"{model._meta.app_label}.{verb}_{model._meta.model_name}" for verb in ("add", "change")]
    # Django's own page for a new user asks for both.
    return has(*(rights if model is Member else rights[:1]))


def choices(model: Any, screen: Any, person: Any) -> Iterator[dict[str, str]]:
    """Each choice that the list's filters offer, and one of each that they do not: one of each filter at a
    time, until the longest has come to its end."""
    request = RequestFactory().get("/")
    request.user = person
    columns = []
    for entry in screen.get_list_filter(request):
        if isinstance(entry, tuple):
            field = model._meta.get_field(entry[0])
            offered = [str(value) for value, _label in field.flatchoices] or ["1", "0"]
            parameter = f"{entry[0]}__exact"
        else:
            offered = [str(value) for value, _label in entry(request, {}, model, screen).lookup_choices]
            parameter = entry.parameter_name
        columns.append([(parameter, value) for value in (*offered, "zzz")])
    for row in zip_longest(*columns):
        yield dict(filter(None, row))


def _lists(model: Any, screen: Any, person: Any, thorough: bool) -> Iterator[Page]:
    name, may = f"{model._meta.app_label}_{model._meta.model_name}_changelist", sees(model)
    url = reverse(f"admin:{name}")

    def asked(query: dict[str, str], status: int = 200) -> Page:
        return Page(name, f"{url}?{urlencode(query)}", may=may, status=status)

    yield Page(name, url, may=may)
    places = range(len(screen.list_display))
    yield asked({"o": ".".join(str(place) for place in places), "q": "mina"})
    if not thorough:
        return
    yield asked({"o": ".".join(f"-{place}" for place in places)})
    for query in _NONSENSE:
        yield asked(query)
    # The list of orders reads its address itself, and says what it does not understand.
    yield asked(_REFUSED, 200 if model is Order else 302)
    for query in choices(model, screen, person):
        # No yes and no no: Django leads back.
        yield asked(query, 302 if query.get("is_staff__exact") == "zzz" else 200)


def _rows(model: Any, screen: Any) -> Iterator[Page]:
    base = f"{model._meta.app_label}_{model._meta.model_name}"

    def at(part: str, *args: Any, may: May, status: int = 200, closed: int = 403) -> Page:
        return Page(f"{base}_{part}", reverse(f"admin:{base}_{part}", args=args), may, status, closed)

    yield at("add", may=adds(model, screen))
    there, row = (302 if model is Order else 200), model._default_manager.order_by("pk").first()
    assert row is not None, f"The lively desk has no {model.__name__}."
    yield at("change", row.pk, may=sees(model), status=there)
    yield at("history", row.pk, may=sees(model), status=there)
    yield at("delete", row.pk, may=nobody)
    yield at("change", 999_999, may=sees(model), status=404 if model is Order else 302)
    yield at("change", "nonsense", may=sees(model), status=404 if model is Order else 302)


def _site(lively: Lively) -> Iterator[Page]:
    yield Page("index", "/console/", anybody)
    yield Page("index", "/console/?days=7&days=x", anybody)
    yield Page("login", "/console/login/", anybody, 302, stranger=200)
    # Who is no staff is led to the console, and from there to the log-in page.
    yield Page("logout", "/console/logout/", anybody, 405)
    yield Page("password_change", "/console/password_change/", anybody)
    yield Page("password_change_done", "/console/password_change/done/", anybody)
    yield Page("jsi18n", "/console/jsi18n/", anybody)
    yield Page("nothing", "/console/nothing/at/all/", anybody, 404)
    for term in (
        "mina",
        lively.delivered.ref,
        lively.delivered.ref.lower()[3:7],
        SCRIPT,
        "",
        "x" * 400,
        "1 Z",
    ):
        yield Page("search", f"/console/search/?{urlencode({'s': term})}", anybody)
    members = "app_label=workflow&model_name=order&field_name=customer"
    yield Page("autocomplete", f"/console/autocomplete/?{members}&term=mina", sees(Member))
    yield Page("autocomplete", "/console/autocomplete/", nobody)
    kind = ContentType.objects.get_for_model(Order).pk
    yield Page("view_on_site", f"/console/r/{kind}/{lively.delivered.pk}/", anybody, 404)
    for app in ("workflow", "engine", "auth", "community"):
        models = [model for model in admin.site._registry if model._meta.app_label == app]

        def may(person: Any, models: list[Any] = models) -> bool:
            return any(sees(model)(person) for model in models)

        yield Page("app_list", f"/console/{app}/", may, closed=404)
    password = reverse("admin:auth_user_password_change", args=(lively.story.customer.pk,))
    yield Page("auth_user_password_change", password, has("community.change_member"))
