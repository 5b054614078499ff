"""The desk's own door: how often one may try, where it leads, and what it asks beside a password."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.test import Client

from tests.console.factors import PASSWORD, code_of, is_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LOGIN = "/console/login/"


def attempt(client: Client, email: str, password: str = PASSWORD, query: str = "", **given: str) -> Any:
    return client.post(f"{LOGIN}{query}", {"username": email, "password": password, **given})


def test_a_password_alone_does_not_pass_a_second_factor(client: Client, juno: Any) -> None:
    EmailAddress.objects.create(user=juno, email=juno.email, verified=True, primary=True)
    secret = generate_totp_secret()
    TOTP.activate(juno, secret)

    answer = attempt(client, juno.email, query="?next=/console/orders/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/authenticate/")
    assert not is_in(client)

    # The code is all that is asked for there, and the way leads back.
    assert client.get(answer["Location"]).status_code == 200
    done = client.post(answer["Location"], {"code": code_of(secret)})
    assert (done.status_code, done["Location"]) == (302, "/console/orders/")
    assert is_in(client)


def test_a_wrong_password_tells_nothing_of_a_second_factor(client: Client, juno: Any) -> None:
    TOTP.activate(juno, generate_totp_secret())

    answer = attempt(client, juno.email, "a-guess")

    assert answer.status_code == 200
    assert "Please enter the correct" in answer.content.decode()


def test_guessing_ends_also_for_the_right_password(client: Client, juno: Any) -> None:
    for _ in range(5):
        assert "Please enter the correct" in attempt(client, juno.email, "a-guess").content.decode()

    answer = attempt(client, juno.email.upper())

    assert answer.status_code == 200
    assert "Too many failed login attempts. Try again later." in answer.content.decode()
    assert not is_in(client)
    # One count for both doors, or the one would be the way around the other.
    other = client.post("/account/login/", {"login": juno.email, "password": PASSWORD})
    assert "Too many failed login attempts." in other.content.decode()
    # Somebody else's count is their own.
    get_user_model().objects.create_user("mo@bidangil.example", PASSWORD, is_staff=True)
    assert attempt(Client(), "mo@bidangil.example").status_code == 302


def test_logging_in_often_is_no_guessing(client: Client, juno: Any) -> None:
    assert [attempt(Client(), juno.email).status_code for _ in range(7)] == [302] * 7


def test_one_answer_for_all_who_have_no_business_here(client: Client, mina: Any) -> None:
    get_user_model().objects.create_user("gone@bidangil.example", PASSWORD, is_staff=True, is_active=False)
    answers = [
        attempt(client, email, password)
        for email, password in (
            (mina.email, PASSWORD),
            ("gone@bidangil.example", PASSWORD),
            ("nobody@bidangil.example", PASSWORD),
            (mina.email, "a-guess"),
        )
    ]
    said = [answer.context["form"].non_field_errors() for answer in answers]
    assert said[0]
    assert said == [said[0]] * 4
    assert not is_in(client)


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/console/", "javascript:1", ""])
def test_a_way_to_elsewhere_leads_to_the_console(elsewhere: str, client: Client, juno: Any) -> None:
    by_query = attempt(client, juno.email, query=f"?next={elsewhere}")
    by_field = attempt(Client(), juno.email, next=elsewhere)

    assert [by_query["Location"], by_field["Location"]] == ["/console/", "/console/"]


def test_a_way_within_the_site_is_kept(client: Client, juno: Any) -> None:
    answer = attempt(client, juno.email, query="?next=/console/orders/")

    assert answer["Location"] == "/console/orders/"
