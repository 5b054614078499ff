from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = _("Orders")

    def ready(self) -> None:
        # Registers the handlers of effects and the checks on the flow.
        import_module("workflow.jobs")
        import_module("workflow.checks")
