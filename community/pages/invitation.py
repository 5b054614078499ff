"""`/invitation/…/`: somebody for whom the desk has entered an order chooses their password."""

from typing import Any

from allauth.account.forms import SetPasswordForm
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.invitations import accept, invited

_KEPT = "invitation"
_SHOWN_AS = "set"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """The key moves into the session first, so that it does not travel on as the address one came from."""
    if key != _SHOWN_AS:
        if _member(key) is None:
            return render(request, "account/invitation_gone.html", status=410)
        request.session[_KEPT] = key
        return redirect("invitation", key=_SHOWN_AS)
    member = _member(request.session.get(_KEPT, ""))
    if member is None:
        return render(request, "account/invitation_gone.html", status=410)
    translation.activate(member.language)
    form: Any = SetPasswordForm(user=member, data=request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "account/invitation.html", {"form": form, "member": member}, status=status)
    accept(member=member, password=form.cleaned_data["password1"])
    request.session.pop(_KEPT, None)
    messages.success(request, _("Your password is saved. Log in with it to see your order."))
    return redirect("account_login")


def _member(key: str) -> Any:
    uid, _dash, token = key.partition("-")
    return invited(uid, token)
