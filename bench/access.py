"""What access costs: signing in, staying signed in, and what a session or an API key adds to every request.

What a check adds is the difference to the same operation, which touches no table, of a caller who is let in unasked:
turn by turn in one process, called as a server would. Warm means that who asks was looked up within the last seconds;
cold, that the database is asked. Then the whole over HTTP, from a process beside the server.
"""

from __future__ import annotations

import gc
import itertools
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvloop
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from bench.rig.calls import HOST, Call, timed
from bench.rig.databases import places, redis
from bench.rig.household import ADA, UNREACHED_RATE, Household, household
from bench.rig.over_http import measure_http
from bench.rig.report import Report, arguments
from bench.rig.rounds import Rounds, Variant, interleaved
from tests.servers.passkey import Authenticator
from tocsin.auth.passkeys import registration_options, verified_registration, verified_sign_in
from tocsin.auth.passwords import MEMORY_KIB, PASSES
from tocsin.auth.relying_parties import relying_party
from tocsin.cli.engine import COLLECTION_THRESHOLDS
from tocsin.services.limit import Limit, per_second
from tocsin.services.named_limits import api_limit
from tocsin.services.rate_limits import RateLimits
from tocsin.storage.sessions import SessionRepository

BUDGET_MS = 0.3
OPERATION = "/api/v1/roles"
ORIGIN = f"http://{HOST}"
SHARES = (("p50", 0.5), ("p95", 0.95))
UNASKED = "let in unasked"
IN_MEMORY = "one request counted, in memory"


@dataclass(frozen=True)
class Scale:
    """How many rounds, and how many turns each variant has in one: of what takes microseconds, and of what takes more.

    `seconds` is how long each load over HTTP lasts.
    """

    rounds: int = 7
    requests: int = 1_000
    writes: int = 100
    passwords: int = 8
    seconds: float = 2.0


QUICK = Scale(rounds=2, requests=20, writes=3, passwords=1, seconds=0.1)


def main() -> None:
    given = arguments(__doc__ or "").parse_args()
    report = Report("access", is_quick=given.quick)
    scale = QUICK if given.quick else Scale()
    try:
        with places() as found, TemporaryDirectory(prefix="tocsin-bench-") as folder:
            for place in found:
                with place.empty(Path(folder)) as url:
                    uvloop.run(_within(report, place.name, url, scale))
        with redis() as redis_url:
            uvloop.run(_limits(report, redis_url, scale))
        measure_http(report, OPERATION, rounds=scale.rounds, seconds=scale.seconds)
    finally:
        report.finish()


async def _within(report: Report, name: str, url: str, scale: Scale) -> None:
    async with household(url) as home:
        gc.set_threshold(*COLLECTION_THRESHOLDS)
        gc.freeze()
        await _checks(report, name, home, scale)
        await _passwords(report, name, home, scale)
        await _refreshes(report, name, home, scale)
        await _passkeys(report, name, home, scale)


async def _checks(report: Report, place: str, home: Household, scale: Scale) -> None:
    callers = {
        "session": Call(OPERATION, headers=home.browser.headers),
        "API key": Call(OPERATION, headers=home.key),
    }
    unasked = Call(OPERATION, found={"actor": home.actor})

    def warm(one: Call) -> Variant:
        return lambda: timed(home.app, one)

    def cold(one: Call) -> Variant:
        def ask() -> Awaitable[float]:
            home.clock.outlive_memory()
            return timed(home.app, one)

        return ask

    for state, variant in (("warm", warm), ("cold", cold)):
        variants = {name: variant(one) for name, one in callers.items()} | {UNASKED: warm(unasked)}
        found = await interleaved(variants, rounds=scale.rounds, turns=scale.requests)
        report.raw[f"{place}: {state}"] = found.summary()
        for name, (share, value) in itertools.product(callers, SHARES):
            budget = BUDGET_MS if (state, share) == ("warm", "p95") else None
            floor = (UNASKED, found.typical(UNASKED, value))
            added = found.added(name, UNASKED, value)
            report.add(f"{place}: {name}, {state}, adds at {share}", added, "ms", against=floor, at_most=budget)


async def _passwords(report: Report, place: str, home: Household, scale: Scale) -> None:
    """The floor is one Argon2id of the same parameters, without a database, a thread or an API."""
    password, salt = ADA["password"].encode(), secrets.token_bytes(16)
    who = {"email": ADA["email"], "password": ADA["password"]}

    async def sign_in() -> None:
        await home.browser.post("/api/v1/session", who)

    async def bare() -> None:
        hash_secret_raw(password, salt, PASSES, MEMORY_KIB, 1, 32, Type.ID)

    for name, clock in (("sign-in by password", time.perf_counter), ("sign-in by password, CPU", time.process_time)):
        variants = {name: _by(clock, sign_in), "bare Argon2id": _by(clock, bare)}
        found = await interleaved(variants, rounds=scale.rounds, turns=scale.passwords)
        _add_pair(report, place, found, name, "bare Argon2id")


async def _refreshes(report: Report, place: str, home: Household, scale: Scale) -> None:
    """The floor is one changed row of the same table, committed."""
    parts = home.parts
    claims = parts.tokens.read_refresh(home.browser.cookies["tocsin_refresh"])
    assert claims is not None
    session_id = claims.session_id

    async def refresh() -> None:
        await home.browser.post("/api/v1/session/refresh")

    async def commit() -> None:
        async with parts.database.write() as connection:
            await SessionRepository(connection).seen(session_id, parts.clock.now_ms(), "127.0.0.1")

    variants = {name: _by(time.perf_counter, work) for name, work in (("refresh", refresh), ("one row", commit))}
    found = await interleaved(variants, rounds=scale.rounds, turns=scale.writes)
    _add_pair(report, place, found, "refresh", "one row")


async def _passkeys(report: Report, place: str, home: Household, scale: Scale) -> None:
    """The floor is one ECDSA signature on P-256, verified."""
    browser, authenticator, verify = home.browser, Authenticator(), _verification()
    asked = await browser.post("/api/v1/account/passkeys/options")
    made = {"handle": asked["handle"], "name": "Key", "credential": authenticator.create(asked["options"], ORIGIN)}
    await browser.post("/api/v1/account/passkeys", made)
    numbers = itertools.count()

    async def sign_in() -> float:
        # What one address may begin is limited.
        number = next(numbers)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        asked = await browser.post("/api/v1/session/passkey/options", address=address)
        signed = {"handle": asked["handle"], "credential": authenticator.get(asked["options"], ORIGIN)}
        await browser.post("/api/v1/session/passkey", signed, address=address)
        return browser.last_took

    variants: dict[str, Variant] = {"sign-in by passkey": sign_in, **verify}
    found = await interleaved(variants, rounds=scale.rounds, turns=scale.writes)
    _add_pair(report, place, found, "sign-in by passkey", "bare ES256")
    _add_pair(report, place, found, "a passkey's answer verified", "bare ES256")


def _verification() -> dict[str, Variant]:
    """All that an answer says, and its signature alone."""
    party, authenticator, challenge = relying_party(ORIGIN), Authenticator(is_synced=True), secrets.token_bytes(32)
    wanted = registration_options(party, secrets.token_bytes(32), ADA["email"], ADA["name"], challenge, [])
    made = verified_registration(party, authenticator.create(wanted, ORIGIN), challenge)
    options: dict[str, Any] = {"rpId": HOST, "challenge": wanted["challenge"]}
    signed = authenticator.get(options, ORIGIN)
    key, data = authenticator.credentials[0].key, secrets.token_bytes(69)
    signature = key.sign(data, ECDSA(SHA256()))

    async def whole() -> None:
        verified_sign_in(party, signed, challenge, made.public_key, 0)

    async def bare() -> None:
        key.public_key().verify(signature, data, ECDSA(SHA256()))

    return {
        "a passkey's answer verified": _by(time.perf_counter, whole),
        "bare ES256": _by(time.perf_counter, bare),
    }


async def _limits(report: Report, url: str | None, scale: Scale) -> None:
    """One request of one session counted. On Redis most are counted here alone: those of who is far from the limit."""
    here, there = RateLimits(), RateLimits(url)
    limit, shared = api_limit(UNREACHED_RATE), per_second("shared", UNREACHED_RATE, seconds=10)
    variants = {IN_MEMORY: _counted(here, limit)}
    if url is not None:
        variants["one request counted, far from the limit on Redis"] = _counted(there, limit)
        variants["one request counted, near the limit on Redis"] = _counted(there, shared)
    found = await interleaved(variants, rounds=scale.rounds, turns=scale.requests)
    report.raw["limits"] = found.summary()
    for name, (share, value) in itertools.product(variants, SHARES):
        against = None if name == IN_MEMORY else ("in memory", 1000 * found.typical(IN_MEMORY, value))
        report.add(f"{name}, {share}", 1000 * found.typical(name, value), "us", against=against)
    await there.aclose()


def _counted(limits: RateLimits, limit: Limit) -> Variant:
    async def count() -> None:
        await limits.admitted(limit, "session", 1)

    return _by(time.perf_counter, count)


def _by(clock: Callable[[], float], work: Callable[[], Awaitable[None]]) -> Variant:
    """In milliseconds."""

    async def measured() -> float:
        begun = clock()
        await work()
        return (clock() - begun) * 1000

    return measured


def _add_pair(report: Report, place: str, found: Rounds, name: str, floor: str) -> None:
    report.raw[f"{place}: {name}"] = found.summary()
    for share, value in SHARES:
        against = (floor, found.typical(floor, value))
        report.add(f"{place}: {name}, {share}", found.typical(name, value), "ms", against=against)


if __name__ == "__main__":
    main()
