"""Setting up the second factor: the address first, and the code that did it is used up."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from community import second_factor
from community.models import Member
from tests.console.factors import (
    ASKED,
    PASSWORD,
    SET_UP,
    bora,
    code_of,
    given,
    hired,
    is_in,
    logged_in,
    one_connection,
    required,
    step,
    with_code,
)
from workflow.engine.actors import Actor

__all__ = ["bora", "one_connection", "required", "step"]

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CONFIRM = "/account/email/"


@pytest.mark.usefixtures("required")
def test_who_has_an_address_to_confirm_is_led_there_first_and_not_in_a_circle(
    bora: Member, step: Any
) -> None:
    EmailAddress.objects.filter(user=bora).update(verified=False)
    browser = logged_in(bora)

    answer = browser.get("/console/orders/")
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM)
    page = browser.get(CONFIRM)
    assert page.status_code == 200
    assert "Confirm your e-mail address first; then set up your second factor." in page.content.decode()

    EmailAddress.objects.filter(user=bora).update(verified=True)
    assert browser.get("/console/orders/")["Location"] == SET_UP
    assert browser.get(SET_UP).status_code == 200


@pytest.mark.usefixtures("required")
def test_an_account_made_at_the_desk_sets_its_factor_up_at_once() -> None:
    owner = hired("owner@bidangil.example", "owner", name="Owner")
    browser = with_code(owner, given(owner))
    new = {"email": "new@bidangil.example", "name": "New", "language": "en"}
    assert browser.post("/console/community/member/add/", new).status_code == 302
    person = Member.objects.get(email="new@bidangil.example")
    person.is_staff = True
    person.set_password(PASSWORD)
    person.save()

    theirs = logged_in(person)
    theirs.get(CONFIRM)

    assert theirs.get("/console/")["Location"] == SET_UP
    assert theirs.get(SET_UP).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("required")
def test_the_code_that_set_the_app_up_opens_no_second_session(bora: Member, step: Any) -> None:
    browser = logged_in(bora)
    browser.get(SET_UP)
    secret = browser.session["mfa.totp.secret"]
    code = code_of(secret)
    assert browser.post(SET_UP, {"code": code}).status_code == 302
    assert is_in(browser)

    thief = logged_in(bora)
    again = thief.post(ASKED, {"code": code})

    assert again.status_code == 200
    assert not is_in(thief)
    step()
    thief.post(ASKED, {"code": code_of(secret)})
    assert is_in(thief)


def test_who_no_longer_works_here_resets_nobody(bora: Member) -> None:
    given(bora)
    owner = hired("owner@bidangil.example", "owner")
    for gone in ({"is_staff": False}, {"is_staff": True, "is_active": False}):
        Member.objects.filter(pk=owner.pk).update(**gone)
        actor = Actor.staff(Member.objects.get(pk=owner.pk))
        assert not actor.may("community.change_member")
        assert not second_factor.may_reset(member=bora, actor=actor)
    assert Authenticator.objects.filter(user=bora).exists()
