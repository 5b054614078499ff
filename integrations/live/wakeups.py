"""What hastens events: a word to this process's own tail, Redis, a GRIP proxy. None of them is needed.

Redis carries django-eventstream's own messages on its own channel, so its stock listeners work too; our
tails take each message only as a sign that there is something to read in the table.
"""

import asyncio
import json
import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings

from integrations.live.models import LiveEvent
from integrations.live.storage import previous_id

logger = logging.getLogger(__name__)

REDIS_CHANNEL = "events_channel"
# Seconds for which a Redis that did not answer is not asked again: a job must not wait for it each time.
_REST = 5.0
_LONGEST_BACK_OFF = 5.0

_listeners: set[Callable[[], None]] = set()
_silent_until = 0.0
_lock = threading.Lock()


def on_publish(wake: Callable[[], None]) -> None:
    """Call `wake` after each commit of this process that published something."""
    _listeners.add(wake)


def forget(wake: Callable[[], None]) -> None:
    _listeners.discard(wake)


def announce(rows: Sequence[LiveEvent]) -> None:
    """After the commit. Never raises, never waits long: the events are in the table already."""
    for wake in tuple(_listeners):
        wake()
    if settings.LIVE["redis_url"]:
        _tell_redis(rows)
    if settings.LIVE["grip_url"]:
        _tell_grip(rows)


def _tell_redis(rows: Sequence[LiveEvent]) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        with _redis().pipeline(transaction=False) as pipe:
            for row in rows:
                pipe.publish(REDIS_CHANNEL, _stock_message(row))
            pipe.execute()
    except Exception as error:  # noqa: BLE001 (whatever Redis does, the job goes on)
        with _lock:
            _silent_until = time.monotonic() + _REST
        logger.warning("Redis did not take a live event (%s); the tables are read instead.", error)


def _stock_message(row: LiveEvent) -> str:
    return json.dumps(
        {"channel": row.channel, "event_type": row.type, "data": row.data, "pub_id": str(row.pk)}
    )


def _redis() -> Any:
    global _client
    with _lock:
        if _client is None:
            from redis import Redis

            _client = Redis.from_url(
                settings.LIVE["redis_url"], socket_connect_timeout=0.3, socket_timeout=0.5
            )
        return _client


_client: Any = None


def _tell_grip(rows: Sequence[LiveEvent]) -> None:
    from django_eventstream.utils import publish_event

    for row in rows:
        try:
            publish_event(
                row.channel, row.type, row.data, str(row.pk), str(previous_id(row.channel, row.pk)),
                blocking=False,
            )  # fmt: skip
        except Exception:
            logger.exception("The GRIP proxy did not take live event %s.", row.pk)


async def listen_to_redis(url: str, wake: Callable[[], None], tell: Callable[[bool], None]) -> None:
    """Call `wake` for every message, for ever; `tell` says whether Redis is being heard.

    Connects again by itself, with growing pauses. Ends only by being cancelled.
    """
    from redis.asyncio import Redis

    pause = 0.1
    while True:
        client = Redis.from_url(
            url, socket_connect_timeout=2, health_check_interval=10, socket_keepalive=True
        )
        try:
            async with client.pubsub() as channel:
                await channel.subscribe(REDIS_CHANNEL)
                tell(True)
                wake()  # for what was published while nobody listened
                pause = 0.1
                while True:
                    if await channel.get_message(ignore_subscribe_messages=True, timeout=15) is not None:
                        wake()
        except Exception as error:  # noqa: BLE001 (asyncio.CancelledError is none of these)
            tell(False)
            logger.warning("Redis is not heard (%s); trying again in %.1f s.", error, pause)
        finally:
            await client.aclose()
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311
        pause = min(pause * 2, _LONGEST_BACK_OFF)
