"""Strings at rest."""

from __future__ import annotations

import pytest

from tocsin.auth.secrets import SecretBox, SecretUnreadable, is_sealed, key_from_text, key_id_of, new_secret_key

OLD, NEW = new_secret_key(), new_secret_key()


def test_what_was_encrypted_can_be_decrypted() -> None:
    box = SecretBox([NEW])
    assert box.decrypt(box.encrypt("geheim 🔔")) == "geheim 🔔"


def test_a_sealed_string_shows_nothing_of_the_secret() -> None:
    sealed = SecretBox([NEW]).encrypt("geheim")
    assert sealed.startswith("enc:v1:")
    assert "geheim" not in sealed


def test_the_same_secret_looks_different_every_time() -> None:
    box = SecretBox([NEW])
    assert box.encrypt("geheim") != box.encrypt("geheim")


def test_a_ring_opens_what_an_older_key_has_sealed() -> None:
    assert SecretBox([NEW, OLD]).decrypt(SecretBox([OLD]).encrypt("geheim")) == "geheim"


def test_a_ring_seals_with_its_first_key() -> None:
    assert SecretBox([NEW]).decrypt(SecretBox([NEW, OLD]).encrypt("geheim")) == "geheim"


def test_a_missing_key_is_named() -> None:
    with pytest.raises(SecretUnreadable, match="which is not configured"):
        SecretBox([NEW]).decrypt(SecretBox([OLD]).encrypt("geheim"))


def test_a_tampered_secret_is_refused() -> None:
    sealed = SecretBox([NEW]).encrypt("geheim")
    tampered = sealed[:-6] + ("AAAAAA" if not sealed.endswith("AAAAAA") else "BBBBBB")
    with pytest.raises(SecretUnreadable, match="damaged"):
        SecretBox([NEW]).decrypt(tampered)


@pytest.mark.parametrize("keys", [[], [b"short"]])
def test_a_ring_needs_keys_of_32_bytes(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SecretBox(keys)


def test_a_text_gives_the_same_key_every_time() -> None:
    assert key_from_text("x" * 32) == key_from_text("x" * 32) != key_from_text("y" * 32)


@pytest.mark.parametrize(("value", "sealed"), [("enc:v1:ab:cd", True), ("enc:", False), (7, False), (None, False)])
def test_sealed_strings_are_told_by_how_they_begin(value: object, sealed: bool) -> None:
    assert is_sealed(value) is sealed


def test_a_sealed_string_says_which_key_of_the_ring_it_needs() -> None:
    assert SecretBox([NEW, OLD]).key_ids == (key_id_of(SecretBox([NEW]).encrypt("x")), *SecretBox([OLD]).key_ids)


@pytest.mark.parametrize("text", ["", "enc:v1:", "enc:v1:xyz:abc", '{"password":"enc:v1:01234567:AAAA"}'])
def test_what_no_key_has_sealed_names_none(text: str) -> None:
    assert key_id_of(text) is None


def test_a_key_for_another_purpose_is_another_key() -> None:
    assert len({*SecretBox([NEW, OLD]).derived("one"), *SecretBox([NEW, OLD]).derived("other"), NEW, OLD}) == 6


def test_a_derived_key_is_the_same_every_time() -> None:
    assert SecretBox([NEW]).derived("one") == SecretBox([NEW]).derived("one")
