"""Codes from an authenticator app."""

from __future__ import annotations

import base64
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pyotp
import pytest

from tocsin.auth.totp import STEP_MS, matched_step, new_secret, provisioning_uri, qr_svg

SECRET = base64.b32encode(b"12345678901234567890").decode()
"""The one of RFC 6238, appendix B."""
NOW_MS = 1_111_111_109_000
STEP = NOW_MS // STEP_MS


def code_of(step: int) -> str:
    return str(pyotp.TOTP(SECRET).generate_otp(step))


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert matched_step(SECRET, code, seconds * 1000, None) == seconds // 30


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(off: int) -> None:
    assert matched_step(SECRET, code_of(STEP + off), NOW_MS, None) == STEP + off


@pytest.mark.parametrize("off", [-2, 2])
def test_a_clock_may_not_be_off_by_more(off: int) -> None:
    assert matched_step(SECRET, code_of(STEP + off), NOW_MS, None) is None


@pytest.mark.parametrize("step", [STEP - 1, STEP])
def test_a_used_code_is_refused_and_so_is_one_before_it(step: int) -> None:
    assert matched_step(SECRET, code_of(step), NOW_MS, STEP) is None


def test_the_next_code_is_good_after_a_used_one() -> None:
    assert matched_step(SECRET, code_of(STEP + 1), NOW_MS, STEP) == STEP + 1


@pytest.mark.parametrize("code", ["081 804", " 081804 ", "0 8 1 8 0 4", "081\u00a0804"])
def test_spaces_do_not_count(code: str) -> None:
    assert matched_step(SECRET, code, NOW_MS, None) == STEP


@pytest.mark.parametrize(
    "code",
    [
        "",
        "81804",
        "0818040",
        "08180x",
        "-81804",
        "٠٨١٨٠٤",
        "０８１８０４",
        "081804\ud800",
        "081804" + " " * 100_000,
        "000000",
    ],
)
def test_what_is_no_code_of_now_is_refused(code: str) -> None:
    assert matched_step(SECRET, code, NOW_MS, None) is None


def test_another_secret_has_other_codes() -> None:
    assert matched_step(new_secret(), code_of(STEP), NOW_MS, None) is None


def test_time_may_have_just_begun() -> None:
    assert matched_step(SECRET, code_of(0), 0, None) == 0


def test_a_secret_has_160_bits() -> None:
    assert len(base64.b32decode(new_secret())) == 20
    assert new_secret() != new_secret()


def test_the_address_says_whose_it_is() -> None:
    address = urlsplit(provisioning_uri(SECRET, "ada+1@example.com"))
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/Tocsin:ada%2B1%40example.com")
    assert parse_qs(address.query) == {"secret": [SECRET], "issuer": ["Tocsin"]}


def test_an_app_that_read_the_address_makes_the_same_codes() -> None:
    app = pyotp.parse_uri(provisioning_uri(SECRET, "ada@example.com", "Söme & Co: 5%"))
    assert isinstance(app, pyotp.TOTP)
    assert app.at(NOW_MS // 1000) == code_of(STEP)
    assert app.issuer == "Söme & Co: 5%"


def test_the_picture_has_its_own_ground_and_refers_to_nothing() -> None:
    picture = qr_svg(provisioning_uri(SECRET, "ada@example.com"))
    assert "#fff" in picture
    assert "#000" in picture
    assert re.findall(r"https?://[^\"]*", picture) == ["http://www.w3.org/2000/svg"]


def test_the_picture_scales_and_is_square() -> None:
    root = ElementTree.fromstring(qr_svg(provisioning_uri(SECRET, "ada@example.com")))
    assert "width" not in root.attrib
    assert len(set(root.attrib["viewBox"].split()[2:])) == 1


def test_the_picture_tells_nobody_the_secret_in_words() -> None:
    assert SECRET not in qr_svg(provisioning_uri(SECRET, "ada@example.com"))


def test_the_longest_address_of_a_user_fits() -> None:
    assert qr_svg(provisioning_uri(new_secret(), "@" * 320)).startswith("<svg")
