"""The frame around the desk: log-in, environment, languages, sidebar, palette, people."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from tests.console.conftest import Desk
from tests.running import Sandbox
from tests.workflow.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_the_log_in_page_bears_the_name_and_leads_into_the_console(client: Client, juno: Any) -> None:
    page = client.get("/console/login/").content.decode()
    assert "Bidangil 비단길" in page
    assert "한국어" in page

    answer = client.post("/console/login/", {"username": juno.email, "password": "a-long-passphrase"})

    assert (answer.status_code, answer["Location"]) == (302, "/console/")


def test_a_customer_is_not_let_in(client: Client, mina: Any) -> None:
    answer = client.post("/console/login/", {"username": mina.email, "password": "a-long-passphrase"})

    assert answer.status_code == 200
    assert client.get("/console/").status_code == 302


@pytest.mark.parametrize(
    ("environment", "words"),
    [("demo", "Demo"), ("test", "Test"), ("staging", "Staging"), ("production", "Production")],
)
def test_every_page_says_which_system_it_is(environment: str, words: str, desk: Desk, settings: Any) -> None:
    settings.ENVIRONMENT = environment

    page = desk("owner").get("/console/").content.decode()

    assert words in page
    assert (f"[{words}]" in page) == (environment != "production")


def test_the_language_is_switched_by_post_and_kept(desk: Desk) -> None:
    owner = desk("owner")

    owner.post("/console/language/", {"language": "ko", "next": "/console/"})

    assert '<html lang="ko"' in owner.get("/console/").content.decode()
    assert owner.get("/console/language/?language=en").status_code == 302
    assert '<html lang="ko"' in owner.get("/console/").content.decode()


@pytest.mark.parametrize(
    ("role", "shown", "hidden", "has_plots"),
    [
        (
            "buyer",
            ["to-screen", "to-price", "to-buy", "attention"],
            ["to-weigh", "to-ship", "failed-effects"],
            True,
        ),
        (
            "warehouse",
            ["arriving", "to-weigh", "to-ship", "in-transit"],
            ["to-price", "failed-effects"],
            True,
        ),
        ("finance", ["failed-effects", "attention", "awaiting-payment"], ["to-weigh", "to-price"], True),
        ("editor", [], ["to-screen", "attention", "awaiting-payment"], False),
    ],
)
def test_the_sidebar_is_made_for_its_reader(
    role: str, shown: list[str], hidden: list[str], has_plots: bool, desk: Desk
) -> None:
    page = desk(role).get("/console/").content.decode()
    # A plot leads to every queue that its reader may open, whoever's work it is.
    page, mark, _plots = page.partition("bd-plots-place")

    assert bool(mark) is has_plots
    for slug in shown:
        assert f'href="/console/queues/{slug}/"' in page
    for slug in hidden:
        assert f"/console/queues/{slug}/" not in page


def test_the_palette_finds_orders_and_people_for_who_may_see_them(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.shipped(sandbox)
    number = order.parcels.get().tracking_number

    def found(role: str, term: str) -> str:
        return str(desk(role).get("/console/search/", {"s": term}).content.decode())

    assert f"/console/orders/{order.ref}/" in found("buyer", order.ref[:7])
    assert f"/console/orders/{order.ref}/" in found("warehouse", number)
    assert "/console/customers/" in found("support", "mina@")
    assert "/console/customers/" not in found("warehouse", "mina@")
    assert order.ref not in found("moderator", order.ref)


def test_the_owner_takes_somebody_on_and_gives_a_role(desk: Desk) -> None:
    owner = desk("owner")
    given = {
        "email": "New@Bidangil.example", "name": "New Buyer", "language": "ko",
        "password1": "a-long-passphrase", "password2": "a-long-passphrase", "usable_password": "true",
    }  # fmt: skip

    added = owner.post("/console/community/member/add/", given)

    person = get_user_model().objects.get(email="new@bidangil.example")
    assert added.status_code == 302
    assert not person.is_staff
    assert not person.has_usable_password()
    buyer = Group.objects.get(name="buyer")
    changed = owner.post(
        f"/console/community/member/{person.pk}/change/",
        {
            "email": person.email, "name": "New Buyer", "phone": "", "language": "ko", "notify_email": "on",
            "is_active": "on", "is_staff": "on", "groups": [buyer.pk], "is_superuser": "on",
        },
    )  # fmt: skip
    person.refresh_from_db()
    assert changed.status_code == 302
    assert (person.is_staff, person.is_superuser, list(person.groups.all())) == (True, False, [buyer])


def test_an_owner_cannot_change_an_account_above_the_desk(desk: Desk, juno: Any) -> None:
    url = f"/console/community/member/{juno.pk}"
    kept = juno.password

    assert (
        desk("owner").post(f"{url}/password/", {"password1": "x" * 20, "password2": "x" * 20}).status_code
        == 403
    )
    assert desk("owner").post(f"{url}/change/", {"email": "mine@evil.example"}).status_code == 403

    juno.refresh_from_db()
    assert (juno.email, juno.password) == ("juno@bidangil.example", kept)


def test_support_sees_members_and_changes_none(desk: Desk, mina: Any) -> None:
    url = f"/console/community/member/{mina.pk}/change/"

    assert desk("support").get(url).status_code == 200
    assert desk("support").post(url, {"name": "Mallory"}).status_code == 403

    mina.refresh_from_db()
    assert mina.name == "Mina Park"
