"""The seeded catalog, row by row: checking some 560 rows anew for each test would be half of all their work.

That `seed_catalog` itself does what it should is tested in tests/catalog/test_catalog_seeds.py.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from catalog.seeding import seed


@dataclass(frozen=True)
class Table:
    name: str
    columns: list[str]
    rows: list[tuple[Any, ...]]

    @property
    def insert(self) -> str:
        columns = ", ".join(map(connection.ops.quote_name, self.columns))
        values = ", ".join(["%s"] * len(self.columns))
        return f"INSERT INTO {connection.ops.quote_name(self.name)} ({columns}) VALUES ({values})"


@dataclass(frozen=True)
class Catalog:
    """Every row of the catalog's tables, as the database gives it."""

    tables: list[Table]

    @classmethod
    def seeded(cls) -> "Catalog":
        """Seed, read, and take it back: the database is left as it was."""
        with transaction.atomic():
            seed()
            tables = [_read(model) for model in _models()]
            transaction.set_rollback(True)
        return cls(tables)

    def fill(self) -> None:
        """Write the rows into empty tables. Where a test has written its own before, only gaps are filled,
        as at a release."""
        if any(model._base_manager.exists() for model in _models()):
            seed()
            return
        with transaction.atomic(), connection.constraint_checks_disabled(), connection.cursor() as cursor:
            for table in self.tables:
                cursor.executemany(table.insert, table.rows)


def _models() -> list[Any]:
    return list(apps.get_app_config("catalog").get_models(include_auto_created=True))


def _read(model: Any) -> Table:
    columns = [field.column for field in model._meta.concrete_fields]
    selected = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {selected} FROM {connection.ops.quote_name(model._meta.db_table)}")
        return Table(model._meta.db_table, columns, list(cursor.fetchall()))
