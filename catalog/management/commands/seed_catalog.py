"""manage.py seed_catalog: fill the catalog with its first rows."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.seeding import seed


class Command(BaseCommand):
    help = "Add the catalog's first rows (fees, rates, duty, rules, words). Never changes a row."

    def handle(self, *args: Any, **options: Any) -> None:
        added = seed()
        if options["verbosity"]:
            for line in added:
                self.stdout.write(f"added {line}")
            self.stdout.write(
                f"{len(added)} rows added." if added else "Nothing to add: the catalog is complete."
            )
