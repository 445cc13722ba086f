"""Who may do what."""

from __future__ import annotations

import pytest

from tocsin.auth.actor import Actor, Scope, system
from tocsin.core.errors import PermissionDenied


@pytest.mark.parametrize(
    ("held", "asked", "may"),
    [
        (Scope.READ, Scope.READ, True),
        (Scope.READ, Scope.WRITE, False),
        (Scope.WRITE, Scope.READ, True),
        (Scope.WRITE, Scope.ADMIN, False),
        (Scope.ADMIN, Scope.WRITE, True),
    ],
)
def test_each_scope_includes_those_before_it(held: Scope, asked: Scope, may: bool) -> None:
    assert Actor(1, "somebody", frozenset({held})).may(asked) is may


def test_a_refusal_names_what_is_needed_and_what_is_held() -> None:
    with pytest.raises(PermissionDenied, match="needs the scope 'write'; the key in use has: read"):
        Actor(1, "somebody", frozenset({Scope.READ})).require(Scope.WRITE)


def test_an_actor_without_scopes_may_nothing() -> None:
    assert not Actor(1, "nobody", frozenset()).may(Scope.READ)


def test_the_product_itself_may_everything() -> None:
    assert system(1, "tocsin").may(Scope.ADMIN)
