"""Accounts at the desk: each change on record, no password set for somebody else, no second person of one's
own making."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from community import staffing
from community.models import Member
from integrations import clock
from tests.console.conftest import Desk, person
from tests.workflow.story import Story
from workflow.engine import operations
from workflow.engine.actors import Actor
from workflow.engine.errors import NotPermitted
from workflow.engine.models import Effect
from workflow.models import Approval, Attention, AuditEntry, WebhookEvent
from workflow.selectors.accounts import too_close
from workflow.services import approvals, inbox
from workflow.services.attention import may_settle, raise_attention
from workflow.states import Concern

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ADD = "/console/community/member/add/"
NEW = {"email": "New@Bidangil.example", "name": "New Buyer", "language": "ko"}


def page_of(member: Member) -> str:
    return f"/console/community/member/{member.pk}/change/"


def form_of(member: Member, **changed: Any) -> dict[str, Any]:
    """What the page of a colleague sends."""
    form = {
        "email": member.email, "name": member.name, "phone": member.phone, "language": member.language,
        "notify_email": "on", "is_active": "on", "is_staff": "on",
        "groups": list(member.groups.values_list("pk", flat=True)),
    }  # fmt: skip
    return {name: value for name, value in {**form, **changed}.items() if value is not None}


def deeds() -> list[tuple[str, str, int | None]]:
    rows = AuditEntry.objects.order_by("id").values_list("verb", "actor_label", "customer")
    return [(verb, who, whose) for verb, who, whose in rows]


# --- taking somebody on -----------------------------------------------------------------------------


def test_who_adds_an_account_never_knows_its_password(desk: Desk) -> None:
    page = desk("owner").get(ADD).content.decode()
    assert "password1" not in page
    assert "more user options" not in page  # Unfold's own words, which no Korean page translates

    typed = {**NEW, "password1": "a-long-passphrase", "password2": "a-long-passphrase"}
    assert desk("owner").post(ADD, typed).status_code == 302

    new = Member.objects.get(email="new@bidangil.example")
    assert not new.has_usable_password()
    assert not new.check_password("a-long-passphrase")
    assert deeds() == [("member_added", "Owner", new.pk)]
    address = EmailAddress.objects.get(user=new)
    assert (address.email, address.verified, address.primary) == (new.email, True, True)
    mail = Effect.objects.get(name="account.mail")
    assert (mail.args["to"], mail.args["subject"]) == (new.email, "비단길 비밀번호를 정해 주세요")
    assert "/account/password/reset/" in mail.args["text"]


def test_an_address_that_somebody_has_confirmed_is_not_given_away(desk: Desk, mina: Any) -> None:
    EmailAddress.objects.create(user=mina, email="second@customer.example", verified=True)

    answer = desk("owner").post(ADD, {**NEW, "email": "second@customer.example"})

    assert answer.status_code == 200
    assert "Somebody else has confirmed this address as theirs." in answer.content.decode()
    assert not Member.objects.filter(email="second@customer.example").exists()
    assert (deeds(), Effect.objects.count()) == ([], 0)


def test_each_change_of_an_account_is_a_row_of_its_own(desk: Desk) -> None:
    owner = desk("owner")
    desk("buyer")
    buyer = person("buyer")
    EmailAddress.objects.create(user=buyer, email=buyer.email, verified=True, primary=True)
    finance = Group.objects.get(name="finance")

    changed = form_of(buyer, email="jun@bidangil.example", groups=[finance.pk], is_active=None)
    assert owner.post(page_of(buyer), changed).status_code == 302

    assert deeds() == [
        (verb, "Owner", buyer.pk) for verb in ("email_changed", "roles_changed", "account_closed")
    ]
    assert AuditEntry.objects.get(verb="roles_changed").data == {"before": ["buyer"], "after": ["finance"]}
    assert list(EmailAddress.objects.filter(user=buyer).values_list("email", "verified")) == [
        ("jun@bidangil.example", True)
    ]
    AuditEntry.objects.all().delete()
    gone = form_of(buyer, email="jun@bidangil.example", groups=[finance.pk], is_staff=None)
    assert owner.post(page_of(buyer), gone).status_code == 302
    assert [verb for verb, _who, _whose in deeds()] == ["staff_ended", "account_opened"]


def mails() -> list[tuple[str, str]]:
    rows = Effect.objects.filter(name="account.mail").order_by("id")
    return [(row.args["to"], row.args["subject"]) for row in rows]


def test_other_owners_are_told_when_a_colleagues_account_changes(desk: Desk) -> None:
    for role in ("owner", "buyer", "finance"):
        desk(role)
    buyer, old = person("buyer"), person("buyer").email
    other = Member.objects.create_user(
        "second-owner@bidangil.example", name="Yuna", is_staff=True, language="ko"
    )
    other.groups.add(Group.objects.get(name="owner"))
    left = Member.objects.create_user("left@bidangil.example", name="Left", is_staff=True, is_active=False)
    left.groups.add(Group.objects.get(name="owner"))

    owners = [*person("buyer").groups.values_list("pk", flat=True), Group.objects.get(name="owner").pk]
    desk("owner").post(page_of(buyer), form_of(buyer, email="jun@bidangil.example", groups=owners))

    assert mails() == [
        (other.email, "비단길 직원 계정이 변경되었습니다: Buyer (jun@bidangil.example)"),
        (old, "The address you log in to Bidangil with has changed"),
    ]
    text = Effect.objects.filter(name="account.mail").earliest("id").args["text"]
    assert "Owner 님이 직원 계정" in text
    assert "- 역할 변경\n" in text
    assert page_of(buyer) in text


def test_of_a_customers_account_no_owner_is_told(desk: Desk, mina: Any) -> None:
    desk("finance")
    Member.objects.create_user("second-owner@bidangil.example", is_staff=True, is_superuser=True)

    assert desk("owner").post(page_of(mina), form_of(mina, is_staff=None, is_active=None)).status_code == 302

    assert ([verb for verb, _who, _whose in deeds()], mails()) == (["account_closed"], [])


def test_saving_without_a_change_leaves_no_row(desk: Desk) -> None:
    desk("buyer")

    assert desk("owner").post(page_of(person("buyer")), form_of(person("buyer"))).status_code == 302

    assert (deeds(), mails()) == ([], [])


# --- another one's password -------------------------------------------------------------------------


def test_a_colleagues_password_is_not_set_but_mailed_for(desk: Desk) -> None:
    desk("buyer")
    buyer = person("buyer")
    url = f"/console/community/member/{buyer.pk}/password/"
    assert "Send a mail to set a new password" in desk("owner").get(page_of(buyer)).content.decode()
    dialog = desk("owner").get(url)
    assert (dialog.status_code, Effect.objects.count()) == (200, 0)
    assert "password1" not in dialog.content.decode()

    answer = desk("owner").post(url, {"password1": "mine-and-mine-7", "password2": "mine-and-mine-7"})

    assert answer.status_code == 302
    assert person("buyer").password == buyer.password
    assert deeds() == [("password_mailed", "Owner", buyer.pk)]
    mail = Effect.objects.get(name="account.mail")
    assert mail.args["to"] == buyer.email


@pytest.mark.parametrize("role", ["support", "moderator", "finance"])
def test_who_may_not_change_members_sends_no_such_mail(role: str, desk: Desk) -> None:
    desk("buyer")
    url = f"/console/community/member/{person('buyer').pk}/password/"

    assert (desk(role).get(url).status_code, desk(role).post(url).status_code) == (403, 403)

    assert (deeds(), Effect.objects.count()) == ([], 0)


def test_a_locked_account_gets_no_mail(desk: Desk) -> None:
    desk("buyer")
    Member.objects.filter(pk=person("buyer").pk).update(is_active=False)

    answer = desk("owner").post(f"/console/community/member/{person('buyer').pk}/password/")

    assert (answer.status_code, deeds(), Effect.objects.count()) == (409, [], 0)


# --- the second person ------------------------------------------------------------------------------


@pytest.fixture
def asked(desk: Desk, story: Story) -> Approval:
    """Finance has asked a second person to give much money back."""
    desk("finance")
    desk("owner")
    order = story.requested()
    matter = raise_attention(
        order=order, concern=Concern.REFUND_DUE, about=f"{order.ref}:much", amount_cents=90_000
    )
    actor = Actor.staff(person("finance"))
    return approvals.ask_settle(attention_id=matter.pk, actor=actor, note="Back to the card.")


@pytest.mark.parametrize(
    ("maker", "made"), [("owner", "finance"), ("finance", "owner")], ids=["theirs", "mine"]
)
@pytest.mark.parametrize("verb", ["member_added", "roles_changed", "email_changed", "staff_made"])
def test_nobody_is_the_second_person_to_an_account_of_their_making(
    maker: str, made: str, verb: str, desk: Desk, asked: Approval
) -> None:
    entry = AuditEntry.objects.create(
        at=clock.now() - timedelta(days=6), actor=person(maker), verb=verb, customer=person(made)
    )
    owner = Actor.staff(person("owner"))

    with pytest.raises(NotPermitted, match="made or changed the other's account lately"):
        approvals.decide(approval_id=asked.pk, actor=owner, agree=True)
    assert not approvals.may_decide(asked, person("owner"))
    assert not Approval.objects.filter(approvals.answerable_by(person("owner"))).exists()
    assert Attention.objects.get().settled_at is None

    AuditEntry.objects.filter(pk=entry.pk).update(at=clock.now() - timedelta(days=8))
    assert Approval.objects.filter(approvals.answerable_by(person("owner"))).exists()
    approvals.decide(approval_id=asked.pk, actor=owner, agree=True)
    assert Attention.objects.get().settled_at is not None


def test_other_deeds_between_two_leave_them_two(desk: Desk, asked: Approval) -> None:
    owner, finance = person("owner"), person("finance")
    for verb in ("password_mailed", "revealed"):
        AuditEntry.objects.create(at=clock.now(), actor=owner, verb=verb, customer=finance)

    assert not too_close(owner.pk, finance.pk)
    assert approvals.may_decide(asked, owner)
    assert not too_close(None, finance.pk)


@pytest.mark.parametrize("gone", [{"is_staff": False}, {"is_active": False}], ids=["left", "locked"])
def test_who_no_longer_works_here_does_nothing_with_the_rights_they_had(
    gone: dict[str, bool], desk: Desk, asked: Approval
) -> None:
    desk("buyer")
    effect = Effect.objects.filter(name="notice.mail").latest("id")
    Effect.objects.filter(pk=effect.pk).update(status="dead")
    event = WebhookEvent.objects.create(
        event_id="evt_1", type="refund.created", object_id="re_1", payload={}, created_at=clock.now()
    )
    Member.objects.filter(pk=person("owner").pk).update(**gone)
    actor = Actor.staff(person("owner"))
    before = (Effect.objects.count(), deeds())

    for deed in (
        lambda: operations.decide(effect_id=effect.pk, verdict="skip", actor=actor, reason="x"),
        lambda: inbox.replay(event_id=event.pk, actor=actor),
        lambda: staffing.mail_password(member_id=person("buyer").pk, actor=actor),
        lambda: approvals.decide(approval_id=asked.pk, actor=actor, agree=True),
    ):
        with pytest.raises(NotPermitted):
            deed()

    assert (Effect.objects.count(), deeds()) == before
    assert Effect.objects.get(pk=effect.pk).status == "dead"
    assert not may_settle(Attention.objects.get(), person("owner"))
