from typing import Any, cast

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.profile import change_profile
from community.models import Member
from workflow.api.idempotency import IdempotentPosts


class MeShape(serializers.ModelSerializer[Member]):
    """The e-mail address is changed by the account pages, because it has to be proved."""

    class Meta:
        model = Member
        fields = ("email", "name", "phone", "language", "notify_email", "notify_sms", "date_joined")
        read_only_fields = ("email", "date_joined")


def _member(request: Request) -> Member:
    """The permission lets nobody in who is not one."""
    return cast(Member, request.user)


class Me(IdempotentPosts):
    @extend_schema(tags=["me"], summary="Who I am", responses=MeShape)
    def get(self, request: Request) -> Response:
        return Response(MeShape(_member(request)).data)

    @extend_schema(
        tags=["me"],
        summary="Change my profile",
        description="A phone is checked and stored with its country code. Text messages need one.",
        request=MeShape(partial=True),
        responses=MeShape,
        examples=[
            OpenApiExample(
                "Korean, with text messages",
                value={"language": "ko", "phone": "(213) 555-0134", "notify_sms": True},
                request_only=True,
            )
        ],
    )
    def patch(self, request: Request) -> Response:
        asked = MeShape(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        changes: dict[str, Any] = asked.validated_data
        return Response(MeShape(change_profile(member_id=_member(request).pk, changes=changes)).data)
