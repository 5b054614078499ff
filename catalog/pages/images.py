"""The pictures themselves, for anybody who was shown their address."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.images import SPECS, mark_of, rendition
from catalog.models import Image

_KEPT = "public, max-age=31536000, immutable"
# An address from before the crop moved.
_KEPT_OLD = "public, max-age=300"


@require_safe
def image_file(request: HttpRequest, pk: int, spec: str, mark: str) -> HttpResponseBase:
    """One size of an image. Addresses come from `catalog.images.url_of`; they cannot be guessed, since a
    picture may lie here before the guide that shows it is published."""
    image = Image.objects.filter(pk=pk).first() if pk < 2**63 else None
    if image is None or spec not in SPECS:
        raise Http404(_("This picture is no longer there."))
    current = mark_of(image, spec)
    if mark.partition("-")[0] != current.partition("-")[0]:
        raise Http404(_("This picture is no longer there."))
    etag = quote_etag(f"{image.pk}-{spec}-{current}")
    answer: HttpResponseBase | None = None
    # Not drawn and not opened for whoever has it already.
    if "HTTP_IF_NONE_MATCH" in request.META:
        answer = get_conditional_response(request, etag=etag)
    if answer is None or answer.status_code != 304:
        answer = _opened(image, spec)
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = _KEPT if mark == current else _KEPT_OLD
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _opened(image: Image, spec: str) -> FileResponse:
    try:
        file = rendition(image, spec).file.open("rb")
    except (OSError, Image.DoesNotExist):
        raise Http404(_("This picture is no longer there.")) from None
    answer = FileResponse(file, content_type="image/jpeg")
    answer.headers["Content-Disposition"] = "inline"
    return answer
