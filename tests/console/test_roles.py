"""Roles are code: one command makes the groups say what the file says."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from console import roles
from console.roles import ROLES, Role, UnknownPermission, sync_roles

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def held(group: str) -> set[str]:
    rows = Group.objects.get(name=group).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


def test_each_role_is_a_group_with_exactly_its_permissions() -> None:
    sync_roles()

    assert set(Group.objects.values_list("name", flat=True)) == {
        "buyer", "warehouse", "support", "finance", "moderator", "editor", "owner",
    }  # fmt: skip
    for code, role in ROLES.items():
        assert held(code) == role.permissions


def test_a_second_run_changes_nothing_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sync_roles")
    capsys.readouterr()

    call_command("sync_roles")

    assert capsys.readouterr().out.splitlines()[0] == "buyer: up to date"
    assert set(sync_roles().values()) == {0}


def test_what_somebody_clicked_together_is_put_right_and_other_groups_stay() -> None:
    sync_roles()
    warehouse, friends = Group.objects.get(name="warehouse"), Group.objects.create(name="friends")
    cancel = Permission.objects.get(codename="cancel_order")
    warehouse.permissions.add(cancel)
    warehouse.permissions.remove(Permission.objects.get(codename="ship_order"))
    friends.permissions.add(cancel)

    assert sync_roles()["warehouse"] == 2

    assert held("warehouse") == ROLES["warehouse"].permissions
    assert held("friends") == {"workflow.cancel_order"}


def test_a_misspelt_permission_is_refused_and_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Role("buyer", "Buyer", frozenset({"workflow.view_order", "workflow.shipp_order"}))
    monkeypatch.setattr(roles, "ROLES", {"buyer": bad})

    with pytest.raises(UnknownPermission, match=r"buyer.*workflow\.shipp_order"):
        sync_roles()

    assert not Group.objects.exists()


def test_nobody_but_the_owner_overrides_a_rule_and_nobody_deletes() -> None:
    overriding = {code for code, role in ROLES.items() if "workflow.override_screening" in role.permissions}
    assert overriding == {"owner"}
    for role in ROLES.values():
        assert not any(".delete_" in name for name in role.permissions)
