"""Processes that a bench talks to in JSON lines, and the certainty that none outlives it."""

import json
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from config.stack import _end_with_parent
from tests.running import ROOT


class Fell(Exception):
    """A process of the bench ended or fell silent; says which one and what it last said."""


class Talker:
    """A child that answers each JSON line with one."""

    def __init__(self, name: str, command: list[str], environ: Mapping[str, str]) -> None:
        self.name = name
        self.process = start(command, environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, *, patience: float = 60.0, **given: Any) -> dict[str, Any]:
        """Send a command and wait for its answer. Raises Fell after `patience` seconds."""
        self.tell(**given)
        return self.hear(patience=patience)

    def tell(self, **given: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(given).encode() + b"\n")
        self.process.stdin.flush()

    def hear(self, *, patience: float = 60.0) -> dict[str, Any]:
        assert self.process.stdout is not None
        readable, _, _ = select.select([self.process.stdout], [], [], patience)
        line = self.process.stdout.readline() if readable else b""
        if not line:
            state = "fell silent" if readable == [] else "ended"
            raise Fell(f"The {self.name} {state}.")
        return dict(json.loads(line))


def start(command: list[str], environ: Mapping[str, str], **given: Any) -> subprocess.Popen[bytes]:
    """A child in a session of its own that ends with us, even when we are killed."""
    return subprocess.Popen(
        command, cwd=ROOT, env=dict(environ), start_new_session=True, preexec_fn=_prepare, **given
    )


def most_files() -> int:
    """How many files and sockets one process may have open here."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def _prepare() -> None:
    _end_with_parent()
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files(), most_files()))


@contextmanager
def talking(name: str, module: str, *arguments: str, environ: Mapping[str, str]) -> Iterator[Talker]:
    talker = Talker(name, [sys.executable, "-m", module, *arguments], environ)
    try:
        yield talker
    finally:
        end(talker.process)


def end(process: subprocess.Popen[bytes], within: float = 2.0) -> float:
    """SIGTERM, and SIGKILL when that was not enough. Returns the seconds it took."""
    began = time.monotonic()
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=within)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return time.monotonic() - began
