"""Who may do what."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tocsin.auth.actor import Actor, system
from tocsin.auth.permissions import (
    PERMISSIONS_OF_ROLE,
    SCOPES,
    Permission,
    Role,
    Scope,
    least_role_with,
    permissions_of_scopes,
)
from tocsin.core.errors import PermissionDenied


@pytest.mark.parametrize(("less", "more"), [*pairwise(Role)])
def test_each_role_may_do_more_than_the_one_before(less: Role, more: Role) -> None:
    assert PERMISSIONS_OF_ROLE[less] < PERMISSIONS_OF_ROLE[more]


@pytest.mark.parametrize(("less", "more"), [*pairwise(Scope)])
def test_each_scope_includes_those_before_it(less: Scope, more: Scope) -> None:
    assert permissions_of_scopes([less]) < permissions_of_scopes([more])


def test_a_responder_changes_incidents_marks_and_silences_and_nothing_else() -> None:
    changes = {one for one in PERMISSIONS_OF_ROLE[Role.RESPONDER] if one.endswith(":write")}
    assert changes == {Permission.INCIDENTS_WRITE, Permission.MARKS_WRITE, Permission.SILENCES_WRITE}


def test_the_owner_may_everything() -> None:
    assert PERMISSIONS_OF_ROLE[Role.OWNER] == set(Permission)


@pytest.mark.parametrize("scope", SCOPES)
def test_no_scope_owns_a_workspace(scope: str) -> None:
    assert Permission.WORKSPACE_OWN not in permissions_of_scopes([scope])


def test_who_may_write_may_read() -> None:
    assert permissions_of_scopes(["incidents:write"]) == {Permission.INCIDENTS_WRITE, Permission.INCIDENTS_READ}


@pytest.mark.parametrize("scope", ["workspace:own", "everything", "", "monitors:"])
def test_what_is_no_scope_permits_nothing(scope: str) -> None:
    assert permissions_of_scopes([scope]) == frozenset()


def test_a_refusal_names_what_is_needed_and_who_has_it() -> None:
    reader = Actor(1, "key:ci", permissions_of_scopes(["read"]))
    with pytest.raises(
        PermissionDenied, match="needs the permission 'monitors:write', which the role 'editor' has; the key"
    ):
        reader.require(Permission.MONITORS_WRITE)


def test_a_person_is_told_of_the_role() -> None:
    viewer = Actor(1, "user:ada@example.com", PERMISSIONS_OF_ROLE[Role.VIEWER], user_id=7)
    with pytest.raises(PermissionDenied, match="your role here does not"):
        viewer.require(Permission.AUDIT_READ)


def test_an_actor_without_permissions_may_nothing() -> None:
    assert not Actor(1, "nobody", frozenset()).may(Permission.MONITORS_READ)


def test_the_product_itself_may_everything() -> None:
    assert all(system(1, "tocsin").may(one) for one in Permission)


@pytest.mark.parametrize("permission", Permission)
def test_the_least_role_has_what_it_is_named_for(permission: Permission) -> None:
    assert permission in PERMISSIONS_OF_ROLE[least_role_with(permission)]
