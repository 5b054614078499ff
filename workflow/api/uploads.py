"""Pictures for messages: put in, and handed out again to who may see them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.api import examples
from workflow.api.idempotency import IdempotentPosts
from workflow.engine.actors import Actor
from workflow.models import Photo
from workflow.services.photos import CONTENT_TYPES, MAX_BYTES, keep_photo, waiting_of

# Around the picture: the boundary and the part's own headers.
_ENVELOPE = 64 * 1024


class BoundedParts(MultiPartParser):
    """A form with a file, refused by its length before any of it is read."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if length > MAX_BYTES + _ENVELOPE:
            raise RequestDataTooBig
        return super().parse(stream, media_type, parser_context)


class UploadInput(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="JPEG, PNG or WebP; up to 10 MB and 40 million pixels.")


class PhotoShape(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="For `photos` of a message.")
    url = serializers.SerializerMethodField(help_text="Opens for you alone, with your log-in.")
    width = serializers.IntegerField(help_text="Pixels.")
    height = serializers.IntegerField(help_text="Pixels.")

    def get_url(self, photo: Photo) -> str:
        return reverse("api-upload", args=(photo.key,))


class Uploads(IdempotentPosts):
    parser_classes = [BoundedParts]
    throttle_scope = "uploads"

    @extend_schema(
        tags=["messages"],
        summary="Upload a picture",
        description="Kept for a day, until a message takes it by its `key`. Stored as a JPEG of at most "
        "2,048 pixels a side, without the camera's data.",
        request={"multipart/form-data": UploadInput},
        responses={201: PhotoShape},
        examples=[examples.UPLOADED],
    )
    def post(self, request: Request) -> Response:
        asked = UploadInput(data=request.data)
        asked.is_valid(raise_exception=True)
        photo = keep_photo(actor=Actor.customer(request.user), file=asked.validated_data["file"])
        return Response(PhotoShape(photo).data, 201)


class Upload(IdempotentPosts):
    @extend_schema(
        tags=["messages"],
        summary="One picture",
        description="Your own upload, or a picture of a message about one of your orders.",
        responses={(200, "image/jpeg"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, key: UUID) -> Any:
        mine = Q(message__order__customer=request.user) | Q(pk__in=waiting_of(request.user))
        return picture(get_object_or_404(Photo.objects.filter(mine), key=key))


def picture(photo: Photo) -> FileResponse:
    """The picture itself, for who was found to have the right to it. Raises Http404: the file is gone."""
    try:
        file = photo.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("This picture is no longer there.")) from None
    answer = FileResponse(file, content_type=CONTENT_TYPES[photo.extension])
    answer.headers["Content-Disposition"] = f'inline; filename="{photo.key}.{photo.extension}"'
    answer.headers["Cache-Control"] = "private, max-age=86400"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
