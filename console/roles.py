"""Who may do what in the console, as code. `manage.py sync_roles` writes it into groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Role:
    """`permissions` are `app.codename`; the group in the database has the role's `code` as its name."""

    code: str
    label: Any
    permissions: frozenset[str]


def _view(app: str, *models: str) -> set[str]:
    return {f"{app}.view_{model}" for model in models}


def _keep(app: str, *models: str) -> set[str]:
    """See, add and change; nothing is ever deleted in the console."""
    return {f"{app}.{verb}_{model}" for verb in ("view", "add", "change") for model in models}


_ORDERS = _view(
    "workflow", "order", "orderitem", "orderaddress", "quote", "parcel", "parcelline", "trackingevent"
)
_MONEY = _view("workflow", "charge", "payment", "paymentattempt")
_NOTICES = _view("workflow", "notification", "attention")
_TALK = _view("workflow", "message", "note", "photo", "approval") | {"workflow.add_note"}
# Everybody who works on orders arranges them, and keeps views of their lists.
_ARRANGE = {"workflow.assign_order", "console.add_savedview"}
_DESK = _ORDERS | _MONEY | _NOTICES | _TALK | _ARRANGE
_PRICES = ("exchangerate", "fee", "ratecard", "dutyrule")
_PAGES = ("guide", "announcement", "category", "image", "store")
_CATALOG = (
    *_PRICES,
    *_PAGES,
    "raterow",
    "screeningrule",
    "zone",
    "deadline",
    "holiday",
    "messagetemplate",
    "replytemplate",
)

# Drafts change nothing that anybody sees; what goes live is decided by who may publish.
_DRAFTS = {"catalog.draft_entry", "catalog.add_image", *_view("catalog", "entry", "revision", "review")}
_PUBLISH = _DRAFTS | {"catalog.publish_entry"}

_BUYER = (
    _DESK
    | _DRAFTS
    | {
        "workflow.screen_order",
        "workflow.confirm_item_prices",
        "workflow.buy_items",
        "workflow.edit_items",
        "workflow.add_message",
        "workflow.cancel_order",
        "workflow.change_attention",
        *_view("catalog", *_CATALOG),
    }
)
_WAREHOUSE = (
    _ORDERS
    | _TALK
    | _ARRANGE
    | {
        "workflow.add_photo",
        # The packing slip shows where the parcel goes.
        "community.reveal_member",
        "workflow.view_attention",
        "workflow.receive_items",
        "workflow.confirm_delivery_fee",
        "workflow.ship_order",
        *_view("catalog", "ratecard", "raterow", "zone"),
    }
)
_SUPPORT = (
    _DESK
    | _DRAFTS
    | {
        "workflow.add_order",
        "workflow.change_order",
        "workflow.edit_items",
        "workflow.screen_order",
        "workflow.add_message",
        "workflow.view_auditentry",
        "community.reveal_member",
        "workflow.cancel_order",
        "workflow.change_attention",
        *_view("community", "member"),
        *_view("catalog", *_PAGES, "screeningrule", "messagetemplate", "replytemplate", "holiday"),
    }
)
_FINANCE = (
    _DESK
    | _PUBLISH
    | {
        "workflow.change_attention",
        "workflow.settle_money",
        "workflow.view_auditentry",
        "community.reveal_member",
        "workflow.view_webhookevent",
        "workflow.change_webhookevent",
        "engine.view_effect",
        "engine.change_effect",
        *_view("community", "member"),
        *_view("catalog", *_CATALOG),
        *_keep("catalog", "exchangerate", "fee"),
    }
)
_MODERATOR = _view("community", "member")
_EDITOR = _PUBLISH | _keep("catalog", *_CATALOG)
_OWNER = (
    _BUYER
    | _WAREHOUSE
    | _SUPPORT
    | _FINANCE
    | _MODERATOR
    | _EDITOR
    | {
        "workflow.override_screening",
        "console.share_view",
        *_keep("community", "member"),
        *_view("auth", "group"),
    }
)

ROLES: Mapping[str, Role] = {
    role.code: role
    for role in (
        Role("buyer", _("Buyer"), frozenset(_BUYER)),
        Role("warehouse", _("Warehouse"), frozenset(_WAREHOUSE)),
        Role("support", _("Customer support"), frozenset(_SUPPORT)),
        Role("finance", _("Finance"), frozenset(_FINANCE)),
        Role("moderator", _("Moderator"), frozenset(_MODERATOR)),
        Role("editor", _("Editor"), frozenset(_EDITOR)),
        Role("owner", _("Owner"), frozenset(_OWNER)),
    )
}


class UnknownPermission(Exception):
    """A role names a permission that no model declares: a typing error, or a migration to run."""


def sync_roles() -> dict[str, int]:
    """Make one group a role with exactly its permissions. Idempotent; other groups are left alone.

    Returns the number of changed permissions a role. Raises UnknownPermission; then nothing changed.
    """
    known = _permissions()
    changed: dict[str, int] = {}
    with transaction.atomic():
        for role in ROLES.values():
            missing = sorted(role.permissions - known.keys())
            if missing:
                raise UnknownPermission(
                    f"The role {role.code} names unknown permissions: {', '.join(missing)}."
                )
            group, _created = Group.objects.get_or_create(name=role.code)
            wanted = {known[name] for name in role.permissions}
            held = set(group.permissions.values_list("pk", flat=True))
            group.permissions.add(*(wanted - held))
            group.permissions.remove(*(held - wanted))
            changed[role.code] = len(wanted ^ held)
    return changed


def _permissions() -> dict[str, int]:
    wanted = {name for role in ROLES.values() for name in role.permissions}
    apps = {name.partition(".")[0] for name in wanted}
    rows = Permission.objects.filter(Q(content_type__app_label__in=apps)).values_list(
        "content_type__app_label", "codename", "pk"
    )
    return {f"{app}.{codename}": pk for app, codename, pk in rows}
