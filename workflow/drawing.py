"""The flow as a drawing (Mermaid), made from the flow itself so that it cannot say anything else."""

from django.utils import translation

from workflow.engine.models import FlowModel
from workflow.engine.steps import Arc, Lane
from workflow.models import Order, OrderItem

_LANE_NAMES = {
    Lane.USER: "customer",
    Lane.STAFF: "staff",
    Lane.COURIER: "courier",
    Lane.CLOCK: "clock",
}


def page() -> str:
    """The whole of docs/flow.md."""
    with translation.override("en"):
        return "\n".join(
            [
                "# How an order lives",
                "",
                "Drawn from `workflow/flow.py` and `item_flow.py` by `make flow`; a test holds it true. The",
                "numbers are the steps that customers (1 to 5) and staff (1 to 4) count.",
                "",
                "## The order",
                "",
                _diagram(Order),
                "",
                _table(Order),
                "",
                "## Each item",
                "",
                _diagram(OrderItem),
                "",
                _table(OrderItem),
                "",
            ]
        )


def _diagram(model: type[FlowModel]) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    states = dict(model.state_field().choices)
    arcs = model.arcs()
    first = str(model.state_field().default)
    used = {arc.source for arc in arcs} | {arc.target for arc in arcs}
    lines += [f"    {state} : {label}" for state, label in states.items() if state in used]
    lines.append(f"    [*] --> {first}")
    lines += [
        f"    {arc.source} --> {arc.target} : {_caption(arc)}" for arc in arcs if arc.source != arc.target
    ]
    ends = used - {arc.source for arc in arcs}
    lines += [f"    {state} --> [*]" for state in states if state in ends]
    return "\n".join([*lines, "```"])


def _caption(arc: Arc) -> str:
    number = f" {arc.step.number}" if arc.step.number else ""
    return f"{arc.name} ({_LANE_NAMES[arc.step.lane]}{number})"


def _table(model: type[FlowModel]) -> str:
    rows = ["| deed | lane, step | from | to | held back by | causes |", "|---|---|---|---|---|---|"]
    by_name: dict[str, list[Arc]] = {}
    for arc in model.arcs():
        by_name.setdefault(arc.name, []).append(arc)
    for name, arcs in by_name.items():
        step = arcs[0].step
        number = f" {step.number}" if step.number else ""
        sources = ", ".join(arc.source for arc in arcs)
        targets = "the same" if all(arc.source == arc.target for arc in arcs) else arcs[0].target
        guards = ", ".join(guard.name for guard in arcs[0].guards)
        effects = ", ".join(f"{one.name} {one.target}".strip() for one in step.effects)
        rows.append(
            f"| {step.label} (`{name}`) | {_LANE_NAMES[step.lane]}{number} | {sources} | {targets} "
            f"| {guards} | {effects} |"
        )
    return "\n".join(rows)
