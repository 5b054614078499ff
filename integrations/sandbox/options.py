"""What the sandbox can be told at start: by flag, else by environment, else a default."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class Options:
    """Settings of one sandbox process. Mail is taken on `port + 1`."""

    port: int = 8001
    db: Path = Path("var/sandbox.sqlite3")
    webhook_url: str = "http://127.0.0.1:8000/webhooks/stripe/"
    webhook_secret: str = "whsec_sandbox"  # noqa: S105 (a public test secret)
    public_url: str = ""
    merchant: str = "Bidangil"
    auto_parcels: bool = True
    auto_move_seconds: float = 0.0

    @property
    def smtp_port(self) -> int:
        """The port of the SMTP server."""
        return self.port + 1

    @property
    def base_url(self) -> str:
        """Where browsers reach the pay pages."""
        return (self.public_url or f"http://{LOOPBACK}:{self.port}").rstrip("/")


def read(argv: Sequence[str] | None = None) -> Options:
    """Options from the command line over the environment; exits 2 with a sentence when a value is wrong."""
    env = os.environ.get
    parser = argparse.ArgumentParser(prog="python -m integrations.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=env("SANDBOX_PORT", "8001"))
    parser.add_argument("--db", type=Path, default=env("SANDBOX_DB", "var/sandbox.sqlite3"))
    parser.add_argument("--webhook-url", default=env("WEBHOOK_URL", Options.webhook_url))
    parser.add_argument("--webhook-secret", default=env("WEBHOOK_SECRET", Options.webhook_secret))
    parser.add_argument(
        "--public-url",
        default=env("SANDBOX_PUBLIC_URL", ""),
        help="base of the pay links, when browsers come by another name",
    )
    parser.add_argument("--merchant", default=env("SANDBOX_MERCHANT", Options.merchant))
    parser.add_argument("--auto-parcels", type=int, choices=(0, 1), default=env("AUTO_PARCELS", "1"))
    parser.add_argument("--auto-move-seconds", type=float, default=env("AUTO_MOVE_SECONDS", "0"))
    given = parser.parse_args(argv)
    if not 1 <= given.port <= 65534:
        parser.error("the port must lie between 1 and 65534, because mail uses the next one")
    return Options(
        port=given.port,
        db=given.db,
        webhook_url=given.webhook_url,
        webhook_secret=given.webhook_secret,
        public_url=given.public_url,
        merchant=given.merchant,
        auto_parcels=bool(given.auto_parcels),
        auto_move_seconds=given.auto_move_seconds,
    )
