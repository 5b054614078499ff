import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from console.demo.stage import perform
from workflow.models import Order


class Command(BaseCommand):
    help = "Make demo orders by driving the real transitions through the sandbox, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--orders", type=int, default=40)
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT not in ("demo", "test") or not settings.SANDBOX_URL:
            raise CommandError(
                "The demo runs only with the sandbox and ENVIRONMENT=demo: its passwords are public."
            )
        if Order.objects.exists():
            self._mark()
            return
        begin = time.monotonic()
        made = perform(orders=options["orders"], seed=options["seed"], report=self._report)
        self._mark()
        self.stdout.write(f"\r{made} demo orders made in {time.monotonic() - begin:.0f} s.          ")

    def _report(self, done: int, of: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\rMaking demo orders: {done} of {of} ", ending="")
            self.stdout.flush()

    @staticmethod
    def _mark() -> None:
        if settings.DEMO_MARKER is not None:
            settings.DEMO_MARKER.touch()
