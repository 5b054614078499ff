from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"

    def ready(self) -> None:
        from catalog.editing.registry import register
        from catalog.kinds import KINDS

        register(KINDS)
