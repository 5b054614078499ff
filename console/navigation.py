"""The sidebar, made for the person who looks: queues with their counts, then records, then the catalog."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.editing import rights
from catalog.editing.registry import all_kinds
from console import live, place, queues
from console.pages import warehouse
from console.pages.operations import rooms_for

type Item = dict[str, Any]

# (icon, app, model): the title is the model's own plural.
_RECORDS = (
    ("receipt_long", "workflow", "charge"),
    ("credit_card", "workflow", "payment"),
    ("package_2", "workflow", "parcel"),
    ("mail", "workflow", "notification"),
    ("group", "community", "member"),
)
_PLUMBING = (
    ("webhook", "workflow", "webhookevent"),
    ("bolt", "engine", "effect"),
    ("shield_person", "auth", "group"),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Called by Unfold on every page. The counts are cached; permissions are loaded once a request."""
    if not request.user.is_authenticated:
        return []
    behind = _queue_behind(request)
    return [
        {"items": [_home(request), *_all_orders(request, behind), *_warehouse(request)]},
        *_queue_groups(request, behind),
        {"title": _("Records"), "collapsible": True, "items": _models(request, _RECORDS)},
        {"title": _("Catalog"), "collapsible": True, "items": _catalog(request)},
        {"title": _("Operations"), "collapsible": True, "items": _operations(request)},
    ]


def _home(request: HttpRequest) -> Item:
    link = reverse("admin:index")
    return {"title": _("Home"), "icon": "home", "link": link, "active": request.path == link}


def _all_orders(request: HttpRequest, behind: str) -> list[Item]:
    if not request.user.has_perm("workflow.view_order"):
        return []
    link = reverse("admin:workflow_order_changelist")
    new = reverse("admin:enter_order")
    here = request.path
    active = here == link or (_is_on_order(request) and not behind)
    items = [{"title": _("All orders"), "icon": "inventory_2", "link": link, "active": active}]
    if request.user.has_perm("workflow.add_order"):
        title = _("Enter an order")
        items.append({"title": title, "icon": "add_call", "link": new, "active": here == new})
    return items


def _is_on_order(request: HttpRequest) -> bool:
    here = request.path
    return here != reverse("admin:enter_order") and here.startswith(reverse("admin:orders"))


def _queue_behind(request: HttpRequest) -> str:
    """The queue, of those at this person's side, from which the order was opened; empty for none."""
    came_from = place.read(request) if _is_on_order(request) else None
    queue = came_from.asked.queue if came_from else None
    return queue.slug if queue is not None and queue in queues.for_person(request.user) else ""


def _warehouse(request: HttpRequest) -> list[Item]:
    if not warehouse.may_enter(request.user):
        return []
    link = reverse("admin:warehouse")
    active = request.path.startswith(link)
    return [{"title": _("Warehouse"), "icon": "barcode_scanner", "link": link, "active": active}]


def _queue_groups(request: HttpRequest, behind: str) -> list[dict[str, Any]]:
    mine = queues.for_person(request.user)
    counts = queues.tallies(request.user) if mine else {}
    groups = []
    for code, title in queues.GROUPS.items():
        items = [
            _queue_item(request, queue, counts[queue.slug], is_behind=queue.slug == behind)
            for queue in mine
            if queue.group == code
        ]
        groups.append({"title": title, "items": items})
    return groups


def _queue_item(request: HttpRequest, queue: queues.Queue, tally: queues.Tally, *, is_behind: bool) -> Item:
    link = reverse("admin:queue", args=(queue.slug,))
    words, alarming = live.badge(queue, tally)
    return {
        "title": queue.title,
        "icon": queue.icon,
        "link": link,
        "active": request.path == link or is_behind,
        # Drawn by templates/unfold/helpers/app_list_badge.html.
        "queue": queue.slug,
        "words": words,
        "alarming": alarming,
    }


def _catalog(request: HttpRequest) -> list[Item]:
    """The overview, then each kind of entry that this person may see."""
    items: list[Item] = []
    for kind in all_kinds():
        if rights.may_look(request.user, kind):
            link = reverse("admin:catalog_kind", args=(kind.slug,))
            title, active = kind.label_plural.capitalize(), request.path.startswith(link)
            items.append({"title": title, "icon": kind.icon, "link": link, "active": active})
        if kind.slug == "screening_rule" and request.user.has_perm("catalog.view_screeningrule"):
            link = reverse("admin:try_rules")
            active = request.path == link
            items.append({"title": _("Try the rules"), "icon": "rule", "link": link, "active": active})
    if items:
        link = reverse("admin:catalog")
        active = request.path in (link, reverse("admin:catalog_calendar"))
        items.insert(0, {"title": _("Overview"), "icon": "dashboard", "link": link, "active": active})
    return items


def _operations(request: HttpRequest) -> list[Item]:
    items = []
    for room in rooms_for(request.user):
        link = reverse(f"admin:{room.name}")
        active = request.path == link
        items.append({"title": str(room.title), "icon": room.icon, "link": link, "active": active})
    return items + _models(request, _PLUMBING)


def _models(request: HttpRequest, entries: tuple[tuple[str, str, str], ...]) -> list[Item]:
    items = []
    for icon, app, model in entries:
        if not request.user.has_perm(f"{app}.view_{model}"):
            continue
        link = reverse(f"admin:{app}_{model}_changelist")
        title = apps.get_model(app, model)._meta.verbose_name_plural
        items.append(
            {
                "title": str(title).capitalize(),
                "icon": icon,
                "link": link,
                "active": request.path.startswith(link),
            }
        )
    return items
