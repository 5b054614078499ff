"""Watching over the django-q2 cluster, and doing what must happen without being asked.

The cluster loses its mind when one of its processes is killed (a lock dies with it), so it
runs as a child in a session of its own and is killed as a whole and started anew when it is
gone or stuck. Every second: sweep, ticks, heartbeat.
"""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import F

from workflow.engine.models import Heartbeat
from workflow.engine.sweeper import is_stuck, sweep
from workflow.engine.ticks import run_ticks

logger = logging.getLogger(__name__)

NAME = "engine"
_BEAT = 1.0
_GRACE = 8.0
# Seconds a cluster may take to boot and finish its first effect before it counts as stuck.
_PATIENCE = 30.0
_MOST_PATIENCE = 240.0


def _end_with_parent() -> None:
    """In the child: ask the kernel for a SIGTERM when the supervisor dies, even by kill -9.

    Linux only; elsewhere an orphaned cluster finishes its tasks and must be ended by hand.
    """
    pr_set_pdeathsig = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Supervisor:
    """`run()` returns after SIGTERM or SIGINT, with the cluster ended."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._cluster: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._patience = _PATIENCE

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        self._start_cluster()
        try:
            while not self._stop.wait(_BEAT):
                self._beat()
        finally:
            self._end_cluster()

    def _ask_to_stop(self, *_: object) -> None:
        self._stop.set()

    def _beat(self) -> None:
        close_old_connections()
        try:
            if self._cluster is None or self._cluster.poll() is not None:
                self._restart("it is gone")
            elif time.monotonic() - self._started > self._patience:
                self._look_whether_stuck()
            sweep()
            run_ticks()
            self._write_heartbeat()
        except DatabaseError:
            logger.exception("The database did not answer; the engine tries again in a second.")

    def _look_whether_stuck(self) -> None:
        """A cluster that has had time to boot and finishes nothing is started anew. On a machine so
        slow that this happens again and again, each start gets more time than the last."""
        if not is_stuck():
            self._patience = _PATIENCE
            return
        self._patience = min(self._patience * 2, _MOST_PATIENCE)
        self._restart("work is due and nothing finishes")

    def _start_cluster(self) -> None:
        # A session of its own: a signal to our group must not reach the workers (a SIGTERM to
        # the whole group hangs the cluster's main process), and we can kill it as one.
        self._cluster = subprocess.Popen(  # noqa: S603
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"],
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self._started = time.monotonic()

    def _restart(self, why: str) -> None:
        logger.error("Restarting the worker cluster: %s.", why)
        self._kill_cluster()
        self._start_cluster()
        Heartbeat.objects.filter(name=NAME).update(restarts=F("restarts") + 1)

    def _kill_cluster(self) -> None:
        if self._cluster is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._cluster.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._cluster.wait(timeout=5)

    def _end_cluster(self) -> None:
        if self._cluster is not None and self._cluster.poll() is None:
            # Only the main process gets the signal; it ends its workers itself.
            self._cluster.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._cluster.wait(timeout=_GRACE)
        self._kill_cluster()

    def _write_heartbeat(self) -> None:
        Heartbeat.objects.update_or_create(name=NAME, defaults={"at": datetime.now(UTC)})


def is_alive(*, within_seconds: float = 15.0) -> bool:
    """Whether a supervisor wrote its heartbeat lately."""
    beat = Heartbeat.objects.filter(name=NAME).first()
    return beat is not None and (datetime.now(UTC) - beat.at).total_seconds() < within_seconds
