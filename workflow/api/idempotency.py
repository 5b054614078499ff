"""`Idempotency-Key` for the views of the API. The rows are the engine's (`engine/replies.py`)."""

import json
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from workflow.engine import replies

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"


class _Replay(Exception):
    def __init__(self, stored: replies.Stored) -> None:
        self.stored = stored


# A view whose POST is done once for each key, however often its copy arrives. The key is taken after
# log-in, permission and throttles have let the call in, and before the deed; refusals of the deed are
# kept like its success, faults of ours (5xx) are not. (A comment, as a docstring would become the text of
# every operation in the API's description.)
class IdempotentPosts(APIView):
    _claim: replies.Claim | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER)
        if request.method != "POST" or key is None:
            return
        taken = replies.claim(user_id=int(request.user.pk or 0), key=key, fingerprint=_fingerprint(request))
        if isinstance(taken, replies.Stored):
            raise _Replay(taken)
        self._claim = taken

    def handle_exception(self, exc: Exception) -> Response:
        if not isinstance(exc, _Replay):
            return super().handle_exception(exc)
        stored = exc.stored
        kind = "application/problem+json" if stored.status >= 400 else None
        return Response(stored.body, stored.status, headers={REPLAYED: "true"}, content_type=kind)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        # What one member reads is in nobody's cache but their own.
        answer.headers.setdefault("Cache-Control", "private, no-store")
        if self._claim is not None:
            if answer.status_code >= 500:
                replies.release(claim=self._claim)
            else:
                # As the client will read it: dates and lazy words are text now.
                body = json.loads(JSONRenderer().render(answer.data)) if answer.data is not None else None
                replies.keep(claim=self._claim, status=answer.status_code, body=body)
        return answer


def _fingerprint(request: Request) -> str:
    """The same call: the same address and the same body, however its JSON is written."""
    call = [request.get_full_path(), request.data]
    return sha256(json.dumps(call, sort_keys=True, default=_print_of_file).encode()).hexdigest()


def _print_of_file(file: Any) -> str:
    """What stands for an uploaded file: its content, not its name."""
    if not isinstance(file, UploadedFile):
        raise TypeError(f"{type(file).__name__} is no part of a call.")
    content = sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return content.hexdigest()
