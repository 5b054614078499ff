from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Bring database, catalog, roles and (when asked for) demo orders up to date. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", type=int, default=0, metavar="ORDERS", help="demo orders to make, once")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("seed_catalog", verbosity=0)
        call_command("sync_roles", verbosity=0)
        if options["demo"]:
            call_command("demo", orders=options["demo"])
