"""The customer page, and inviting a customer once more."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.invitations import awaits_invitation, invite, may_invite
from console import live, masking
from console.access import staff_only, way_back
from console.dialogs import Dialog, answer, close
from console.pages.customer import customer_context
from workflow.engine.actors import Actor


@staff_only
@require_safe
def customer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One customer: orders, money, messages, notes, addresses. Everything personal is masked."""
    if not request.user.has_perm("community.view_member"):
        raise PermissionDenied
    live.remember_place(request)
    customer = get_object_or_404(get_user_model(), pk=pk)
    name = masking.person(customer)
    request.crumbs = [(_("Members"), reverse("admin:community_member_changelist")), (name, "")]  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": name,
        **customer_context(customer, request.user),
    }
    return render(request, "console/customer/page.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation to an account (again). 409 for somebody who logs in already."""
    if not request.user.has_perm("community.view_member"):
        raise PermissionDenied
    customer = get_object_or_404(get_user_model(), pk=pk)
    dialog = Dialog(
        name="invite",
        title=_("Invite to an account"),
        about=masking.person(customer),
        help=_("Sends a mail with a link to choose a password. The link works for a few days."),
        submit=_("Send the invitation"),
        action=request.path,
        back=way_back(request, reverse("admin:customer", args=(customer.pk,))),
    )
    may = may_invite(request.user)
    if may and request.method != "POST" and not awaits_invitation(customer):
        sentence = _("This person can log in already: there is nothing to invite them to.")
        return close(request, dialog, sentence, status=200)

    def send(_form: Any) -> str:
        invite(member=customer, actor=Actor.staff(request.user))
        return _("The invitation is on its way.")

    return answer(request, dialog, may=may, act=send)
