"""Every address of the console's own (console/urls.py) on a lively desk, and who may open it.

The rights are written here once more, in the words of console/roles.py and not in those of the views.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.core.cache import cache
from django.urls import reverse

from catalog.editing.registry import all_kinds
from console import bulk, listing
from console.activity import CALLS, CATALOG, DESK, MATTERS, STEPS
from console.offers import FLOWS, arcs_by_name, is_dialog
from console.queues import QUEUES
from console.views.bulk_matters import Kept, Result
from integrations import clock
from tests.console.lively import SCRIPT, Lively
from workflow.models import OrderItem

type May = Callable[[Any], bool]


def has(*permissions: str) -> May:
    return lambda person: person.has_perms(permissions)


anybody: May = has()
nobody: May = lambda person: False  # noqa: E731
SEES_ORDERS = has("workflow.view_order")
ARRANGES = has("workflow.view_order", "workflow.assign_order")
OF_QUEUE = {
    "order": SEES_ORDERS,
    "attention": has("workflow.view_attention"),
    "effect": has("engine.view_effect"),
    "approval": has("workflow.view_approval"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """`name` is its route's. A GET answers `status` to who `may`, `closed` to a colleague who may not, and
    `stranger` to who is no staff. A dialog is also asked for by an open page."""

    name: str
    url: str
    may: May = SEES_ORDERS
    status: int = 200
    closed: int = 403
    stranger: int = 302
    dialog: bool = False


def page(name: str, *args: Any, query: Any = None, **more: Any) -> Page:
    url = reverse(f"admin:{name}", args=args)
    return Page(name, f"{url}?{urlencode(query)}" if query else url, **more)


def pages(lively: Lively, person: Any, *, thorough: bool) -> Iterator[Page]:
    """What this person's browser may be pointed at. Thorough: each order, each filter of each list."""
    yield from _orders(lively, thorough)
    yield from _lists(lively, person, thorough)
    yield from _bulk(person)
    yield from _views(lively)
    yield from _paper(lively, person)
    yield from _people(lively)
    yield from _talk(lively)
    yield from _warehouse(lively, thorough)
    yield from _operations(lively)
    yield from _screening(lively)
    yield from _deeds(lively, thorough)
    yield from _matters(lively, person)
    yield from _catalog(lively, thorough)
    yield from _images(lively)


def _orders(lively: Lively, thorough: bool) -> Iterator[Page]:
    """A look at a page that only takes a POST is answered with 405."""
    order, rich = lively.orders[0], lively.delivered
    yield page("set_language", status=302, may=anybody)
    yield page("orders", status=302, may=anybody)
    yield page("enter_order", may=has("workflow.add_order"))
    yield page("enter_order", query={"customer": lively.story.customer.pk}, may=has("workflow.add_order"))
    yield page("enter_order", query={"customer": "x"}, may=has("workflow.add_order"))
    for tab in ("", "items", "payments", "parcels", "messages", "timeline", "nonsense"):
        yield page("order", rich.ref, query={"tab": tab} if tab else None)
    yield page("order", order.ref, query={"from": "/console/queues/to-screen/?due=ahead", "at": "1.2"})
    yield page("order", order.ref, query={"from": "https://evil.example/", "at": SCRIPT})
    yield page("order", "BD-NOTTHERE", status=404)
    for one in lively.orders if thorough else ():
        yield page("order", one.ref)
    yield page("new_link", rich.ref, may=has("workflow.change_order"), dialog=True)
    for deed in ("take", "assign", "give-back", "put-off", "take-up"):
        for one in (order, rich):
            yield page("desk", one.pk, deed, may=ARRANGES, dialog=one == order)
    yield page("desk", order.pk, "nonsense", status=404, closed=404)


def _lists(lively: Lively, person: Any, thorough: bool) -> Iterator[Page]:
    bad = {
        "state": "melted",
        "who": "424242",
        "due": "x",
        "put_off": "x",
        "o": "9.x.-4.3",
        "p": "9999",
        "q": SCRIPT,
    }
    for queue in QUEUES:
        may = OF_QUEUE[queue.holds]
        yield page("queue", queue.slug, may=may)
        if queue.holds == "order" and thorough:
            narrowings = [(one, one.choices(queue)) for one in listing.offered(queue)]
            yield page(
                "queue", queue.slug, query={one.parameter: all[-1][0] for one, all in narrowings if all}
            )
            yield page("queue", queue.slug, query=bad)
    yield page("queue", "nonsense", status=404, closed=404)
    yield page("live_badges", may=anybody, stranger=403)
    yield page("live_badges", query={"after": "nonsense"}, may=anybody, status=400, stranger=403)
    yield page("presence", status=405, closed=405)
    yield page("presence_leave", status=405, closed=405)


def _bulk(person: Any) -> Iterator[Page]:
    """The looks at a run: one that waits for its inputs, one that has begun."""
    arcs = arcs_by_name("order")
    for deed in (bulk.TAKE, bulk.ASSIGN, bulk.PUT_OFF):
        yield page("bulk", deed, may=ARRANGES, status=302)
    for deed in bulk.FLOW_DEEDS:
        yield page("bulk", deed, may=has(arcs[deed].permission or ""), status=302)
    yield page("bulk", "nonsense", status=404, closed=404)
    waits, began = (bulk.prepare(user=person, deed=bulk.TAKE, picks=[], back="/console/") for _ in "12")
    bulk.begin(user=person, run=began, inputs={})
    yield page("bulk_run", waits.token, may=ARRANGES, status=302)
    yield page("bulk_run", began.token, may=ARRANGES)
    yield page("bulk_run", "nonsense", status=404, closed=404)
    yield page("bulk_go_on", began.token, status=405, closed=405)


def _views(lively: Lively) -> Iterator[Page]:
    keeps, all_orders = has("console.add_savedview"), reverse("admin:workflow_order_changelist")
    yield page("save_view", query={"from": f"{all_orders}?due=overdue"}, may=keeps, dialog=True)
    yield page("save_view", query={"from": "/elsewhere/"}, status=404, closed=404)
    yield page("restore_view", status=405, closed=405)
    for name in ("of_buyer", "of_owner", "shared", "broken"):
        view = lively.rows[name]
        for route in ("rename_view", "remove_view"):
            yield page(route, view.pk, may=changes(view), dialog=True)
        yield Page("workflow_order_changelist", f"{all_orders}?{view.query}")


def changes(view: Any) -> May:
    """One's own view; a shared one also who may share."""
    return lambda person: (
        person.has_perm("console.add_savedview")
        and (view.owner_id == person.pk or (view.is_shared and person.has_perm("console.share_view")))
    )


def _paper(lively: Lively, person: Any) -> Iterator[Page]:
    prints, order = has("workflow.view_order", "community.reveal_member"), lively.delivered
    lists = (reverse("admin:workflow_order_changelist"), reverse("admin:queue", args=("to-buy",)))
    for address in lists:
        yield page("pick_list", query={"from": address})
    yield page("pick_list", status=404)
    yield page("packing_slip", order.ref, may=prints, dialog=True)
    token = signing.dumps({"order": order.pk, "by": person.pk}, salt="console.packing_slip")
    yield page("packing_slip_page", order.ref, token, may=prints)
    yield page("packing_slip_page", order.ref, "nonsense", may=prints, status=302)


def _people(lively: Lively) -> Iterator[Page]:
    sees, mina, sora = has("community.view_member"), lively.story.customer, lively.rows["newcomer"]
    for member in (mina, sora, lively.people["buyer"]):
        yield page("customer", member.pk, may=sees)
    yield page("customer", 999_999, may=sees, status=404)
    invites = has("community.view_member", "workflow.add_order")
    for member in (mina, sora):
        yield page("invite", member.pk, may=invites, dialog=True)
    notes = has("community.view_member", "workflow.add_note")
    yield page("customer_notes", mina.pk, may=notes, dialog=True)
    yield page("reveal", "email", mina.pk, status=405, closed=405)
    yield page("reset_second_factor", lively.rows["lost"].pk, may=has("community.change_member"), dialog=True)


def _talk(lively: Lively) -> Iterator[Page]:
    ref, writes = lively.delivered.ref, has("workflow.view_order", "workflow.add_message")
    yield page("messages", ref, may=writes, dialog=True)
    for reply in ("1", "x", "9" * 12):
        yield page("messages", ref, query={"reply": reply, "language": "ko"}, may=writes)
    yield page("messages_read", ref, status=405, closed=405)
    yield page("notes", ref, may=has("workflow.view_order", "workflow.add_note"), dialog=True)
    yield page("mention_seen", 1, status=405, closed=405)
    yield page("photo", lively.rows["photo"].key, may=has("workflow.view_photo"))


def _warehouse(lively: Lively, thorough: bool) -> Iterator[Page]:
    def may(person: Any) -> bool:
        rights = ("receive_items", "confirm_delivery_fee", "ship_order")
        return person.has_perm("workflow.view_order") and any(
            person.has_perm(f"workflow.{right}") for right in rights
        )

    order = lively.delivered
    yield page("warehouse", may=may)
    for number in (SCRIPT, "zz", "9" * 300, "BD"):
        yield page("warehouse", query={"number": number}, may=may)
    for number in (order.ref, order.parcels.get().tracking_number):
        yield page("warehouse", query={"number": number}, may=may, status=302)
    for one in lively.orders if thorough else lively.orders[:1]:
        yield page("warehouse_order", one.ref, may=may)
    yield page("warehouse_order", order.ref, query={"item": "9" * 30}, may=may)
    yield page("warehouse_order", "BD-NOTTHERE", may=may, status=404)
    yield page("warehouse_photo", order.ref, status=405, closed=405)


def _operations(lively: Lively) -> Iterator[Page]:
    health, log = has("engine.view_effect"), has("workflow.view_auditentry")
    yield page("health", may=health)
    yield page("ageing")
    for why in ("", "customer", "money", "nonsense"):
        yield page("held_up", query={"why": why})
    for days in ("", "7", "30", "90", "x"):
        yield page("throughput", query={"days": days}, may=log)
    yield page("throughput_csv", may=log)
    yield page("activity", may=log)
    for kind in (STEPS, CALLS, DESK, MATTERS, CATALOG, "x"):
        yield page("activity", query={"kind": kind}, may=log)
    who = lively.people["buyer"].pk
    yield page("activity", query={"who": who, "person": who, "order": lively.delivered.ref}, may=log)
    yield page("activity", query={"person": "x", "order": SCRIPT, "day": "2026-99-99"}, may=log)
    yield page("activity", query={"day": clock.today().isoformat(), "after": "1.1.x", "before": "9"}, may=log)


def _screening(lively: Lively) -> Iterator[Page]:
    screens, rows = has("workflow.screen_order"), lively.rows
    yield page("approvals", may=has("workflow.view_approval"))
    yield page("ask_override", rows["forbidden"].pk, may=screens, dialog=True)
    yield page("ask_override", lively.delivered.items.first().pk, may=screens)  # type: ignore[union-attr]
    yield page("answer_approval", rows["override"].pk, may=answers(rows["override"]), dialog=True)
    yield page("answer_approval", rows["refund"].pk, may=answers(rows["refund"]), dialog=True)
    for name in ("override", "refund"):
        yield page("withdraw_approval", rows[name].pk, may=asked(rows[name]), dialog=True)
    yield page("ask_model", rows["forbidden"].order.ref, may=screens, dialog=True)
    tries = has("catalog.view_screeningrule")
    for query in (
        {},
        {"title": f"soju {SCRIPT}"},
        {"url": "javascript:evil()"},
        {"title": "x", "on": clock.today().isoformat()},
    ):
        yield page("try_rules", query=query, may=tries)
    yield page("try_rules", query={"on": "nonsense"}, may=tries, status=422)
    yield page("rescreen_orders", may=screens)
    yield page("rescreen_run", rows["run"].pk, may=screens)
    yield page("rescreen_run", 999_999, may=screens, status=404)


def answers(approval: Any) -> May:
    """Who may be the second person: never who asked."""
    right = "workflow.override_screening" if approval.item_id else "workflow.settle_money"
    return lambda person: person.has_perm(right) and person.pk != approval.asked_by_id


def asked(approval: Any) -> May:
    return lambda person: person.pk == approval.asked_by_id


def _deeds(lively: Lively, thorough: bool) -> Iterator[Page]:
    """Each deed that has a dialog, from a state that allows it and from one that does not."""
    item = lively.delivered.items.first()
    for flow in FLOWS:
        for arc in arcs_by_name(flow).values():
            args = (flow, 1, arc.name)
            if not is_dialog(flow, arc):
                yield page("deed", *args, status=404, closed=404)
                continue
            right, late = lively.subjects[arc.name], item if flow == OrderItem.flow_name else lively.delivered
            may = has("workflow.view_order", *([arc.permission] if arc.permission else []))
            yield page("deed", flow, right.pk, arc.name, may=may, dialog=True)
            if thorough:
                yield page("deed", flow, late.pk, arc.name, may=may)  # type: ignore[union-attr]
            yield page("deed_preview", *args, status=405, closed=405)
    yield page("deed", "order", 999_999, "cancel", status=404, closed=404)
    yield page("deed", "effect", 1, "retry", status=404, closed=404)


def _matters(lively: Lively, person: Any) -> Iterator[Page]:
    rows, decides = lively.rows, has("engine.change_effect")
    for verdict in ("retry", "skip", "mark_done"):
        yield page("decide_effects", verdict, may=decides, status=302)
        for name in ("dead", "done"):
            yield page("decide_effect", rows[name].pk, verdict, may=decides, dialog=True)
    yield page("decide_effects", "nonsense", status=404, closed=404)
    yield page("decide_effect", rows["dead"].pk, "nonsense", status=404, closed=404)
    replays = has("workflow.change_webhookevent")
    yield page("replay_events", may=replays, status=302)
    yield page("replay_event", rows["event"].pk, may=replays, dialog=True)
    resends = has("workflow.view_notification", "workflow.add_message")
    yield page("resend_notice", rows["notice"].pk, may=resends, dialog=True)
    for name in ("small", "large"):
        yield page("settle_matter", rows[name].pk, may=has("workflow.settle_money"), dialog=True)
    yield page("settle_matter", rows["said"].pk, may=has("workflow.change_attention"), dialog=True)
    decided = Kept("retry", SCRIPT, "/console/", [Result(SCRIPT, "", SCRIPT)])
    cache.set(f"console.matters.{person.pk}.decided", decided)
    yield page("matters_result", "decided", may=anybody)
    yield page("matters_result", "nonsense", status=404, closed=404)


def sees_kind(slug: str) -> May:
    return has(f"catalog.view_{MODEL_OF[slug]}")


def writes_kind(slug: str) -> May:
    return has(f"catalog.view_{MODEL_OF[slug]}", "catalog.draft_entry")


def publishes_kind(slug: str) -> May:
    model = MODEL_OF[slug]
    return has(
        f"catalog.view_{model}", f"catalog.change_{model}", "catalog.draft_entry", "catalog.publish_entry"
    )


# What an entry of each kind is about: who may see those rows may read the entry.
MODEL_OF = {
    "guide": "guide",
    "announcement": "announcement",
    "store": "store",
    "category": "category",
    "screening_rule": "screeningrule",
    "rate_card": "ratecard",
    "zone": "zone",
    "duty_table": "dutyrule",
    "fee": "fee",
    "exchange_rate": "exchangerate",
    "deadline": "deadline",
    "holiday": "holiday",
    "message": "messagetemplate",
    "reply": "replytemplate",
}


def sees_some_kind(person: Any) -> bool:
    return any(sees_kind(slug)(person) for slug in MODEL_OF)


def _catalog(lively: Lively, thorough: bool) -> Iterator[Page]:
    """Lists, editors and comparisons of entries; the one exchange rate has no list."""
    yield page("catalog", may=sees_some_kind)
    yield page("catalog_calendar", may=sees_some_kind)
    for kind in all_kinds():
        slug = kind.slug
        yield page("catalog_kind", slug, may=sees_kind(slug), status=200 if kind.several else 302)
        yield page("new_entry", slug, may=writes_kind(slug), status=200 if kind.several else 302)
        yield page("entry_preview", slug, status=405, closed=405)
    for query in ({"q": SCRIPT, "state": "live"}, {"q": "x" * 400, "state": SCRIPT, "p": "9999"}):
        yield page("catalog_kind", "store", query=query, may=sees_kind("store"))
    for state in ("drafts", "review", "scheduled", "locked", "off") if thorough else ():
        yield page("catalog_kind", "store", query={"state": state}, may=sees_kind("store"))
    for route in ("catalog_kind", "new_entry"):
        yield page(route, "nonsense", status=404, closed=404)
    entries = [row for name, row in lively.rows.items() if name.startswith("entry_")]
    for entry in entries if thorough else entries[:1]:
        yield page("entry", entry.pk, may=sees_kind(entry.kind))
        yield page("entry_versions", entry.pk, may=sees_kind(entry.kind))
    shop, card = lively.rows["entry_in_review"], lively.rows["entry_rate_card"]
    for query in ({"a": "1", "b": "3"}, {"a": SCRIPT, "b": "9" * 400}, {"a": "3", "b": "1"}):
        yield page("entry_versions", shop.pk, query=query, may=sees_kind("store"))
    yield page("entry_of", "store", shop.key, may=sees_kind("store"), status=302)
    yield page("entry_of", "rate_card", card.key, may=sees_kind("rate_card"), status=302)
    yield page("entry_of", "store", "nobody/knows", may=sees_kind("store"), status=404)
    yield page("entry_of", "nonsense", "1", status=404, closed=404)
    yield page("entry_autosave", shop.pk, status=405, closed=405)
    for route in ("entry", "entry_versions"):
        yield page(route, 999_999, status=404, closed=404)


ADDS_IMAGES = has("catalog.add_image")


def _images(lively: Lively) -> Iterator[Page]:
    for query in (None, {"q": SCRIPT, "p": "x"}, {"q": "evil", "p": "9" * 30}):
        yield page("images", query=query, may=ADDS_IMAGES, dialog=True)
    yield page("image_upload", status=405, closed=405)
    yield page("image_focal", lively.rows["image"].pk, may=ADDS_IMAGES, dialog=True)
    yield page("image_focal", 999_999, may=ADDS_IMAGES, status=404)
