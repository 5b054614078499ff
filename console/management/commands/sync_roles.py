from typing import Any

from django.core.management.base import BaseCommand

from console.roles import sync_roles


class Command(BaseCommand):
    help = "Write the roles of console/roles.py into groups. Safe to run any number of times."

    def handle(self, *args: Any, **options: Any) -> None:
        for code, changed in sync_roles().items():
            if options["verbosity"] > 0:
                said = f"{changed} permissions changed" if changed else "up to date"
                self.stdout.write(f"{code}: {said}")
