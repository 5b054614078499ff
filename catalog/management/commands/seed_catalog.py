"""manage.py seed_catalog: fill the catalog with its first rows."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.editing.adoption import adopt
from catalog.seeding import seed


class Command(BaseCommand):
    help = "Add the catalog's first rows (fees, rates, duty, rules, words). Never changes a row."

    def handle(self, *args: Any, **options: Any) -> None:
        added = seed()
        # So that the editor knows them, and whatever else was written past it.
        adopt()
        if options["verbosity"]:
            for line in added:
                self.stdout.write(f"added {line}")
            self.stdout.write(
                f"{len(added)} rows added." if added else "Nothing to add: the catalog is complete."
            )
