"""A colleague's lost phone, who has a second factor, and where it is required."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import signing
from pydantic import ValidationError

from community import second_factor
from community.models import Member
from config.env import Env
from integrations.live.models import LiveEvent
from tests.console.conftest import Desk
from tests.console.factors import (
    PASSWORD,
    SET_UP,
    app_log_in,
    bora,
    given,
    hired,
    is_in,
    logged_in,
    required,
    step,
    with_code,
)
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, GuardFailed, NotPermitted
from workflow.models import AuditEntry

__all__ = ["bora", "required", "step"]

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# --- a lost phone -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("required")
def test_the_owner_resets_a_colleagues_factor(bora: Member, step: Any) -> None:
    boss = hired("boss@bidangil.example", "owner", name="Boss")
    boss_secret, secret = given(boss), given(bora)
    owner, lost = with_code(boss, boss_secret), with_code(bora, secret)
    app_of_bora = app_log_in(bora, secret, step)
    page = owner.get(f"/console/community/member/{bora.pk}/change/").content.decode()
    url = f"/console/members/{bora.pk}/reset-second-factor/"
    assert f'data-dialog data-deed="reset_second_factor" href="{url}"' in page
    assert "secret" not in page

    assert "call them" in owner.get(url).content.decode()
    assert owner.post(url, {"reason": " "}).status_code == 422
    assert is_in(lost)
    before = LiveEvent.objects.filter(channel=f"user-{bora.pk}", type="stream-check").count()
    assert owner.post(url, {"reason": "Phone fell into the Han"}).status_code == 302

    assert not Authenticator.objects.filter(user=bora).exists()
    assert Authenticator.objects.filter(user=boss).count() == 2
    assert lost.get("/console/")["Location"].startswith("/console/login/")
    assert not Session.objects.filter(session_key=app_of_bora).exists()
    assert LiveEvent.objects.filter(channel=f"user-{bora.pk}", type="stream-check").count() > before
    assert is_in(owner)
    entry = AuditEntry.objects.get(verb="factor_reset")
    assert (entry.actor, entry.about, entry.customer, entry.data) == (
        boss, "Bora", bora, {"reason": "Phone fell into the Han"},
    )  # fmt: skip
    assert logged_in(bora).get("/console/")["Location"] == SET_UP
    # Twice is nothing more.
    assert owner.post(url, {"reason": "again"}).status_code == 409
    assert AuditEntry.objects.count() == 1


def test_nobody_resets_their_own_or_one_above_them(bora: Member, step: Any) -> None:
    boss = hired("boss@bidangil.example", "owner", name="Boss")
    root = Member.objects.create_superuser("root@bidangil.example", PASSWORD)
    secrets = {boss: given(boss), bora: given(bora), root: given(root)}
    owner, buyer = with_code(boss, secrets[boss]), with_code(bora, secrets[bora])

    for browser, about in ((owner, boss), (owner, root), (buyer, boss), (buyer, bora)):
        url = f"/console/members/{about.pk}/reset-second-factor/"
        assert browser.get(url).status_code == 403
        assert browser.post(url, {"reason": "why not"}).status_code == 403
    for actor, about in ((boss, boss), (boss, root), (bora, boss)):
        with pytest.raises(NotPermitted):
            second_factor.reset(member_id=about.pk, actor=Actor.staff(actor), reason="why not")
    with pytest.raises(BadInput):
        second_factor.reset(member_id=bora.pk, actor=Actor.staff(boss), reason="  ")
    plain = hired("plain@bidangil.example", "buyer")
    with pytest.raises(GuardFailed):
        second_factor.reset(member_id=plain.pk, actor=Actor.staff(boss), reason="lost")
    assert Authenticator.objects.count() == 6
    assert not AuditEntry.objects.exists()
    page = owner.get(f"/console/community/member/{boss.pk}/change/").content.decode()
    assert "reset-second-factor" not in page


def test_the_list_tells_who_has_one(desk: Desk, bora: Member, mina: Any) -> None:
    given(bora)
    owner = desk("owner")

    def shown(query: str) -> set[str]:
        rows = owner.get(f"/console/community/member/?{query}").context["cl"].result_list
        return {member.email for member in rows}

    assert shown("second_factor=set_up") == {bora.email}
    assert shown("second_factor=missing") == {"owner@bidangil.example"}
    assert shown("") >= {bora.email, mina.email, "owner@bidangil.example"}
    assert shown("second_factor=nonsense") == shown("")
    page = owner.get("/console/community/member/").content.decode()
    assert page.count('<span class="bd-label bd-tone-success">Set up</span>') == 1
    assert page.count('<span class="bd-label bd-tone-warning">Missing</span>') == 1


# --- the setting --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [("demo", "offered"), ("test", "offered"), ("staging", "required")],
)
def test_it_is_required_where_real_people_work(environment: Any, wanted: str, tmp_path: Any) -> None:
    env = Env(environment=environment, var_dir=tmp_path, staff_second_factor="", _env_file=None)
    assert env.staff_second_factor == wanted


def test_production_refuses_to_only_offer_it(tmp_path: Any) -> None:
    real: dict[str, Any] = {
        f"{name}_api_base": "https://real.example" for name in ("stripe", "fedex", "ups", "usps", "ems")
    } | {
        "environment": "production",
        "secret_key": signing.b62_encode(2**200),
        "sns_endpoint": "https://sns.example",
        "cache_url": "db://cache",
        "var_dir": tmp_path,
        "_env_file": None,
    }
    assert Env(**real).staff_second_factor == "required"
    with pytest.raises(ValidationError, match="STAFF_SECOND_FACTOR=required"):
        Env(**real, staff_second_factor="offered")
    with pytest.raises(ValidationError):
        Env(**real, staff_second_factor="perhaps")  # type: ignore[arg-type]
