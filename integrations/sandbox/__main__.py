"""`python -m integrations.sandbox`: bind, say where, serve until told to stop."""

import asyncio
import contextlib
import fcntl
import signal
import socket
import sys
from collections.abc import Callable, Generator
from typing import IO

import uvicorn

from integrations.sandbox.options import LOOPBACK, Options, read
from integrations.sandbox.server import Sandbox
from integrations.sandbox.smtp import protocol

BUSY = 2


class Server(uvicorn.Server):
    """uvicorn, but stopped by our own signal handlers so that a stop ends with status 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals alone."""
        yield


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; OSError when the port is taken."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((LOOPBACK, port))
        sock.listen(2048)
    except OSError:
        sock.close()
        raise
    sock.setblocking(False)
    return sock


def lock(options: Options) -> IO[str]:
    """Hold the database file for this process alone: two would deliver each webhook twice."""
    options.db.parent.mkdir(parents=True, exist_ok=True)
    held = options.db.with_name(options.db.name + ".lock").open("w")
    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return held


async def serve(options: Options, http: socket.socket, mail: socket.socket) -> None:
    """Run the HTTP and the mail server until SIGTERM or SIGINT."""
    sandbox = Sandbox(options)
    config = uvicorn.Config(
        sandbox.app(),
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=1,
        ws="none",
    )
    server = Server(config)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: setattr(server, "should_exit", True))
    post_office = await loop.create_server(lambda: protocol(sandbox.store, sandbox.faults), sock=mail)
    try:
        await server.serve(sockets=[http])
    finally:
        post_office.close()


def main() -> int:
    """Start; 0 after a stop, 2 with one sentence when a port or the file is taken."""
    options = read()
    sockets = []
    for port in (options.port, options.smtp_port):
        try:
            sockets.append(listen(port))
        except OSError as error:
            print(f"The sandbox cannot listen on {LOOPBACK}:{port}: {error.strerror}.", file=sys.stderr)  # noqa: T201
            return BUSY
    try:
        held = lock(options)
    except OSError:
        print(f"Another sandbox already uses {options.db}.", file=sys.stderr)  # noqa: T201
        return BUSY
    where = f"http://{LOOPBACK}:{options.port}/ (mail on port {options.smtp_port})"
    print(f"Sandbox of all providers: {where}; webhooks go to {options.webhook_url}", flush=True)  # noqa: T201
    with held, asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve(options, *sockets))
    return 0


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    sys.exit(main())
