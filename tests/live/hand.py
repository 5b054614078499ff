"""The product's other processes, played by one: does what it is told, on the same database.

Reads one JSON list a line (a name and its arguments), answers one JSON value a line. So a test drives a real
second process without starting Python anew for each event.
"""

import json
import random
import sys
import threading
import time
from datetime import timedelta
from typing import Any
from unittest import mock

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import auth  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import Permission  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.utils import timezone  # noqa: E402

from community.models import Member  # noqa: E402
from integrations.live import storage, tokens  # noqa: E402
from integrations.live.models import LiveEvent  # noqa: E402
from integrations.live.publishing import publish  # noqa: E402
from workflow.engine.actors import Actor  # noqa: E402
from workflow.models import Order  # noqa: E402
from workflow.services.sharing import renew_link  # noqa: E402


def member(email: str, is_staff: bool = False, language: str = "en") -> dict[str, Any]:
    """A member with a session of their own; asked for again, with one more."""
    given = {"name": email, "is_staff": is_staff, "language": language}
    user, _made = Member.objects.get_or_create(email=email, defaults=given)
    if is_staff:
        user.user_permissions.add(Permission.objects.get(codename="view_order"))
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"id": user.pk, "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}


def email_of(user_id: int) -> str:
    return str(Member.objects.get(pk=user_id).email)


def token(user_id: int, channels: list[str], age: float = 0) -> str:
    with mock.patch("django.core.signing.time.time", return_value=time.time() - age):
        return tokens.issue(Member.objects.get(pk=user_id), channels)


def order(user_id: int) -> dict[str, Any]:
    made = Order.objects.create(customer_id=user_id)
    return {"id": made.pk, "ref": made.ref, "share_token": made.share_token}


def new_link(order_id: int) -> str:
    owner = Order.objects.get(pk=order_id).customer
    return renew_link(order_id=order_id, actor=Actor.customer(owner)).share_token


def deactivate(user_id: int) -> None:
    user = Member.objects.get(pk=user_id)
    user.is_active = False
    user.save()


def log_out(user_id: int, cookie: str) -> None:
    request = HttpRequest()
    request.session = SessionStore(cookie.partition("=")[2])
    request.user = Member.objects.get(pk=user_id)
    auth.logout(request)


def tell(channel: str, count: int = 1, size: int = 0) -> float:
    """Publish `count` events, each in a transaction of its own. Returns the seconds it took."""
    begin = time.monotonic()
    for number in range(count):
        with transaction.atomic():
            publish(channel, "order", {"n": number, "fill": "x" * size})
    return time.monotonic() - begin


def newest() -> int:
    """The last event there is: who listens from here hears nothing that earlier tests told of."""
    return LiveEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0


def storm(channel: str, writers: int, each: int, seed: int) -> int:
    """Several writers at once, each with a numbered sequence. Transactions stay open for a moment after
    the event, so that they commit out of the order of their ids, and some are rolled back."""

    def write(writer: int) -> None:
        dice = random.Random(f"{seed} {writer}")
        for number in range(each):
            if dice.random() < 0.1:
                with transaction.atomic():
                    publish(channel, "order", {"lost": number})
                    transaction.set_rollback(True)
            with transaction.atomic():
                publish(channel, "order", {"writer": writer, "n": number})
                time.sleep(dice.random() * 0.01)
        connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return LiveEvent.objects.filter(channel=channel).count()


def forget_the_past(keep: int) -> int:
    """Make all events but the newest `keep` old, and prune."""
    newest = LiveEvent.objects.order_by("-id").values_list("id", flat=True)[:keep]
    LiveEvent.objects.exclude(id__in=list(newest)).update(created=timezone.now() - timedelta(days=2))
    return storage.prune()


DEEDS = {
    deed.__name__: deed
    for deed in (
        member,
        email_of,
        token,
        order,
        new_link,
        deactivate,
        log_out,
        tell,
        newest,
        storm,
        forget_the_past,
    )
}


def main() -> None:
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(DEEDS[name](*arguments)), flush=True)


if __name__ == "__main__":
    main()
