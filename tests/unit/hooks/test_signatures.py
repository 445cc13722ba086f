"""Signed requests, with GitHub's own example of a signature."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from pydantic import SecretStr

from tocsin.hooks.generic import Generic, GenericConfig
from tocsin.hooks.signatures import HmacConfig, Unverified, verify

GITHUB = HmacConfig(secret=SecretStr("It's a Secret to Everybody"))
BODY = b"Hello, World!"
SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


def test_the_right_signature_passes() -> None:
    verify(GITHUB, {"x-hub-signature-256": SIGNATURE}, BODY)


@pytest.mark.parametrize(
    "given", [SIGNATURE.upper(), SIGNATURE[:-1] + "8", SIGNATURE.removeprefix("sha256="), "", "sha256=", "ü"]
)
def test_another_signature_does_not(given: str) -> None:
    with pytest.raises(Unverified, match="does not fit"):
        verify(GITHUB, {"x-hub-signature-256": given}, BODY)


def test_another_body_does_not_pass() -> None:
    with pytest.raises(Unverified, match="does not fit"):
        verify(GITHUB, {"x-hub-signature-256": SIGNATURE}, BODY + b"!")


def test_a_request_without_a_signature_does_not_pass() -> None:
    with pytest.raises(Unverified, match="no header X-Hub-Signature-256"):
        verify(GITHUB, {}, BODY)


def test_another_hash_and_header_can_be_asked_for() -> None:
    digits = hmac.new(b"long enough", BODY, hashlib.sha512).hexdigest()
    config = HmacConfig(secret=SecretStr("long enough"), header="X-Sig", algorithm="sha512", prefix="")
    verify(config, {"x-sig": digits}, BODY)


def test_a_hook_without_a_secret_asks_for_no_signature() -> None:
    Generic.verify(GenericConfig(name="a", state="b"), {}, BODY)
