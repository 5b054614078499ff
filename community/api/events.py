"""The part of event streams that is ordinary HTTP: tokens, and the address where no stream server stands."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotAuthenticated, PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.live import channels, tokens
from workflow.api.idempotency import IdempotentPosts

_WHAT_IS_HEARD = """A stream of server-sent events (`text/event-stream`). Without `channel`
you hear your own: your orders, payments, parcels and messages. Events name things and states, and
carry nothing else: read the order anew when one comes.

| event | data |
|---|---|
| `order` | `order`, `state`, `seq`, `deed` |
| `item` | `order`, `item`, `state`, `deed` |
| `money` | `order`, `charge`, `status` |
| `parcel` | `order`, `courier`, `number`, `status` |
| `message` | `order`, `side` (who wrote, or has read: `customer` or `staff`) |

Besides: `stream-open`; `keep-alive` every 20 seconds; `stream-reset`: you missed more than we keep, read
everything anew; `stream-error`: data `code` and `detail`, then the stream ends (`revoked`, `token_expired`).

Send back the last `id` as `Last-Event-ID` (browsers do so by themselves) and you get exactly what you
missed, once. Ids are opaque. At most 10 channels a stream, 20 streams a member."""


# Also without, for a shared link; but most who read this have one.
_LOG_INS: Any = [{"sessionToken": []}, {"sessionCookie": []}]


class ElsewhereOnly(APIException):
    status_code = 503
    default_code = "stream_elsewhere"
    default_detail = _("Event streams are served by another process. The way there is not set up.")


class StreamToken(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="For `?token=`. Opens streams for five minutes; no log-in.")
    expires_at = serializers.DateTimeField()
    channels = serializers.ListField(child=serializers.CharField())


class TokenRequest(serializers.Serializer[Any]):
    channels = serializers.ListField(
        child=serializers.CharField(max_length=80),
        required=False,
        min_length=1,
        max_length=channels.MOST_CHANNELS,
        help_text="By default your own channel, `user-<id>`.",
    )


class Events(IdempotentPosts):
    """The event stream."""

    permission_classes = [AllowAny]

    @extend_schema(
        tags=["events"],
        operation_id="events",
        summary="Listen to what happens",
        auth=_LOG_INS,
        description=_WHAT_IS_HEARD,
        parameters=[
            OpenApiParameter("channel", str, many=True, description="`user-<id>`, or `order-<share token>`."),
            OpenApiParameter("since", str, description="Where to begin, for a first connection."),
            OpenApiParameter(
                "token", str, description="From `POST /events/token/`, where no header can be sent."
            ),
            OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER),
        ],
        responses={(200, "text/event-stream"): OpenApiResponse(OpenApiTypes.STR)},
    )
    def get(self, request: Request) -> Any:
        # Requests for streams are answered before Django, or by the `live` process; only a GRIP proxy
        # asks here.
        grip = getattr(request._request, "grip", None)
        if grip is not None and grip.proxied:
            from django_eventstream.views import events

            request._request.user = request.user
            return events(request._request)
        if not request.user.is_authenticated and "channel" not in request.query_params:
            raise NotAuthenticated
        raise ElsewhereOnly


class Tokens(IdempotentPosts):
    """Tokens for streams."""

    @extend_schema(
        tags=["events"],
        operation_id="events_token",
        summary="A token for a client that cannot send a cookie or a header with its stream",
        request=TokenRequest,
        responses={201: StreamToken},
    )
    def post(self, request: Request) -> Response:
        asked = TokenRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        member: Any = request.user
        wanted = list(dict.fromkeys(asked.validated_data.get("channels") or [channels.of_user(member.pk)]))
        if any(not channels.may_read(member, channel) for channel in wanted):
            raise PermissionDenied(_("You may not listen to this."), code="channel_forbidden")
        answer = {
            "token": tokens.issue(member, wanted),
            "expires_at": timezone.now() + timedelta(seconds=tokens.LIVES),
            "channels": wanted,
        }
        return Response(StreamToken(answer).data, status=201)
