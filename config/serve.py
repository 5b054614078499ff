"""`python -m config.serve`: the embedded web server; with `--streams`, only the event streams.

uvicorn, with what held streams ask of a process: room for file descriptors, clients that never read
given up by the kernel, streams ended before the server waits for them, and a garbage collector that does
not walk through thousands of resting listeners.
"""

import argparse
import gc
import resource
import socket
import sys

import uvicorn

_GRACE = 3  # seconds for requests under way when the process is asked to end
_GIVE_UP_UNREAD_MS = 45_000


class Server(uvicorn.Server):
    """Says good-bye to the streams before it waits for open connections."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        from config.asgi import streams

        await streams.close()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """The listening socket; accepted ones inherit its options. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Closing a connection waits until its bytes are read; a client that never reads would hold it open.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _GIVE_UP_UNREAD_MS)
    sock.bind((host, port))
    return sock


def make_room() -> None:
    """As many file descriptors as the system allows: each stream is one."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def spare_the_collector() -> None:
    """What is loaded now stays; look at the rest less often. Listeners die by reference counting."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def main() -> int:
    parser = argparse.ArgumentParser(prog="config.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--streams", action="store_true", help="only event streams, beside a WSGI server")
    given = parser.parse_args()

    from config import asgi

    make_room()
    try:
        sock = listen(given.host, given.port)
    except OSError as error:
        print(f"Cannot listen on {given.host}:{given.port}: {error.strerror}.", file=sys.stderr)
        return 1
    config = uvicorn.Config(
        asgi.live if given.streams else asgi.application,
        log_level="warning",
        access_log=False,
        lifespan="off",
        loop="uvloop",
        http="httptools",
        backlog=4096,
        timeout_graceful_shutdown=_GRACE,
    )
    spare_the_collector()
    Server(config).run(sockets=[sock])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
