"""The signs of life of open pages."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from console import presence
from console.access import staff_only
from workflow.models import Order


def _order_ref(request: HttpRequest) -> str:
    """The order at whose page the person is; 403 for who may see none, 404 where there is none."""
    if not request.user.has_perm("workflow.view_order"):
        raise PermissionDenied
    kind, _colon, ref = request.POST.get("place", "").partition(":")
    if kind != "order" or not Order.objects.filter(ref=ref).exists():
        raise Http404
    return ref


@staff_only
@require_POST
def sign_of_life(request: HttpRequest) -> HttpResponse:
    """`place` is "order:<reference>", `edits` is 1 while something is edited. Answers who else is there."""
    ref = _order_ref(request)
    presence.note(ref=ref, member=request.user, edits=request.POST.get("edits") == "1")
    others = presence.others(ref=ref, member=request.user)
    return render(request, "console/order/_presence_people.html", {"people": others})


@staff_only
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The page is being closed; sent as a beacon, nobody reads the answer."""
    presence.leave(ref=_order_ref(request), member=request.user)
    return HttpResponse(status=204)
