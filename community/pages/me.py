"""`/me/`: a member's own details and their address book."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.api.profile import change_profile
from community.models import Member
from community.pages.forms import ProfileForm
from workflow.engine.errors import BadInput
from workflow.models import Address
from workflow.pages import address_book
from workflow.pages.forms import PostalForm
from workflow.services.address_book import add_address, change_address_entry, remove_address


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    # A copy: a form that fails must not rename the member in the header.
    member = Member.objects.get(pk=cast(Member, request.user).pk)
    if request.method != "POST":
        return _page(request, ProfileForm(instance=member))
    form = ProfileForm(request.POST, instance=member)
    if not form.is_valid():
        return _page(request, form, status=422)
    member = change_profile(member_id=member.pk, changes=form.cleaned_data)
    translation.activate(member.language)
    messages.success(request, _("Your details are saved."))
    reply = redirect("me")
    reply.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        member.language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return reply


def _page(request: HttpRequest, form: ProfileForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "book": address_book.entries(request.user)}
    return render(request, "pages/me.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_address(request: HttpRequest) -> HttpResponse:
    form = PostalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_address(member=request.user, parts=form.cleaned_data, is_default=None)
        except BadInput as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The address is in your address book."))
            return redirect("me")
    return _address_page(request, form, None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: HttpRequest, number: int) -> HttpResponse:
    entry = _own(request, number)
    if request.method != "POST":
        return _address_page(request, PostalForm(initial=entry.parts()), entry)
    form = PostalForm(request.POST)
    if not form.is_valid():
        return _address_page(request, form, entry)
    change_address_entry(entry=entry, parts=form.cleaned_data, is_default=None)
    messages.success(request, _("The address is changed. Orders you have placed keep the one they have."))
    return redirect("me")


@login_required
@require_POST
def remove_entry(request: HttpRequest, number: int) -> HttpResponse:
    remove_address(entry=_own(request, number))
    messages.success(request, _("The address is removed from your address book."))
    return redirect("me")


@login_required
@require_POST
def default_address(request: HttpRequest, number: int) -> HttpResponse:
    change_address_entry(entry=_own(request, number), parts={}, is_default=True)
    return redirect("me")


def _own(request: HttpRequest, number: int) -> Address:
    """An entry of their own book; somebody else's is not found."""
    return get_object_or_404(Address, customer=request.user, pk=number)


def _address_page(request: HttpRequest, form: Any, entry: Address | None) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "pages/book_entry.html", {"form": form, "entry": entry}, status=status)
