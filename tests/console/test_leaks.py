"""What a curious colleague could find out by an address they type: nothing that is not shown to them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from community.models import Member
from console.models import Presence
from integrations import clock
from tests.console.conftest import Desk, person
from tests.console.factors import PASSWORD
from tests.console.looking import HTMX, deed_url
from tests.workflow.story import ADDRESS, HAT, SOJU, Story
from workflow.engine import operations
from workflow.engine.actors import Actor
from workflow.engine.models import Effect
from workflow.engine.runner import run, run_due
from workflow.models import AuditEntry, Mention, OrderItem, WebhookEvent
from workflow.services import approvals, items
from workflow.services import desk as services
from workflow.services.messages import write_message
from workflow.services.notes import add_note

pytestmark = [pytest.mark.django_db, pytest.mark.database]

RESET = "/_allauth/app/v1/auth/password"


@pytest.fixture
def reset_mail(db: Any) -> Effect:
    """The owner has asked for a code to set a new password, and the mail is about to go."""
    chief = Member.objects.create_user("chief@bidangil.example", PASSWORD, name="Chief", is_staff=True)
    EmailAddress.objects.create(user=chief, email=chief.email, verified=True, primary=True)
    cache.clear()
    Client().post(f"{RESET}/request", {"email": "chief@bidangil.example"}, content_type="application/json")
    return Effect.objects.get(name="account.mail")


def code_of(mail: Effect) -> str:
    (code,) = re.findall(r"^([A-Z0-9-]{6,10})$", mail.args["text"], re.M)
    return str(code)


def stored(mail: Effect) -> str:
    return repr(Effect.objects.filter(pk=mail.pk).values().get())


# --- people without a name --------------------------------------------------------------------------

NAMELESS = ("mina@customer.example", "juno@bidangil.example", "soyeon@bidangil.example")


@pytest.fixture
def nameless(desk: Desk, story: Story, sandbox: Any) -> dict[str, str]:
    """Neither the customer nor two colleagues have a name, and all have left traces: each page where they
    stand, with who reads it."""
    for one in (story.second.user, story.customer, story.staff):
        one.name = ""
        one.save(update_fields=["name"])
    desk("buyer"), desk("finance"), desk("warehouse")
    due, soju, hat, box = (
        story.items_due(), story.requested(SOJU), story.requested(HAT), story.bought(sandbox)
    )  # fmt: skip
    items.receive(item_id=box.items.get(position=1).pk, actor=story.desk)
    for order in (due, hat, box):
        services.assign(order_id=order.pk, actor=story.desk, to=story.staff)
    OrderItem.objects.filter(order__in=(due, box)).update(shop_order_number="SHARED-77")
    services.put_off(order_id=hat.pk, actor=story.desk, until=clock.now() + timedelta(days=1))
    Presence.objects.create(place=f"order:{due.ref}", member=story.staff, edits=True, seen_at=clock.now())
    write_message(order_id=due.pk, actor=Actor.customer(story.customer), body="When?")
    note = add_note(order=due, actor=story.desk, body="Look")
    Mention.objects.create(note=note, member=person("buyer"))
    asked = approvals.ask_override(item_id=soju.items.get().pk, actor=story.desk, reason="A gift.")
    allowed = approvals.ask_override(
        item_id=story.requested(SOJU).items.get().pk, actor=story.desk, reason="A prop."
    )
    approvals.decide(approval_id=allowed.pk, actor=story.second, agree=True)
    cache.clear()
    pages = {f"orders/{order.ref}/": "buyer" for order in (due, soju, hat, box, allowed.order)}
    pages |= {f"orders/{due.ref}/?tab={tab}": "buyer" for tab in ("messages", "timeline")}
    pages |= dict.fromkeys(
        ("", "workflow/order/", "queues/to-screen/?put_off=shown", "queues/awaiting-payment/",
         "approvals/", "operations/held-up/", f"search/?s={due.ref}"),
        "buyer",
    )  # fmt: skip
    pages |= dict.fromkeys(("operations/throughput/", "operations/activity/"), "finance")
    pages |= dict.fromkeys(("warehouse/?number=SHARED-77", f"warehouse/{box.ref}/"), "warehouse")
    assert asked.order == soju
    return {f"/console/{page}": role for page, role in pages.items()}


def told_whole(text: str) -> list[str]:
    return [address for address in NAMELESS if address in text]


def test_who_has_no_name_is_shown_by_a_masked_address(desk: Desk, nameless: dict[str, str]) -> None:
    shown = {page: desk(role).get(page).content.decode() for page, role in nameless.items()}

    assert {page: told_whole(text) for page, text in shown.items() if told_whole(text)} == {}
    assert [page for page, text in shown.items() if "•••@" not in text] == []


def test_a_conflict_names_a_colleague_without_a_name_by_a_masked_address(desk: Desk, story: Story) -> None:
    story.staff.name = ""
    story.staff.save(update_fields=["name"])
    order, buyer = story.approved(HAT), desk("buyer")
    item, url = order.items.get(), deed_url(order, "confirm_item_prices")
    (seen,) = re.findall(r'name="items" value="([^"]*)"', buyer.get(url).content.decode())
    items.set_draft_price(item_id=item.pk, actor=story.desk, unit_price_krw=13_000)
    given = {"seq": order.seq, "items": seen, "note": "", f"price_{item.pk}": 1, f"shipping_{item.pk}": 0}

    stale = buyer.post(url, given, headers=HTMX)

    assert stale.status_code == 409
    assert told_whole(stale.content.decode()) == []
    assert "j•••@bidangil.example changed" in stale.content.decode()


# --- mails of accounts ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["pending", "dead", "unsure"])
@pytest.mark.parametrize("role", ["finance", "owner"])
def test_the_code_in_an_account_mail_is_shown_to_nobody(
    role: str, status: str, desk: Desk, reset_mail: Effect
) -> None:
    code = code_of(reset_mail)
    error = "550 No mailbox for chief@bidangil.example"
    Effect.objects.filter(pk=reset_mail.pk).update(status=status, error=error)

    for page in (
        f"/console/engine/effect/{reset_mail.pk}/change/",
        "/console/engine/effect/",
        "/console/queues/failed-effects/",
        f"/console/effects/{reset_mail.pk}/retry/",
    ):
        text = desk(role).get(page).content.decode()
        assert code not in text
        assert "chief@bidangil.example" not in text


def test_a_mail_that_has_gone_leaves_no_code_behind(desk: Desk, reset_mail: Effect, sandbox: Any) -> None:
    code = code_of(reset_mail)

    run(reset_mail.pk)

    gone = Effect.objects.get(pk=reset_mail.pk)
    assert gone.status == "done"
    assert gone.args == {
        "to": "chief@bidangil.example", "subject": "", "text": "", "html": "", "language": "en",
    }  # fmt: skip
    assert code not in stored(gone)
    page = desk("finance").get(f"/console/engine/effect/{gone.pk}/change/").content.decode()
    assert code not in page
    assert "chief@bidangil.example" not in page


@pytest.mark.parametrize("verdict", ["skip", "mark_done"])
def test_a_mail_that_a_person_ends_leaves_no_code_behind(
    verdict: str, desk: Desk, reset_mail: Effect
) -> None:
    code = code_of(reset_mail)
    Effect.objects.filter(pk=reset_mail.pk).update(status="dead")
    desk("finance")

    operations.decide(
        effect_id=reset_mail.pk, verdict=verdict, actor=Actor.staff(person("finance")), reason="Late."
    )

    assert code not in stored(reset_mail)


def test_a_failed_mail_can_be_tried_again_and_is_whole(desk: Desk, reset_mail: Effect, sandbox: Any) -> None:
    code = code_of(reset_mail)
    Effect.objects.filter(pk=reset_mail.pk).update(status="dead", attempts=12)
    desk("finance").post(f"/console/effects/{reset_mail.pk}/retry/", {"reason": "The server is back."})
    assert code in stored(reset_mail)

    run_due()

    assert Effect.objects.get(pk=reset_mail.pk).status == "done"
    assert code not in stored(reset_mail)


# --- what effects were told -------------------------------------------------------------------------


def test_a_notice_shows_what_it_is_and_not_its_words(desk: Desk, story: Story) -> None:
    order = story.requested()
    effect = Effect.objects.filter(subject_id=order.pk, name="notice.mail").latest("id")
    effect.args["context"] = {"name": "Mina", "address": "123 S Vermont Ave", "note": "the gate is 1234"}
    effect.result = {"muted": "No.", "recipient": "mina@customer.example"}
    effect.save(update_fields=["args", "result"])

    page = desk("finance").get(f"/console/engine/effect/{effect.pk}/change/").content.decode()

    assert effect.args["code"] in page
    assert f"&quot;order&quot;: {order.pk}" in page
    for secret in ("123 S Vermont Ave", "the gate is 1234", "mina@customer.example"):
        assert secret not in page


def test_what_the_card_provider_told_us_is_shown_without_the_customer(desk: Desk) -> None:
    event = WebhookEvent.objects.create(
        event_id="evt_1", type="checkout.session.completed", object_id="cs_1", came_by="webhook",
        created_at=clock.now(),
        payload={
            "id": "evt_1",
            "data": {
                "object": {
                    "id": "cs_1",
                    "amount_total": 12345,
                    "customer_email": "mina@customer.example",
                    "customer_details": {
                        "email": "mina@customer.example", "name": "Mina Park", "phone": "+12135550100",
                        "address": {"line1": "123 S Vermont Ave", "city": "Los Angeles"},
                    },
                    "metadata": {"note": "write to mina@customer.example"},
                }
            },
        },
    )  # fmt: skip

    page = desk("finance").get(f"/console/workflow/webhookevent/{event.pk}/change/").content.decode()

    assert "cs_1" in page
    assert "12345" in page
    for secret in ("mina@customer.example", "Mina Park", "+12135550100", "123 S Vermont Ave"):
        assert secret not in page


# --- questions by address ---------------------------------------------------------------------------

QUESTIONS = {
    "workflow/notification": (
        "recipient__startswith=mina",
        "subject__regex=.*.*.*.*.*QQ",
        "body__contains=a",
    ),
    "community/member": (
        "email__startswith=m",
        "phone__startswith=%2B1",
        "password__startswith=argon",
        "pk=1",
    ),
    "engine/effect": ("args__to=mina@customer.example", "error__contains=a", "pk__gt=0"),
    "workflow/webhookevent": ("payload__contains=mina", "payload__data__object__customer_email=x"),
    "workflow/payment": ("provider_ref__startswith=p", "order__customer__email__startswith=m"),
}


@pytest.mark.parametrize(
    ("page", "question"), [(page, one) for page, asked in QUESTIONS.items() for one in asked]
)
def test_a_list_answers_no_question_but_its_filters(page: str, question: str, desk: Desk) -> None:
    answer = desk("owner").get(f"/console/{page}/?{question}")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/console/{page}/?e=1")


@pytest.mark.parametrize(
    "address",
    [
        "workflow/notification/?channel__exact=email&status__exact=sent",
        "community/member/?who=colleagues&second_factor=missing&language__exact=en",
        "engine/effect/?status__exact=dead",
        "workflow/webhookevent/?outcome=waiting",
        "workflow/attention/?concern__exact=parcel&settled=no",
        "queues/attention/?concern__exact=parcel",
    ],
)
def test_its_own_filters_are_answered(address: str, desk: Desk) -> None:
    assert desk("owner").get(f"/console/{address}").status_code == 200


# --- searches ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", ["mina@", "mina@customer.exampl", "+121355501", "213 555 01"])
def test_who_may_not_look_at_an_address_cannot_spell_it(term: str, desk: Desk, story: Story) -> None:
    order = story.requested()

    for role, finds in (("buyer", False), ("support", True)):
        found = desk(role).get("/console/search/", {"s": term}).content.decode()
        listed = desk(role).get("/console/workflow/order/", {"q": term}).content.decode()
        assert (order.ref in found, order.ref in listed) == (finds, finds), role


@pytest.mark.parametrize(
    "term", ["mina@customer.example", "+12135550100", "(213) 555-0100", "213 555 0100", "Mina", "mina p"]
)
def test_everybody_finds_by_the_whole_of_it_and_by_name(term: str, desk: Desk, story: Story) -> None:
    story.customer.name = "Mina Park"
    story.customer.save()
    order = story.requested()

    assert order.ref in desk("buyer").get("/console/search/", {"s": term}).content.decode()
    assert order.ref in desk("buyer").get("/console/workflow/order/", {"q": term}).content.decode()


def test_the_moderator_cannot_spell_an_address_in_the_list_of_members(desk: Desk, mina: Any) -> None:
    page = f"/console/community/member/{mina.pk}/change/"
    moderator = desk("moderator")

    for term, finds in (("mina@cust", False), ("+12135", False), ("mina@customer.example", True)):
        listed = moderator.get("/console/community/member/", {"q": term}).content.decode()
        palette = moderator.get("/console/search/", {"s": term}).content.decode()
        assert (page in listed) is finds
        assert (f"/console/customers/{mina.pk}/" in palette) is finds


# --- dialogs ----------------------------------------------------------------------------------------


def test_the_dialog_of_an_address_starts_without_the_street_and_the_phone(desk: Desk, story: Story) -> None:
    order = story.requested()
    address = deed_url(order, "change_address")

    for headers in ({}, HTMX):
        dialog = desk("support").get(address, headers=headers).content.decode()
        for secret in ("123 S Vermont Ave", "Apt 5", "+12135550100"):
            assert secret not in dialog
        assert "•••, Los Angeles, CA 90004" in dialog
        assert f'action="/console/reveal/address/{order.address.pk}/"' in dialog
    assert not AuditEntry.objects.filter(verb="revealed").exists()


def test_what_the_address_is_can_be_looked_at_from_its_dialog_on_record(desk: Desk, story: Story) -> None:
    order = story.requested()

    piece = desk("support").post(f"/console/reveal/address/{order.address.pk}/", headers=HTMX)

    assert "123 S Vermont Ave" in piece.content.decode()
    (entry,) = AuditEntry.objects.filter(verb="revealed")
    assert (entry.order, entry.data["field"]) == (order, "address")


def test_the_address_is_changed_as_it_was_typed(desk: Desk, story: Story) -> None:
    order = story.requested()
    typed = {**ADDRESS, "line1": "9 New St", "line2": "", "seq": order.seq}

    assert desk("support").post(deed_url(order, "change_address"), typed).status_code == 302

    order.address.refresh_from_db()
    assert (order.address.line1, order.address.line2, order.address.phone) == ("9 New St", "", "+12135550100")


def test_the_scales_are_told_the_town_and_not_the_street(desk: Desk, story: Story, sandbox: Any) -> None:
    order = story.in_warehouse(sandbox)

    dialog = desk("warehouse").get(deed_url(order, "confirm_delivery_fee")).content.decode()

    assert "Goes to •••, Los Angeles, CA 90004" in dialog
    for secret in ("123 S Vermont Ave", "Apt 5", "+12135550100"):
        assert secret not in dialog
