"""Every role and scope can be told to people."""

from tocsin.auth.meanings import OF_ROLE, OF_SCOPE
from tocsin.auth.permissions import SCOPES, Role


def test_every_role_has_its_meaning() -> None:
    assert set(OF_ROLE) == set(Role)


def test_every_scope_has_its_meaning() -> None:
    assert set(OF_SCOPE) == set(SCOPES)
