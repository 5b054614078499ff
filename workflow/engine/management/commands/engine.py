from typing import Any

from django.core.management.base import BaseCommand

from workflow.engine.supervisor import Supervisor


class Command(BaseCommand):
    help = "Run the engine: the workers, the sweeper and the clock. Stop it with SIGTERM or Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        Supervisor().run()
