"""Every address of the console that takes a POST, with inputs that do, and who may send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from catalog.models import Entry
from console import bulk, saved_views
from console.admin.base import ReadOnlyAdmin
from console.models import SavedView
from console.offers import FLOWS, arcs_by_name, is_dialog
from tests.console.addresses import (
    ADDS_IMAGES,
    ARRANGES,
    SEES_ORDERS,
    May,
    answers,
    asked,
    changes,
    has,
    nobody,
    publishes_kind,
    sees_kind,
    writes_kind,
)
from tests.console.lively import Lively
from tests.console.test_deeds_by_role import DEEDS
from tests.console.test_enter_order import typed
from tests.drawing import picture
from workflow.engine.actors import Actor
from workflow.models import Mention, Order, OrderItem


@dataclass(frozen=True, slots=True)
class Press:
    """A POST is answered with `done` to who `may`; to others with `refused`, and nothing has changed.
    A press that only shows something `writes` nothing in any case."""

    name: str
    url: str
    given: dict[str, Any] = field(default_factory=dict)
    may: May = SEES_ORDERS
    done: int = 302
    refused: int = 403
    writes: bool = True


def press(name: str, *args: Any, **more: Any) -> Press:
    return Press(name, reverse(f"admin:{name}", args=args), **more)


def presses(lively: Lively, person: Any) -> Iterator[Press]:
    """What this person's browser may be made to send."""
    yield from _deeds(lively)
    yield from _arranging(lively, person)
    yield from _views(lively)
    yield from _people(lively, person)
    yield from _screening(lively)
    yield from _matters(lively)
    yield from _screens(lively)
    yield from _catalog(lively, person)
    yield from _images(lively)


def _deeds(lively: Lively) -> Iterator[Press]:
    """Who may do a deed says the flow."""
    inputs = {name: made for name, _begin, made, _allowed in DEEDS}
    for flow in FLOWS:
        for arc in arcs_by_name(flow).values():
            if not is_dialog(flow, arc):
                continue
            subject = lively.subjects[arc.name]
            may = has("workflow.view_order", *([arc.permission] if arc.permission else []))
            given = {**inputs[arc.name](subject), "seq": subject.seq}
            yield press("deed", flow, subject.pk, arc.name, given=given, may=may)
            if arc.name in ("confirm_item_prices", "revise_prices", "confirm_delivery_fee"):
                args = (flow, subject.pk, arc.name)
                yield press("deed_preview", *args, given=given, may=may, done=200, writes=False)


def _arranging(lively: Lively, person: Any) -> Iterator[Press]:
    order = Order.objects.filter(state="requested", assignee=None).first()
    assert order is not None
    arcs, colleague = arcs_by_name("order"), lively.people["buyer"].pk
    for deed, more in (
        ("take", {}),
        ("assign", {"to": colleague}),
        ("put-off", {"choice": "hours"}),
    ):
        yield press("desk", order.pk, deed, given=more, may=ARRANGES)
    for deed in ("give-back", "take-up"):
        # It is nobody's and not put off: done, and nothing to do.
        yield press("desk", order.pk, deed, may=ARRANGES, writes=False)
    picks = [bulk.Pick(order.pk, order.seq)]
    for deed in (bulk.TAKE, bulk.ASSIGN, bulk.PUT_OFF, *bulk.FLOW_DEEDS):
        may = has(arcs[deed].permission or "") if deed in bulk.FLOW_DEEDS else ARRANGES
        given = {"pick": f"{order.pk}:{order.seq}"}
        yield press("bulk", deed, given=given, may=may, done=200, writes=False)
    run = bulk.prepare(user=person, deed="cancel", picks=picks, back="/console/")
    cancels = has("workflow.cancel_order")
    yield press("bulk_run", run.token, given={"reason": ""}, may=cancels)
    run = bulk.prepare(user=person, deed="cancel", picks=picks, back="/console/")
    bulk.begin(user=person, run=run, inputs={"reason": ""})
    yield press("bulk_go_on", run.token, may=cancels)
    place = {"place": f"order:{order.ref}", "edits": "1"}
    yield press("presence", given=place, done=200)
    yield press("presence_leave", given=place, done=204)
    printing = {"from": reverse("admin:workflow_order_changelist"), "pick": f"{order.pk}:{order.seq}"}
    yield press("pick_list", given=printing, done=200, writes=False)
    prints = has("workflow.view_order", "community.reveal_member")
    yield press("packing_slip", order.ref, may=prints)
    yield press("new_link", order.ref, may=has("workflow.change_order"))


def _views(lively: Lively) -> Iterator[Press]:
    saved = press("save_view", given={"name": "Late"}, may=has("console.add_savedview"))
    query = "?from=/console/workflow/order/%3Fdue%3Doverdue"
    yield Press(saved.name, saved.url + query, saved.given, saved.may)
    for name in ("of_buyer", "of_owner", "shared", "broken"):
        view = lively.rows[name]
        yield press("rename_view", view.pk, given={"name": "Another"}, may=changes(view))
        yield press("remove_view", view.pk, may=changes(view))
    owner = lively.people["owner"]
    gone = SavedView.objects.create(owner=owner, place="orders", name="Gone", query="due=ahead")
    _view, token = saved_views.remove(view_id=gone.pk, actor=Actor.staff(owner))
    gone.owner = owner
    # Somebody else's is not brought back, and the list says so.
    yield press("restore_view", given={"token": token}, may=changes(gone), refused=302)


def _people(lively: Lively, person: Any) -> Iterator[Press]:
    ref, mina, sora = lively.delivered.ref, lively.story.customer, lively.rows["newcomer"]
    writes = has("workflow.view_order", "workflow.add_message")
    yield press("enter_order", given=typed(), may=has("workflow.add_order"))
    yield press("invite", sora.pk, may=has("community.view_member", "workflow.add_order"))
    notes = has("community.view_member", "workflow.add_note")
    yield press("customer_notes", mina.pk, given={"note-body": "Look"}, may=notes)
    yield press("messages", ref, given={"key": uuid4(), "body": "Soon."}, may=writes)
    yield press("messages_read", ref, may=writes)
    yield press(
        "notes", ref, given={"note-body": "Look"}, may=has("workflow.view_order", "workflow.add_note")
    )
    theirs = Mention.objects.exclude(member=lively.people["owner"]).first()
    assert theirs is not None
    mine = theirs.member_id
    yield press("mention_seen", theirs.pk, may=lambda one: one.pk == mine, refused=404)
    reveals = "community.reveal_member"
    address, notice = lively.delivered.address, lively.rows["notice"]
    book = mina.addresses.first()
    for kind, row, right in (
        ("email", mina, "workflow.view_order"),
        ("phone", mina, "workflow.view_order"),
        ("address", address, "workflow.view_orderaddress"),
        ("book-address", book, "community.view_member"),
        ("recipient", notice, "workflow.view_notification"),
    ):
        assert row is not None
        yield press("reveal", kind, row.pk, may=has(reveals, right), done=200)
    resets = has("community.change_member")
    yield press("reset_second_factor", lively.rows["lost"].pk, given={"reason": "Lost"}, may=resets)
    item = lively.delivered.items.first()
    assert item is not None
    given = {"file": picture(), "item": item.pk}
    photographs = has("workflow.view_order", "workflow.receive_items", "workflow.add_photo")
    yield press("warehouse_photo", ref, given=given, may=photographs)


def _screening(lively: Lively) -> Iterator[Press]:
    rows, screens = lively.rows, has("workflow.screen_order")
    other = OrderItem.objects.filter(order__state="requested").exclude(pk=rows["forbidden"].pk).first()
    assert other is not None
    # Only what a rule forbids needs a second person: who may ask is told so.
    yield press("ask_override", other.pk, given={"reason": "x"}, may=screens, done=409, writes=False)
    for name in ("override", "refund"):
        row = rows[name]
        agreed = {"answer": "agree", "note": "Seen"}
        yield press("answer_approval", row.pk, given=agreed, may=answers(row))
        yield press("withdraw_approval", row.pk, may=asked(row))
    yield press("ask_model", rows["forbidden"].order.ref, may=screens)
    tries = has("catalog.view_screeningrule", "workflow.screen_order")
    yield press("try_rules", given={"title": "soju"}, may=tries, done=200, writes=False)
    # A run is under way already.
    yield press("rescreen_orders", may=screens, done=409, writes=False)


def _matters(lively: Lively) -> Iterator[Press]:
    rows, decides, why = lively.rows, has("engine.change_effect"), {"reason": "Told by phone"}
    for verdict in ("retry", "skip", "mark_done"):
        yield press("decide_effect", rows["dead"].pk, verdict, given=why, may=decides)
        several = {**why, "pick": [rows["unsure"].pk], "confirmed": "1"}
        yield press("decide_effects", verdict, given=several, may=decides)
    replays = has("workflow.change_webhookevent")
    yield press("replay_event", rows["event"].pk, may=replays)
    several = {"pick": [rows["event"].pk], "confirmed": "1"}
    yield press("replay_events", given=several, may=replays)
    resends = has("workflow.view_notification", "workflow.add_message")
    yield press("resend_notice", rows["notice"].pk, may=resends)
    settled = {"note": "Refunded"}
    yield press("settle_matter", rows["small"].pk, given=settled, may=has("workflow.settle_money"))
    # Another person has been asked for already.
    settles = has("workflow.settle_money")
    yield press("settle_matter", rows["large"].pk, given=settled, may=settles, done=409, writes=False)
    changes_matters = has("workflow.change_attention")
    yield press("settle_matter", rows["said"].pk, given=settled, may=changes_matters)


def _screens(lively: Lively) -> Iterator[Press]:
    """The forms of the models. What is sent is nothing: who may is shown the form and its mistakes."""
    for model, screen in admin.site._registry.items():
        base = f"{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.order_by("pk").first()
        assert row is not None
        yield press(f"{base}_delete", row.pk, given={"post": "yes"}, may=nobody)
        rights = [f"{model._meta.app_label}.{verb}_{model._meta.model_name}" for verb in ("add", "change")]
        is_open = not isinstance(screen, ReadOnlyAdmin)
        may_add, may_change = (has(right) if is_open else nobody for right in rights)
        if not screen.has_change_permission(_of_an_owner(lively)):
            may_change = nobody
        yield press(f"{base}_add", may=may_add, done=200, writes=False)
        if model is not Order:  # its form gives way to the order page
            yield press(f"{base}_change", row.pk, may=may_change, done=200, writes=False)
    changes_members = has("community.change_member")
    mina = lively.story.customer.pk
    yield press("auth_user_password_change", mina, may=changes_members)


def _of_an_owner(lively: Lively) -> Any:
    request = RequestFactory().get("/")
    request.user = lively.people["owner"]
    return request


def _catalog(lively: Lively, person: Any) -> Iterator[Press]:
    """Each deed of the editor, on an entry that allows it."""
    shop, reviewed, locked, scheduled = (
        lively.rows[f"entry_{name}"] for name in ("plain", "in_review", "locked", "scheduled")
    )
    writes, publishes = writes_kind("store"), publishes_kind("store")
    words = {**typed_in(shop), "summary_en": "Clothes of their own make", "seq": shop.seq}
    in_ten_years = {"go_live_at": "2036-01-01T09:00", "expire_at": "2036-02-01T09:00"}
    for deed, more, may in (
        ("save", words, writes),
        ("submit", words, writes),
        ("lock", {}, writes),
        ("publish", words, publishes),
        ("schedule", words | in_ten_years, publishes),
        ("unpublish", {"seq": shop.seq}, publishes),
    ):
        yield press("entry", shop.pk, given={**more, "do": deed}, may=may)
    seen = {"seq": reviewed.seq}
    yield press("entry", reviewed.pk, given={**seen, "do": "approve", "comment": "Good"}, may=publishes)
    yield press("entry", reviewed.pk, given={**seen, "do": "changes", "comment": "Shorter"}, may=publishes)
    yield press("entry", reviewed.pk, given={**seen, "do": "withdraw"}, may=writes)
    # A writer may unlock, but not what a colleague has locked.
    unlocks = 409 if writes(person) else 403
    yield press("entry", locked.pk, given={"do": "unlock"}, may=publishes, refused=unlocks)
    seen = {"seq": scheduled.seq}
    yield press("entry", scheduled.pk, given={**seen, "do": "unschedule"}, may=publishes)
    yield press("entry", scheduled.pk, given={**seen, "do": "drop"}, may=writes)
    yield press("entry", scheduled.pk, given={**seen, "do": "revert", "number": "1"}, may=writes)
    yield press("entry_autosave", shop.pk, given=words, may=writes, done=200)
    shown = {**words, "entry": shop.pk, "lang": "ko"}
    yield press("entry_preview", "store", given=shown, may=writes, done=200, writes=False)
    yield press("new_entry", "store", given={"name": "Ohou", "do": "save"}, may=writes)
    yield press("new_entry", "store", given={"name": "Ohou"}, may=writes, done=200)
    place = {"place": f"entry:{shop.pk}", "edits": "1"}
    yield press("presence", given=place, may=sees_kind("store"), done=200)
    yield press("presence_leave", given=place, may=sees_kind("store"), done=204)


def typed_in(entry: Entry) -> dict[str, str]:
    """The fields of its newest draft, as its editor would send them."""
    assert entry.latest_revision is not None
    sent: dict[str, str] = {}
    for name, value in entry.latest_revision.content.items():
        if isinstance(value, list):
            sent |= {f"{name}-{n}-{key}": text for n, row in enumerate(value) for key, text in row.items()}
        else:
            sent[name] = value
    return sent


def _images(lively: Lively) -> Iterator[Press]:
    given = {"title": "A box", "alt_en": "A box", "alt_ko": "상자", "file": picture()}
    yield press("image_upload", given=given, may=ADDS_IMAGES)
    point = {"focal_x": "10", "focal_y": "90"}
    yield press("image_focal", lively.rows["image"].pk, given=point, may=ADDS_IMAGES)
