"""What must hold of the flows, asked by `manage.py check` at every start."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from workflow.engine.models import FlowModel
from workflow.engine.registry import is_known
from workflow.engine.steps import Guard
from workflow.models import Order, OrderItem


@register()
def flows_are_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each declared effect has a handler, each dotted name resolves, each guard can say why."""
    faults: list[CheckMessage] = []
    models: tuple[type[FlowModel], ...] = (Order, OrderItem)
    for model in models:
        for arc in model.arcs():
            where = f"{model.flow_name}.{arc.name}"
            faults += [
                Error(
                    f"{where} causes the effect {declared.name!r}, which has no handler.", id="workflow.E001"
                )
                for declared in arc.step.effects
                if not is_known(declared.name)
            ]
            faults += [
                Error(f"{where} names {dotted!r}, which cannot be imported.", id="workflow.E002")
                for dotted in (arc.step.service, arc.step.form)
                if dotted and not _resolves(dotted)
            ]
            faults += [
                Error(f"{where} has a condition that cannot say why not.", id="workflow.E003")
                for condition in arc.guards
                if not isinstance(condition, Guard)
            ]
    return faults


def _resolves(dotted: str) -> bool:
    try:
        import_string(dotted)
    except ImportError:
        return False
    return True
