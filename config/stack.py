"""The whole product on one machine: sandbox, web and engine under one hand.

`python -m config.stack` prepares the database, makes the demo orders on the first start, starts
the three processes, says where everything is, and ends them all on Ctrl-C or when one of them
ends. Settings come from the environment, as everywhere (`.env.example`).
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from config.env import BASE_DIR, Env, load

_READY_WITHIN = 60.0
_GRACE = 10.0
DEMO_ORDERS = 40


class CannotStart(Exception):
    """Said in one sentence, without a traceback."""


@dataclass
class Stack:
    """The processes of one running product."""

    env: Env
    environ: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def prepare(self) -> None:
        """Bring the database up to date and make the demo, once. A second start finds it all done.

        The demo needs the sandbox, and neither web nor engine: it runs its own effects at their own
        past times.
        """
        self.manage("prepare", "--demo", str(self.env.demo_orders))
        if self.env.cache_url.startswith("db://"):
            self.manage("createcachetable")

    def start_sandbox(self) -> None:
        self.start(
            "sandbox",
            [sys.executable, "-m", "integrations.sandbox"],
            SANDBOX_PORT=str(self.env.sandbox_port),
            SANDBOX_DB=str(self.env.var_dir / "sandbox.sqlite3"),
            WEBHOOK_URL=f"{self.env.site_url}/webhooks/stripe/",
            WEBHOOK_SECRET=self.env.stripe_webhook_secrets[0],
        )
        self.await_ok(f"{self.env.sandbox_url}/_sandbox/health", "sandbox")

    def start_web(self) -> None:
        self.start("web", [sys.executable, "-m", "config.serve", "--port", str(self.env.port)])

    def start_engine(self) -> None:
        self.start("engine", [sys.executable, str(BASE_DIR / "manage.py"), "engine"])

    def start(self, name: str, command: list[str], **extra: str) -> None:
        # A session of its own: Ctrl-C reaches only us, and we end them in order.
        self.running[name] = subprocess.Popen(
            command,
            cwd=BASE_DIR,
            env={**self.environ, **extra},
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def manage(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, str(BASE_DIR / "manage.py"), *arguments],
            cwd=BASE_DIR,
            env=self.environ,
            check=False,
        )
        if done.returncode:
            raise CannotStart(f"`manage.py {arguments[0]}` failed; its words stand above.")

    def await_ok(self, url: str, name: str, within: float = _READY_WITHIN) -> None:
        """Wait until `url` answers 200, or say what stands in the way."""
        end, last = time.monotonic() + within, "no answer"
        while time.monotonic() < end:
            self.check_alive()
            try:
                with urllib.request.urlopen(url, timeout=5) as reply:  # noqa: S310 (our own loopback address)
                    if reply.status == 200:
                        return
            except urllib.error.HTTPError as error:
                last = error.read().decode(errors="replace")[:300]
            except (urllib.error.URLError, OSError) as error:
                last = str(error)
            time.sleep(0.1)
        raise CannotStart(f"The {name} did not get ready within {within:.0f} s: {last}")

    def check_alive(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                raise CannotStart(f"The {name} ended by itself (exit status {process.returncode}).")

    def stop(self) -> None:
        """End everything: engine first, so that it finishes what it holds, the sandbox last."""
        for name in ("engine", "web", "sandbox"):
            process = self.running.pop(name, None)
            if process is None or process.poll() is not None:
                continue
            process.terminate()
            try:
                process.wait(timeout=_GRACE)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _end_with_parent() -> None:
    """In the child, on Linux: a SIGTERM when the thread that started it ends, even by kill -9.

    So children are started from the main thread, here and in tests.
    """
    pr_set_pdeathsig = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def refuse_busy_ports(env: Env) -> None:
    wanted = {
        env.port: "PORT",
        env.sandbox_port: "SANDBOX_PORT",
        env.sandbox_port + 1: "SANDBOX_PORT + 1 (mail)",
    }
    if len(wanted) < 3:
        raise CannotStart("PORT, SANDBOX_PORT and SANDBOX_PORT + 1 must be three different ports.")
    for port, name in wanted.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise CannotStart(f"Port {port} is in use; set {name.split(' ')[0]} to a free one.") from None


def welcome(env: Env, demo_password: str) -> str:
    return f"""
Bidangil is ready.

  Console    {env.site_url}/console/         owner@bidangil.example / {demo_password}
             (also buyer@, warehouse@, support@, finance@, moderator@ and editor@bidangil.example,
             same password)
  Customers  {env.site_url}/                 mina@customer.example (한국어), james@customer.example
  API        {env.site_url}/api/v1/docs/
  Sandbox    {env.sandbox_url}/              mails, texts, payments and parcels, all made up

Ctrl-C stops everything. What you do is kept in {_shown(env.var_dir)}.
"""


def _shown(path: Path) -> str:
    return f"{path.relative_to(BASE_DIR)}/" if path.is_relative_to(BASE_DIR) else str(path)


def main() -> int:
    os.environ.setdefault("DEMO_ORDERS", str(DEMO_ORDERS))
    env = load()
    stack = Stack(env, dict(os.environ))
    # SIGINT too: a shell that starts us in the background has it ignored.
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    try:
        refuse_busy_ports(env)
        print("Preparing the database …", flush=True)
        env.var_dir.mkdir(parents=True, exist_ok=True)
        stack.start_sandbox()
        stack.prepare()
        stack.start_web()
        stack.start_engine()
        stack.await_ok(f"{env.site_url}/readyz", "product")
        print(welcome(env, "silkroad"), flush=True)
        while True:
            stack.check_alive()
            time.sleep(0.5)
    except CannotStart as reason:
        print(f"Bidangil cannot run: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        stack.stop()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
