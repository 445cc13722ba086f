"""Access, refresh, CSRF and device tokens."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tocsin.auth.secrets import SecretBox, new_secret_key
from tocsin.auth.sessions import (
    ACCESS_SECONDS,
    LONGEST_TOKEN,
    AccessClaims,
    RefreshClaims,
    SessionTokens,
    new_salt,
    new_session_id,
)

NOW = 1_800_000_000_000
YEAR_MS = 365 * 86_400_000
OLD, NEW = new_secret_key(), new_secret_key()
SALT = new_salt()
ACCESS_KEY = SecretBox([NEW]).derived("tocsin session access")[0]

REFUSED = ["", ".", "..", "...", "a.b.c", "\0", "\ud800", "ä.ö.ü", "A" * 2001, "." * 100_000, "1.1.", "None"]


@pytest.fixture
def tokens() -> SessionTokens:
    return SessionTokens(SecretBox([NEW]))


@dataclass(frozen=True)
class Ring:
    """The same tokens before, while and after a key is replaced."""

    before: SessionTokens
    between: SessionTokens
    after: SessionTokens


@pytest.fixture
def ring() -> Ring:
    boxes = [SecretBox([OLD]), SecretBox([NEW, OLD]), SecretBox([NEW])]
    return Ring(*(SessionTokens(box) for box in boxes))


def base64_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def header_of(token: str) -> dict[str, object]:
    part = token.partition(".")[0]
    header: dict[str, object] = msgspec.json.decode(base64.urlsafe_b64decode(part + "=="))
    return header


def changed(token: str, part: int) -> str:
    """The token with the second character of one of its parts changed."""
    parts = token.split(".")
    second = "A" if parts[part][1] != "A" else "B"
    parts[part] = parts[part][0] + second + parts[part][2:]
    return ".".join(parts)


def forged(header: dict[str, object], claims: dict[str, object]) -> str:
    return jwt.encode(header, claims, OctKey.import_key(ACCESS_KEY), algorithms=["HS256", "HS512"])


def test_an_access_token_says_whose_session_it_is(tokens: SessionTokens) -> None:
    read = tokens.read_access(tokens.access_token(2**53 - 1, 17, NOW), NOW)
    assert read == AccessClaims(2**53 - 1, 17, NOW + ACCESS_SECONDS * 1000)


def test_an_access_token_ends_after_ten_minutes(tokens: SessionTokens) -> None:
    token = tokens.access_token(5, 17, NOW)
    assert tokens.read_access(token, NOW + 599_999)
    assert tokens.read_access(token, NOW + 600_000) is None


def test_an_access_token_names_its_algorithm_and_its_key(tokens: SessionTokens) -> None:
    header = header_of(tokens.access_token(5, 17, NOW))
    assert header["alg"] == "HS256"
    assert len(str(header["kid"])) == 8


@pytest.mark.parametrize("part", [0, 1, 2])
def test_an_access_token_that_was_changed_is_refused(tokens: SessionTokens, part: int) -> None:
    assert tokens.read_access(changed(tokens.access_token(5, 17, NOW), part), NOW) is None


@pytest.mark.parametrize("token", REFUSED)
def test_what_is_no_token_is_refused(tokens: SessionTokens, token: str) -> None:
    assert tokens.read_access(token, NOW) is None
    assert tokens.read_device(token, NOW) is None
    assert tokens.read_refresh(token) is None
    assert not tokens.is_refresh(token, SALT)
    assert not tokens.is_csrf(token, 5)


@given(st.text(max_size=300))
def test_nothing_that_is_sent_breaks_the_reader(text: str) -> None:
    tokens = SessionTokens(SecretBox([NEW]))
    assert tokens.read_access(text, NOW) is None
    assert tokens.read_refresh(text) is None


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none"}',
        b'{"alg":null}',
        b'{"alg":["HS256"]}',
        b'{"alg":"HS256","kid":{}}',
        b'{"alg":"HS256","crit":["b64"],"b64":false}',
        b'["alg"]',
        b"[" * 1400,
        b"1" * 1400,
        b"\xff",
        b"",
    ],
)
def test_a_header_that_nobody_would_write_is_refused(tokens: SessionTokens, header: bytes) -> None:
    _, claims, signature = tokens.access_token(5, 17, NOW).split(".")
    assert tokens.read_access(f"{base64_of(header)}.{claims}.{signature}", NOW) is None
    assert tokens.read_access(f"{base64_of(header)}.{claims}.", NOW) is None


CLAIMS: dict[str, object] = {"sid": 5, "sub": "17", "exp": NOW // 1000 + 60}


def test_the_forger_of_these_tests_knows_the_trade(tokens: SessionTokens) -> None:
    kid = header_of(tokens.access_token(5, 17, NOW))["kid"]
    assert tokens.read_access(forged({"alg": "HS256", "kid": kid}, CLAIMS), NOW)


def test_another_algorithm_is_refused_though_the_key_be_right(tokens: SessionTokens) -> None:
    kid = header_of(tokens.access_token(5, 17, NOW))["kid"]
    assert tokens.read_access(forged({"alg": "HS512", "kid": kid}, CLAIMS), NOW) is None


def test_a_key_by_another_name_is_refused(tokens: SessionTokens) -> None:
    assert tokens.read_access(forged({"alg": "HS256", "kid": "00000000"}, CLAIMS), NOW) is None


@pytest.mark.parametrize(
    "claims", [{}, {"sid": 5}, {**CLAIMS, "exp": None}, {**CLAIMS, "sub": "x"}, {**CLAIMS, "sid": [5]}]
)
def test_claims_that_are_not_ours_are_refused(tokens: SessionTokens, claims: dict[str, object]) -> None:
    kid = header_of(tokens.access_token(5, 17, NOW))["kid"]
    assert tokens.read_access(forged({"alg": "HS256", "kid": kid}, claims), NOW) is None


def test_a_token_that_brings_its_own_key_is_refused(tokens: SessionTokens) -> None:
    own = RSAKey.generate_key(2048)
    header = {"alg": "RS256", "jwk": own.as_dict(private=False)}
    assert tokens.read_access(jwt.encode(header, dict(CLAIMS), own, algorithms=["RS256"]), NOW) is None


def test_a_genuine_token_that_is_huge_is_refused(tokens: SessionTokens) -> None:
    token = tokens.device_token(17, "x" * LONGEST_TOKEN, NOW)
    assert tokens.read_device(token, NOW) is None


def test_one_purpose_is_not_another(tokens: SessionTokens) -> None:
    access, device = tokens.access_token(5, 17, NOW), tokens.device_token(17, "laptop", NOW)
    assert tokens.read_access(device, NOW) is None
    assert tokens.read_device(access, NOW) is None
    assert not tokens.is_csrf(tokens.refresh_token(5, 1, SALT).rpartition(".")[2], 5)


def test_another_installation_is_told_nothing(tokens: SessionTokens) -> None:
    other = SessionTokens(SecretBox([OLD]))
    assert other.read_access(tokens.access_token(5, 17, NOW), NOW) is None
    assert other.read_device(tokens.device_token(17, "laptop", NOW), NOW) is None
    assert not other.is_refresh(tokens.refresh_token(5, 1, SALT), SALT)
    assert not other.is_csrf(tokens.csrf_token(5), 5)


def test_what_an_older_key_has_signed_stays_good(ring: Ring) -> None:
    assert ring.between.read_access(ring.before.access_token(5, 17, NOW), NOW)
    assert ring.between.read_device(ring.before.device_token(17, "laptop", NOW), NOW)
    assert ring.between.is_refresh(ring.before.refresh_token(5, 1, SALT), SALT)
    assert ring.between.is_csrf(ring.before.csrf_token(5), 5)


def test_the_current_key_signs(ring: Ring) -> None:
    assert ring.after.read_access(ring.between.access_token(5, 17, NOW), NOW)
    assert ring.after.read_device(ring.between.device_token(17, "laptop", NOW), NOW)
    assert ring.after.is_refresh(ring.between.refresh_token(5, 1, SALT), SALT)
    assert ring.after.is_csrf(ring.between.csrf_token(5), 5)


def test_a_refresh_token_says_which_session_to_look_up(tokens: SessionTokens) -> None:
    token = tokens.refresh_token(2**53 - 1, 41, SALT)
    assert tokens.read_refresh(token) == RefreshClaims(2**53 - 1, 41)
    assert tokens.is_refresh(token, SALT)


def test_a_refresh_token_is_nothing_without_its_salt(tokens: SessionTokens) -> None:
    assert not tokens.is_refresh(tokens.refresh_token(5, 41, SALT), new_salt())


@pytest.mark.parametrize("changed_head", ["6.41", "5.42", "5.041", "05.41", "5.-41", "5.4_1", "٥.41"])
def test_a_refresh_token_that_was_changed_is_refused(tokens: SessionTokens, changed_head: str) -> None:
    mac = tokens.refresh_token(5, 41, SALT).rpartition(".")[2]
    assert tokens.is_refresh(f"5.41.{mac}", SALT)
    assert not tokens.is_refresh(f"{changed_head}.{mac}", SALT)


@pytest.mark.parametrize("head", ["0.1", "12345678901234567.1", "5.1234567890", "5.", ".1", "5.1.1", " 5.1", "5.1\n"])
def test_numbers_that_no_session_has_are_refused(tokens: SessionTokens, head: str) -> None:
    assert tokens.read_refresh(f"{head}.{'A' * 24}") is None


def test_a_refresh_token_ends_where_it_ends(tokens: SessionTokens) -> None:
    assert not tokens.is_refresh(tokens.refresh_token(5, 41, SALT) + "\n", SALT)


def test_a_csrf_token_is_good_for_its_own_session_only(tokens: SessionTokens) -> None:
    assert tokens.is_csrf(tokens.csrf_token(5), 5)
    assert not tokens.is_csrf(tokens.csrf_token(5), 6)


def test_a_device_is_known_for_a_year(tokens: SessionTokens) -> None:
    token = tokens.device_token(17, "laptop", NOW)
    known = tokens.read_device(token, NOW + YEAR_MS - 1)
    assert known
    assert (known.user_id, known.device, known.expires_at) == (17, "laptop", NOW + YEAR_MS)
    assert tokens.read_device(token, NOW + YEAR_MS) is None


def test_session_ids_are_positive_and_fit_a_json_number() -> None:
    ids = {new_session_id() for _ in range(500)}
    assert len(ids) == 500
    assert all(0 < id_ < 2**53 for id_ in ids)


def test_salts_differ() -> None:
    assert new_salt() != new_salt()
    assert len(new_salt()) == 16
