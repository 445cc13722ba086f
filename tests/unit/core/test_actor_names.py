from __future__ import annotations

import pytest

from tocsin.core.actor_names import spoken


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        ("user:ada@example.com", "ada@example.com"),
        ("key:deploys: shop", "the API key deploys: shop"),
        ("link:ops phone", "somebody with the link sent to ops phone"),
    ],
)
def test_people_keys_and_links_are_said_in_words(actor: str, said: str) -> None:
    assert spoken(actor) == said


@pytest.mark.parametrize("actor", ["", "Ada", "somebody", "user:", "maintenance:7"])
def test_what_is_no_such_name_is_said_as_it_is(actor: str) -> None:
    assert spoken(actor) == actor
