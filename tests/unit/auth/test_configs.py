"""Secrets inside configurations."""

from __future__ import annotations

import pytest
from pydantic import Field, SecretStr

from tocsin.auth import configs
from tocsin.auth.configs import MASK
from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.core.errors import ValidationFailed
from tocsin.core.plugins import ProbeConfig

BOX = SecretBox([new_secret_key()])


class Login(ProbeConfig):
    user: str
    password: SecretStr = SecretStr("")


class Nested(ProbeConfig):
    url: str
    port: int = 80
    token: SecretStr | None = None
    logins: tuple[Login, ...] = ()
    headers: dict[str, SecretStr] = Field(default_factory=dict)


FULL = {
    "url": "https://example.com",
    "token": "t0ken",
    "logins": [{"user": "a", "password": "pw-a"}, {"user": "b", "password": "pw-b"}],
    "headers": {"X-Key": "key"},
}


def sealed(**fields: object) -> configs.JsonObject:
    return configs.seal(Nested.model_validate({**FULL, **fields}), BOX)


def test_secrets_at_every_depth_are_sealed() -> None:
    stored = str(sealed())
    assert all(secret not in stored for secret in ("t0ken", "pw-a", "pw-b", "'key'"))


def test_what_was_sealed_comes_back_whole() -> None:
    assert configs.unseal(sealed(), BOX) == FULL


def test_what_was_not_set_is_not_stored() -> None:
    assert "port" not in sealed()


def test_an_empty_secret_is_no_secret() -> None:
    stored = configs.seal(Login(user="a", password=SecretStr("")), BOX)
    assert stored == {"user": "a", "password": ""}


def test_an_answer_shows_masks_in_place_of_secrets() -> None:
    shown = configs.mask(sealed())
    assert shown["token"] == MASK
    assert shown["logins"] == [{"user": "a", "password": MASK}, {"user": "b", "password": MASK}]
    assert shown["headers"] == {"X-Key": MASK}


def test_a_mask_that_comes_back_keeps_the_secret() -> None:
    stored = sealed()
    kept = configs.keep_masked(configs.mask(stored), stored, BOX)
    assert kept == FULL


def test_a_new_secret_replaces_the_old_one() -> None:
    stored = sealed()
    changed = configs.keep_masked({**configs.mask(stored), "token": "new"}, stored, BOX)
    assert isinstance(changed, dict)
    assert changed["token"] == "new"


def test_a_mask_where_nothing_is_kept_is_refused() -> None:
    with pytest.raises(ValidationFailed) as caught:
        sealed(token=MASK)
    assert caught.value.errors[0].pointer == "/config/token"


def test_a_plain_field_may_not_look_like_a_sealed_one() -> None:
    with pytest.raises(ValidationFailed) as caught:
        sealed(url="enc:v1:00000000:AAAA")
    assert caught.value.errors[0].pointer == "/config/url"


def test_the_runner_is_given_the_secrets_in_clear() -> None:
    assert configs.plain(Nested.model_validate(FULL), only_set=True) == FULL


def test_a_full_view_holds_the_defaults_and_no_secret() -> None:
    shown = configs.shown(Nested.model_validate(FULL), only_set=False)
    assert shown["port"] == 80
    assert shown["token"] == MASK
