"""The second factor of staff: nothing of the desk before it, and no road around it."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from community.models import Member
from integrations.live.admission import Refusal, Ticket
from tests.console.factors import (
    ASKED,
    CODES,
    PAGES,
    PASSWORD,
    SET_UP,
    SHOW,
    app_log_in,
    bora,
    code_of,
    given,
    hears_the_desk,
    hired,
    is_in,
    listen,
    logged_in,
    one_connection,
    required,
    step,
    with_code,
)
from tests.workflow.story import Story

__all__ = ["bora", "one_connection", "required", "step"]

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# --- before it is set up --------------------------------------------------------------------------


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("path", [*PAGES, "/console/no/such/page/"])
def test_no_page_of_the_desk_opens_without_a_second_factor(path: str, bora: Member) -> None:
    browser = logged_in(bora)
    answer = browser.get(path)
    assert (answer.status_code, answer["Location"]) == (302, SET_UP)
    assert "no-store" in answer["Cache-Control"]
    assert browser.post(path).status_code == 302


@pytest.mark.usefixtures("required")
def test_nothing_is_done_without_a_second_factor(story: Story, bora: Member) -> None:
    order = story.requested()
    browser, url = logged_in(bora), f"/console/deeds/order/{order.pk}/reject/"
    before = (order.state, order.seq)

    plain = browser.post(url, {"seq": order.seq}, headers={"Referer": "http://testserver/console/orders/"})
    htmx = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/console/orders/{order.ref}/?tab=x"}
    dialog = browser.get(url, headers=htmx)
    pressed = browser.post(url, {"seq": order.seq}, headers=htmx)

    assert (plain.status_code, plain["Location"]) == (302, SET_UP)
    assert (dialog.status_code, dialog["HX-Redirect"], dialog.content) == (204, SET_UP, b"")
    assert (pressed.status_code, pressed["HX-Redirect"]) == (204, SET_UP)
    assert browser.session["second_factor_way"] == f"/console/orders/{order.ref}/?tab=x"
    again = story.again(order)
    assert (again.state, again.seq) == before


@pytest.mark.usefixtures("required")
def test_scripts_are_told_so_in_their_own_words(bora: Member) -> None:
    browser = logged_in(bora)
    for headers in ({}, {"X-Live": "1"}, {"Sec-Fetch-Dest": "empty"}, {"Accept": "application/json"}):
        path = "/console/orders/" if headers else "/console/live/badges/"
        answer = browser.get(path, headers=headers)
        assert (answer.status_code, list(answer.json())) == (403, ["detail"])
        assert browser.post(path, headers=headers).status_code == 403


@pytest.mark.usefixtures("required")
def test_the_desks_stream_is_refused_until_the_factor_is_shown(bora: Member, step: Any) -> None:
    browser = logged_in(bora)
    refusal = listen(browser)
    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.code) == (403, "channel_forbidden")
    asked = browser.post("/api/v1/events/token/", {"channels": ["staff"]}, content_type="application/json")
    assert (asked.status_code, asked.json()["code"]) == (403, "channel_forbidden")
    secret = given(bora)
    assert not hears_the_desk(browser)
    assert hears_the_desk(with_code(bora, secret))


@pytest.mark.usefixtures("required")
def test_out_and_another_language_stay_possible(bora: Member) -> None:
    browser = logged_in(bora)
    spoken = browser.post("/console/language/", {"language": "ko", "next": "/console/login/"})
    assert spoken["Location"] == "/console/login/"
    assert browser.get("/console/login/").status_code == 302
    assert browser.post("/console/logout/").status_code in (200, 302)
    assert "_auth_user_id" not in browser.session


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize(
    "away", ["https://evil.example//evil.example/", "http://testserver/orders/", "//x", ""]
)
def test_the_way_back_is_one_of_the_desk(away: str, bora: Member) -> None:
    browser = logged_in(bora)
    browser.get("/console/orders/", headers={"HX-Request": "true", "HX-Current-URL": away})
    assert browser.session["second_factor_way"] == "/console/"


@pytest.mark.usefixtures("required")
def test_customers_are_not_asked(client: Client, mina: Any) -> None:
    client.force_login(mina)
    assert client.get("/orders/").status_code == 200
    assert client.get("/api/v1/orders/").status_code == 200
    assert client.get("/console/")["Location"].startswith("/console/login/")


def test_where_it_is_only_offered_staff_work_without(bora: Member) -> None:
    browser = logged_in(bora)
    assert is_in(browser)
    assert hears_the_desk(browser)
    assert 'href="/account/2fa/"' in browser.get("/console/").content.decode()


# --- setting it up --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("required")
def test_setting_it_up_leads_to_the_codes_and_back(bora: Member, step: Any) -> None:
    browser = logged_in(bora)
    led = browser.get("/console/workflow/order/?q=mina")
    page = browser.get(led["Location"])

    # Just logged in: the password is not asked for a second time.
    assert page.status_code == 200
    text = page.content.decode()
    assert "you need a second factor" in text
    secret = page.context["form"].secret
    assert f"<span>{secret[:4]}</span> <span>{secret[4:8]}</span>" in text
    assert "data:image/svg+xml;base64," in text

    wrong = browser.post(SET_UP, {"code": "000000"})
    assert (wrong.status_code, wrong.context["form"].errors["code"]) == (200, ["Incorrect code."])
    assert not Authenticator.objects.exists()

    done = browser.post(SET_UP, {"code": code_of(secret)})
    assert (done.status_code, done["Location"]) == (302, CODES)
    codes = browser.get(CODES).content.decode()
    assert 'href="/console/workflow/order/?q=mina">Go on to the desk' in codes
    assert codes.count("<li><code>") == 10
    kept = browser.get(f"{CODES}download/")
    assert kept["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert [len(line) for line in kept.content.decode().splitlines()[-10:]] == [9] * 10

    assert browser.get("/console/workflow/order/?q=mina").status_code == 200
    assert hears_the_desk(browser)
    assert "Go on to the desk" not in browser.get("/account/2fa/").content.decode()


@pytest.mark.usefixtures("required")
def test_an_old_log_in_shows_its_password_before_it_sets_up(bora: Member) -> None:
    browser = logged_in(bora)
    session = browser.session
    session["logged_in_at"] = time.time() - 3_600
    session.save()

    assert browser.get(SET_UP)["Location"] == f"/account/reauthenticate/?next={SET_UP.replace('/', '%2F')}"
    assert not Authenticator.objects.exists()


# --- once it is set up ------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["required", "offered"])
def test_a_session_from_before_the_factor_does_not_count(
    mode: str, bora: Member, settings: Any, step: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = mode
    old = logged_in(bora)
    secret = given(bora)

    answer = old.get("/console/orders/")
    assert (answer.status_code, answer["Location"]) == (302, f"{SHOW}?next=%2Fconsole%2Forders%2F")
    assert not hears_the_desk(old)
    wrong = old.post(SHOW, {"code": "000000", "next": "/console/orders/"})
    assert wrong.status_code == 200
    assert not is_in(old)
    right = old.post(SHOW, {"code": code_of(secret), "next": "/console/orders/"})
    assert right["Location"] == "/console/orders/"
    assert is_in(old)
    assert hears_the_desk(old)


def test_the_password_does_not_take_the_factor_away(bora: Member) -> None:
    old = logged_in(bora)
    given(bora)

    off, new = "/account/2fa/totp/deactivate/", f"{CODES}generate/"
    for answer in (*map(old.get, (off, CODES, f"{CODES}download/", new)), *map(old.post, (off, new))):
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, SHOW)
    # Nor does showing the password once more.
    assert old.post("/account/reauthenticate/", {"password": PASSWORD})["Location"].startswith(SHOW)
    assert old.post("/account/2fa/totp/deactivate/").status_code == 302
    assert Authenticator.objects.filter(user=bora).count() == 2


def test_the_app_and_the_browser_clients_do_not_take_it_away_either(bora: Member, step: Any) -> None:
    token = app_log_in(bora)
    secret = given(bora)
    app = Client(headers={"X-Session-Token": token})
    again = app.post(
        "/_allauth/app/v1/auth/reauthenticate", {"password": PASSWORD}, content_type="application/json"
    )
    assert again.status_code == 200
    for path in ("totp", "recovery-codes"):
        url = f"/_allauth/app/v1/account/authenticators/{path}"
        if path == "recovery-codes":
            assert app.get(url).status_code == 401
            assert app.post(url, {}, content_type="application/json").status_code == 401
        else:
            assert app.delete(url).status_code == 401
    assert Authenticator.objects.filter(user=bora).count() == 2

    shown = app.post(
        "/_allauth/app/v1/auth/2fa/reauthenticate", {"code": code_of(secret)}, content_type="application/json"
    )
    assert shown.status_code == 200
    assert app.get("/_allauth/app/v1/account/authenticators/recovery-codes").status_code == 200


@pytest.mark.usefixtures("required")
def test_the_apps_session_is_no_way_around(bora: Member, step: Any) -> None:
    before = app_log_in(bora)
    secret = given(bora)
    browser = Client()
    browser.cookies["sessionid"] = before
    assert not is_in(browser)
    assert isinstance(listen(Client(), **{"x-session-token": before}), Refusal)

    # A new log-in is none before the code.
    app = Client()
    half = app.post(
        "/_allauth/app/v1/auth/login",
        {"email": bora.email, "password": PASSWORD},
        content_type="application/json",
    )
    assert half.status_code == 401
    assert {"id": "mfa_authenticate", "is_pending": True, "types": ["recovery_codes", "totp"]} in half.json()[
        "data"
    ]["flows"]
    pending = half.json()["meta"]["session_token"]
    browser.cookies["sessionid"] = pending
    assert not is_in(browser)
    whole = app.post(
        "/_allauth/app/v1/auth/2fa/authenticate",
        {"code": code_of(secret)},
        content_type="application/json",
        headers={"X-Session-Token": pending},
    )
    token = whole.json()["meta"]["session_token"]
    assert isinstance(listen(Client(), **{"x-session-token": token}), Ticket)
    assert app.get("/api/v1/orders/", headers={"X-Session-Token": before}).status_code == 200


@pytest.mark.usefixtures("required")
def test_a_new_password_by_mail_does_not_replace_the_code(bora: Member) -> None:
    given(bora)
    browser = Client()
    browser.post("/account/password/reset/", {"email": bora.email})
    # Whatever comes by mail is half a key: nobody is logged in by it.
    bora.set_password("another-passphrase")
    bora.save()
    asked = browser.post("/account/login/", {"login": bora.email, "password": "another-passphrase"})
    assert asked["Location"].startswith(ASKED)
    assert not is_in(browser)


def test_a_forged_note_in_the_session_is_worth_nothing(bora: Member) -> None:
    given(bora)
    other = hired("else@bidangil.example", "buyer")
    given(other)
    theirs = Authenticator.objects.filter(user=other).first()
    browser = logged_in(other)
    browser.force_login(bora)
    for note in ({"id": theirs.pk if theirs else 0, "at": time.time()}, "yes", {}, {"id": None}):
        session = browser.session
        session["second_factor"] = note
        session.save()
        assert not is_in(browser)


@pytest.mark.usefixtures("required")
def test_a_code_is_good_once(bora: Member, step: Any) -> None:
    secret = given(bora)
    code = code_of(secret)
    assert is_in(with_code(bora, secret))

    again = logged_in(bora)
    refused = again.post(ASKED, {"code": code})
    assert refused.context["form"].errors["code"] == ["Incorrect code."]
    assert not is_in(again)
    step()
    again.post(ASKED, {"code": code_of(secret)})
    assert is_in(again)


@pytest.mark.usefixtures("required")
def test_a_recovery_code_is_good_once(bora: Member) -> None:
    given(bora)
    codes = Authenticator.objects.get(user=bora, type="recovery_codes").wrap().get_unused_codes()
    first = logged_in(bora)
    # As it is printed, in two groups.
    first.post(ASKED, {"code": f"{codes[0][:4]} {codes[0][4:]}"})
    assert is_in(first)
    second = logged_in(bora)
    second.post(ASKED, {"code": codes[0]})
    assert not is_in(second)
    assert "9 left" in first.get("/account/2fa/").content.decode()


def test_guessing_codes_ends_for_the_right_one_as_well(bora: Member, step: Any) -> None:
    secret = given(bora)
    guess_in_vain(bora, secret)


@pytest.mark.django_db(transaction=True)
def test_guesses_and_used_codes_are_known_to_all_processes(bora: Member, settings: Any, step: Any) -> None:
    shared = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_of_all"}
    settings.CACHES = {"default": shared}
    call_command("createcachetable", verbosity=0)
    cache.clear()
    secret = given(bora)
    assert is_in(with_code(bora, secret))
    assert not is_in(with_code(bora, secret))
    step()
    guess_in_vain(bora, secret)


def guess_in_vain(member: Member, secret: str) -> None:
    for number in range(5):
        # From several browsers: the count is the member's.
        logged_in(member).post(ASKED, {"code": f"{number:06}"})
    last = logged_in(member)
    answer = last.post(ASKED, {"code": code_of(secret)})
    assert "Too many failed login attempts" in answer.content.decode()
    assert not is_in(last)
