"""Pictures of the catalog: a dialog to choose one, to upload one, and to say what no crop may cut off."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.images import keep_image, move_focal_point
from catalog.models import Image
from console.access import is_dialog, staff_only
from console.pages import images as pages
from console.pages.images import FocalForm, ImageForm

# The width at which the picture is pressed, in pixels of the page; it is never made larger.
_AIMED_AT = 320


@staff_only
@require_safe
def images(request: HttpRequest) -> HttpResponse:
    """The pictures, newest first: `q` searches in their texts."""
    _enter(request)
    return _page(request, pages.list_context(request))


@staff_only
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a picture with its texts. 422 with a sentence at each field that is wrong; then nothing is
    kept."""
    _enter(request)
    form = ImageForm(request.POST, request.FILES)
    added = _kept(request, form)
    if added is None:
        return _page(request, pages.list_context(request, form=form), status=422)
    if is_dialog(request):
        return _page(request, pages.list_context(request, added=added))
    messages.success(request, _("The picture is kept."))
    return HttpResponseRedirect(reverse("admin:images"))


def _kept(request: HttpRequest, form: ImageForm) -> Image | None:
    if not form.is_valid():
        return None
    texts = {name: form.cleaned_data[name] for name in ("title", "alt_en", "alt_ko")}
    try:
        return keep_image(user=request.user, file=form.cleaned_data["file"], **texts)
    except ValidationError as refusal:
        for name, errors in refusal.error_dict.items():
            form.add_error(name, errors)
        return None


@staff_only
@require_http_methods(["GET", "POST"])
def focal(request: HttpRequest, pk: int) -> HttpResponse:
    """What no crop may cut off: typed in percent, or pressed on the picture itself."""
    _enter(request)
    image = get_object_or_404(Image, pk=pk) if pk < 2**63 else get_object_or_404(Image, pk=0)
    if request.method != "POST":
        return _page(request, pages.focal_context(request, image, FocalForm(instance=image)), focal=True)
    form = FocalForm(_pressed(request, image) or request.POST, instance=image)
    if not form.is_valid():
        return _page(request, pages.focal_context(request, image, form), focal=True, status=422)
    move_focal_point(image, x=form.cleaned_data["focal_x"], y=form.cleaned_data["focal_y"])
    if is_dialog(request):
        return _page(request, pages.list_context(request))
    messages.success(request, _("The focal point is moved."))
    return HttpResponseRedirect(reverse("admin:images"))


def _pressed(request: HttpRequest, image: Image) -> dict[str, int] | None:
    """Where a browser without scripts says that the picture was pressed, in percent."""
    x, y = request.POST.get("at.x", ""), request.POST.get("at.y", "")
    if not (x.isdecimal() and y.isdecimal() and len(x) < 6 and len(y) < 6):
        return None
    width = min(_AIMED_AT, image.width)
    height = image.height * width / image.width
    return {
        "focal_x": min(100, round(int(x) / width * 100)),
        "focal_y": min(100, round(int(y) / height * 100)),
    }


def _enter(request: HttpRequest) -> None:
    if not request.user.has_perm("catalog.add_image"):
        raise PermissionDenied


def _page(
    request: HttpRequest, context: dict[str, Any], *, focal: bool = False, status: int = 200
) -> HttpResponse:
    """The dialog alone for an open page, or as a page of its own."""
    part = "console/catalog/_focal.html" if focal else "console/catalog/_images.html"
    if is_dialog(request):
        return render(request, part, context, status=status)
    whole = {**context, "part": part, "whole_page": True}
    return render(request, "console/catalog/images.html", whole, status=status)
