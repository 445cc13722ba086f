"""Addresses that carry their own permission."""

from __future__ import annotations

import re
import uuid

import pytest

from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.auth.signatures import SIGNATURE_CHARACTERS, Aliases, Signer

OLD, NEW = new_secret_key(), new_secret_key()
PURPOSE = "badge"


def test_what_was_signed_is_known_again() -> None:
    signer = Signer(SecretBox([NEW]), PURPOSE)
    assert signer.is_signed(signer.sign(17, "state", 0), 17, "state", 0)


@pytest.mark.parametrize("said", [(18, "state", 0), (17, "uptime", 0), (17, "state", 1), (17, "state"), ()])
def test_a_signature_is_good_for_nothing_else(said: tuple[int | str, ...]) -> None:
    signer = Signer(SecretBox([NEW]), PURPOSE)
    assert not signer.is_signed(signer.sign(17, "state", 0), *said)


def test_where_one_part_ends_is_signed_too() -> None:
    signer = Signer(SecretBox([NEW]), PURPOSE)
    assert signer.sign("ab", "c") != signer.sign("a", "bc")


@pytest.mark.parametrize("given", ["", "x", "A" * SIGNATURE_CHARACTERS, "ä", "\ud800", "A" * 100_000])
def test_what_is_no_signature_is_refused(given: str) -> None:
    assert not Signer(SecretBox([NEW]), PURPOSE).is_signed(given, 17)


def test_it_stands_in_an_address_as_it_is() -> None:
    signature = Signer(SecretBox([NEW]), PURPOSE).sign(17)
    assert re.fullmatch(rf"[A-Za-z0-9_-]{{{SIGNATURE_CHARACTERS}}}", signature)


def test_an_older_key_that_is_still_listed_counts() -> None:
    signature = Signer(SecretBox([OLD]), PURPOSE).sign(17)
    assert Signer(SecretBox([NEW, OLD]), PURPOSE).is_signed(signature, 17)


def test_a_key_that_was_taken_out_counts_no_more() -> None:
    signature = Signer(SecretBox([OLD]), PURPOSE).sign(17)
    assert not Signer(SecretBox([NEW]), PURPOSE).is_signed(signature, 17)


def test_one_purpose_is_not_another() -> None:
    signature = Signer(SecretBox([NEW]), "badge").sign(17)
    assert not Signer(SecretBox([NEW]), "unsubscribe").is_signed(signature, 17)


@pytest.mark.parametrize("id_", [1, 17, 2**63 - 1])
def test_an_alias_leads_back_to_its_id(id_: int) -> None:
    aliases = Aliases(SecretBox([NEW]), PURPOSE)
    assert aliases.id_of(aliases.alias_of(id_)) == id_


def test_an_alias_stays_the_same() -> None:
    assert Aliases(SecretBox([NEW]), PURPOSE).alias_of(17) == Aliases(SecretBox([NEW]), PURPOSE).alias_of(17)


def test_an_alias_of_an_older_key_leads_back_as_well() -> None:
    alias = Aliases(SecretBox([OLD]), PURPOSE).alias_of(17)
    assert Aliases(SecretBox([NEW, OLD]), PURPOSE).id_of(alias) == 17


def test_a_uuid_that_somebody_made_up_leads_nowhere() -> None:
    assert Aliases(SecretBox([NEW]), PURPOSE).id_of(uuid.uuid4()) is None
