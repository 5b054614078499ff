from django.apps import AppConfig


class EngineConfig(AppConfig):
    name = "workflow.engine"
    label = "engine"
