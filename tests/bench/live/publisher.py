"""A process that publishes, as a worker of the product would: never the one that holds the streams.

`python -m tests.bench.live.publisher ours|peer|limit`. Each command names a channel, a group and the numbers
to publish; `together` asks for one transaction instead of one for each. The answer says when it began and
ended, on the clock that all processes of a machine share.
"""

import http.client
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.bench.live.words import TYPE, event

Events = list[tuple[str, str, dict[str, Any]]]


def _ours() -> Callable[[Events, bool], None]:
    import django

    django.setup()
    from django.db import transaction

    from integrations.live.publishing import publish_many

    def publish(events: Events, together: bool) -> None:
        for some in [events] if together else [[one] for one in events]:
            with transaction.atomic():
                publish_many(some)

    return publish


def _peer() -> Callable[[Events, bool], None]:
    import django

    django.setup()
    from django_eventstream import send_event

    def publish(events: Events, together: bool) -> None:
        for channel, type_, data in events:
            send_event(channel, type_, data)

    return publish


def _limit() -> Callable[[Events, bool], None]:
    server = http.client.HTTPConnection("127.0.0.1", int(os.environ["LIMIT_PORT"]))

    def publish(events: Events, together: bool) -> None:
        for some in [events] if together else [[one] for one in events]:
            server.request("POST", "/publish", json.dumps(some))
            server.getresponse().read()

    return publish


def main() -> None:
    publish = {"ours": _ours, "peer": _peer, "limit": _limit}[sys.argv[1]]()
    for line in sys.stdin:
        given = json.loads(line)
        events: Events = [(given["channel"], TYPE, event(given["group"], n)) for n in given["numbers"]]
        began = time.monotonic()
        publish(events, given["together"])
        print(json.dumps({"began": began, "ended": time.monotonic()}), flush=True)


if __name__ == "__main__":
    main()
