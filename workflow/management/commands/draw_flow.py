from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workflow.drawing import page


class Command(BaseCommand):
    help = "Write docs/flow.md from the flows."

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / "docs" / "flow.md"
        target.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Drew {target.relative_to(settings.BASE_DIR)}.")
