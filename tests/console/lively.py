"""A desk with something in every drawer, built once for the tests of a module that each only look at it.

Whatever people may type is a script here, so that every page that shows it says whether it is escaped.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.test import Client, override_settings

from catalog.editing import drafts, locking, publication, reviewing
from catalog.editing.adoption import adopt
from catalog.editing.registry import kind_of
from catalog.images import keep_image
from catalog.models import Entry, EntryEvent, ReplyTemplate, Review, Revision
from console.models import Presence, SavedView
from console.presence import editor_of, place_of
from console.roles import ROLES, sync_roles
from integrations import clock
from tests.conftest import point_at
from tests.console.conftest import colleague
from tests.console.factors import given as with_factor
from tests.console.test_deeds_by_role import DEEDS
from tests.drawing import picture
from tests.running import Sandbox
from tests.seeded import Catalog
from tests.workflow.story import ADDRESS, SOJU, Story
from workflow.engine.actors import Actor
from workflow.engine.models import Effect, FlowModel, TransitionLog
from workflow.models import (
    Address,
    Attention,
    AuditEntry,
    Mention,
    Message,
    Note,
    Notification,
    Order,
    OrderAddress,
    OrderItem,
    Quote,
    TrackingEvent,
    WebhookEvent,
)
from workflow.services import approvals, rescreen
from workflow.services.attention import raise_attention
from workflow.services.messages import write_message
from workflow.services.notes import add_note
from workflow.services.photos import keep_photo
from workflow.states import Concern, OrderState

SCRIPT = "\"'><script>evil()</script>"
# The columns that people or providers fill as they like.
_TYPED: dict[type[models.Model], tuple[str, ...]] = {
    Order: ("note", "question"),
    OrderItem: ("title", "options", "note", "decision_reason", "shop_order_number"),
    OrderAddress: ("recipient", "line1", "line2", "city"),
    Address: ("recipient", "line1", "line2", "city"),
    Attention: ("detail", "settled_note"),
    AuditEntry: ("about", "actor_label"),
    TransitionLog: ("actor_label",),
    Message: ("body", "author_label"),
    Note: ("body", "author_label"),
    Notification: ("subject", "body"),
    Quote: ("note",),
    TrackingEvent: ("description", "place", "occurred_text"),
    WebhookEvent: ("type", "object_id", "detail"),
    Effect: ("error",),
    ReplyTemplate: ("body_en", "body_ko"),
    Entry: ("title",),
    EntryEvent: ("note",),
    Review: ("note", "comment"),
}
_TYPED_WITHIN = {"reason", "question", "answer", "note", "detail", "before", "after", "item", "name", "title"}


@dataclass
class Lively:
    """`subjects` has for each deed with a dialog what it may be done to, by the deed's name; `people` has one
    colleague for each role, and the customer."""

    story: Story
    people: dict[str, Any]
    subjects: dict[str, FlowModel]
    rows: dict[str, Any]
    delivered: Order

    @property
    def orders(self) -> list[Order]:
        """One of each state, the first there is."""
        found = {order.state: order for order in Order.objects.order_by("-id")}
        return [found[state] for state in OrderState.values if state in found]

    def browser(self, who: str) -> Client:
        """The browser of a role, of the customer, or of "nobody". A fault is an answer of 500."""
        client = Client(raise_request_exception=False)
        if who != "nobody":
            client.force_login(self.people[who])
        return client


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of refusals are meant here; each with its traceback takes longer than the page."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def lively(
    seeded_catalog: Catalog, one_sandbox: Sandbox, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[Lively]:
    """Undone with the last test of the module; each test's own writes are undone with the test."""
    whole = transaction.atomic()
    whole._from_testcase = True  # as Django's own set-up of a class of tests
    photos = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("photos"))
    with django_db_blocker.unblock(), photos, whole:
        one_sandbox.post("reset")
        point_at(settings, one_sandbox)  # what is set within is undone with it
        seeded_catalog.fill()
        yield build(one_sandbox)
        transaction.set_rollback(True)


def build(sandbox: Sandbox) -> Lively:
    """Fill the empty database behind a catalog."""
    sync_roles()
    members = get_user_model().objects
    people = {role: colleague(role) for role in ROLES}
    mina = people["customer"] = members.create_user(
        "mina@customer.example", "a-long-passphrase", name="Mina", phone="+12135550100", notify_sms=True
    )
    juno = members.create_superuser("juno@bidangil.example", "a-long-passphrase", name="Juno")
    story = Story(customer=mina, staff=juno)
    # Before the first order: the one of each state that the pages show has what the others lack.
    delivered = story.delivered(sandbox)
    subjects = {name: begin(story, sandbox) for name, begin, _inputs, _allowed in DEEDS}
    rows = _beside(story, people, delivered)
    _type_scripts_everywhere()
    # What is asked about must stay as it was asked about.
    rows |= _second_persons(people, rows)
    fresh = {name: type(subject)._base_manager.get(pk=subject.pk) for name, subject in subjects.items()}
    return Lively(story, people, fresh, rows, delivered)


def _beside(story: Story, people: dict[str, Any], order: Order) -> dict[str, Any]:
    """What stands around the orders, by what it is called here."""
    desk, mina = story.desk, story.customer
    newcomer = get_user_model().objects.create_user("yuna@new.example", name="Yuna")
    lost = _who_lost_a_phone()
    forbidden = story.requested(SOJU).items.get()
    small, large = (
        raise_attention(order=order, concern=Concern.REFUND_DUE, about=name, amount_cents=cents)
        for name, cents in (("small", 1_234), ("large", 9_000_000))
    )
    said = raise_attention(order=order, concern=Concern.PARCEL, about="silent")
    photo = keep_photo(actor=desk, file=picture())
    write_message(order_id=order.pk, actor=desk, body="Here it is", photos=[photo.key])
    write_message(order_id=order.pk, actor=Actor.customer(mina), body="When?")
    note = add_note(order=order, actor=desk, body="Look")
    add_note(customer=mina, actor=desk, body="Calls often")
    Mention.objects.bulk_create(Mention(note=note, member=person) for person in people.values())
    Presence.objects.create(place=place_of(order.ref), member=lost, edits=True)
    Address.objects.create(customer=mina, **ADDRESS)
    Order.objects.filter(state=OrderState.APPROVED).update(assignee=people["buyer"])
    effects = list(Effect.objects.filter(name="notice.mail").order_by("id")[:3])
    for effect, status in zip(effects, ("dead", "unsure", "done"), strict=True):
        Effect.objects.filter(pk=effect.pk).update(status=status, finished=clock.now())
    event = WebhookEvent.objects.create(
        event_id="evt_1",
        type="charge.refunded",
        object_id="ch_1",
        payload={"data": {"object": {"id": "ch_1", "description": SCRIPT}}},
        created_at=clock.now(),
    )
    views = {
        name: SavedView.objects.create(
            owner=people[role], place="orders", name=f"{name} {SCRIPT}", query=query, is_shared=shared
        )
        for name, role, query, shared in (
            ("of_buyer", "buyer", "turn=staff", False),
            ("of_owner", "owner", "turn=customer", False),
            ("shared", "support", "due=overdue", True),
            ("broken", "owner", "gone=1&state=melted&o=9.x", False),
        )
    }
    return {
        **views,
        "newcomer": newcomer,
        "lost": lost,
        "forbidden": forbidden,
        "small": small,
        "large": large,
        "said": said,
        "photo": photo,
        "image": keep_image(user=None, file=picture(), title=SCRIPT, alt_en=SCRIPT, alt_ko=SCRIPT),
        "dead": effects[0],
        "unsure": effects[1],
        "done": effects[2],
        "event": event,
        "notice": Notification.objects.filter(order=order, channel="email").latest("id"),
        "run": rescreen.start(actor=desk),
        **_entries(people),
    }


def _entries(people: dict[str, Any]) -> dict[str, Any]:
    """The catalog as the editor knows it: a shop in review, one locked, one on the schedule, one begun and
    forgotten, and a rule of each dated kind that begins in a week."""
    adopt()
    buyer, editor, now = people["buyer"], people["editor"], clock.now()
    shops = list(Entry.objects.filter(kind="store").order_by("pk")[:4])
    for shop in shops[:3]:
        assert shop.latest_revision is not None
        content = {**shop.latest_revision.content, "name": f"{SCRIPT} {shop.pk}", "note": SCRIPT}
        for _ in "12":
            content["summary_en"] = content["summary_en"] + SCRIPT
            seq = Entry.objects.get(pk=shop.pk).seq
            drafts.save(shop.pk, user=buyer, content=dict(content), expect_seq=seq)
    in_review, locked, scheduled, plain = (Entry.objects.get(pk=shop.pk) for shop in shops)
    reviewing.submit(in_review.pk, user=buyer, note=SCRIPT, expect_seq=in_review.seq)
    locking.lock(locked.pk, user=editor)
    publication.schedule(
        scheduled.pk,
        user=editor,
        go_live_at=now + timedelta(days=1),
        expire_at=now + timedelta(days=9),
        expect_seq=scheduled.seq,
    )
    begun = drafts.begin(kind_of("store"), user=buyer, content={"name": SCRIPT, "host": SCRIPT})
    Entry.objects.filter(pk=begun.pk).update(edited_at=now - timedelta(days=60))
    in_a_week = (clock.today() + timedelta(days=7)).isoformat()
    dated = {}
    for kind in ("rate_card", "duty_table", "screening_rule", "zone", "fee", "deadline"):
        entry = Entry.objects.filter(kind=kind, live=True).order_by("pk").first()
        assert entry is not None
        assert entry.latest_revision is not None
        content = {**entry.latest_revision.content, "valid_from": in_a_week, "valid_to": ""}
        entry = drafts.save(entry.pk, user=editor, content=content, expect_seq=entry.seq)
        dated[kind] = publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    Presence.objects.create(place=editor_of(in_review.pk), member=people["finance"], edits=True)
    again = {"in_review": in_review, "locked": locked, "scheduled": scheduled, "plain": plain, "begun": begun}
    return {f"entry_{name}": Entry.objects.get(pk=one.pk) for name, one in (again | dated).items()}


def _second_persons(people: dict[str, Any], rows: dict[str, Any]) -> dict[str, Any]:
    buyer, finance = (Actor.staff(people[role]) for role in ("buyer", "finance"))
    return {
        "override": approvals.ask_override(item_id=rows["forbidden"].pk, actor=buyer, reason=SCRIPT),
        "refund": approvals.ask_settle(attention_id=rows["large"].pk, actor=finance, note=SCRIPT),
    }


def _who_lost_a_phone() -> Any:
    person = get_user_model().objects.create_user(
        "bora@bidangil.example", "a-long-passphrase", name="Bora", is_staff=True
    )
    with_factor(person)
    return person


def _type_scripts_everywhere() -> None:
    for model, names in _TYPED.items():
        model._base_manager.update(**dict.fromkeys(names, SCRIPT))
    for person in get_user_model().objects.all():
        person.name = f"{person.name} {SCRIPT}"
        person.save(update_fields=["name"])
    for model, name in (
        (TransitionLog, "data"), (OrderItem, "suggestion"), (AuditEntry, "data"), (Revision, "content"),
    ):  # fmt: skip
        for row in model._base_manager.all():
            setattr(row, name, _typed(getattr(row, name)))
            model._base_manager.filter(pk=row.pk).update(**{name: getattr(row, name)})


def _typed(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _typed(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner, key) for inner in value]
    return SCRIPT if isinstance(value, str) and key in _TYPED_WITHIN else value
