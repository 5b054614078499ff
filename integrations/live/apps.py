from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "integrations.live"
    label = "live"

    def ready(self) -> None:
        from integrations.live import rights

        rights.watch()
