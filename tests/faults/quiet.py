"""Returns when no effect is due any more; exit status 1 after two minutes of waiting in vain."""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from integrations import clock  # noqa: E402
from workflow.engine.models import Effect  # noqa: E402

for _ in range(600):
    # Polls of parcels go on for ever; everything else ends.
    waiting = Effect.objects.filter(status__in=Effect.OPEN).exclude(due__gt=clock.now(), attempts=0)
    if not waiting.exists():
        sys.exit(0)
    time.sleep(0.2)
sys.exit(1)
