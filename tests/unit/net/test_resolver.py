"""Names become addresses in time, and each way not to is told apart."""

import asyncio
import errno
import socket
import threading
from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

import pytest

from tocsin.core.errors import ErrorCode
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline
from tocsin.core.verdict import Verdict
from tocsin.net import lookup_threads, resolver
from tocsin.net.failures import EXHAUSTED
from tocsin.net.lookup_threads import MAX_THREADS, LookupThreads
from tocsin.net.resolver import IpVersion, LookupFailed, allowed_addresses, resolve


async def failure_of(host: str, **options: object) -> LookupFailed:
    with pytest.raises(LookupFailed) as failed:
        await resolve(host, Deadline.after(2), **options)  # type: ignore[arg-type]
    return failed.value


def answer_with(monkeypatch: pytest.MonkeyPatch, addresses: Sequence[str] | Exception) -> None:
    """What the system's resolver will say, for answers that no name on every machine gives."""

    def getaddrinfo(*_: object, **__: object) -> list[tuple[object, ...]]:
        if isinstance(addresses, Exception):
            raise addresses
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
async def test_an_address_is_its_own_answer(address: str) -> None:
    assert await resolve(address, Deadline.after(0)) == [address]


async def test_a_name_of_this_machine_is_found() -> None:
    assert await resolve("localhost", Deadline.after(2), ip_version="4") == ["127.0.0.1"]


async def test_each_address_is_given_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, ["192.0.2.2", "192.0.2.1", "192.0.2.2"])
    assert await resolve("twice.example", Deadline.after(2)) == ["192.0.2.2", "192.0.2.1"]


async def test_no_more_addresses_are_given_than_anyone_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, [f"192.0.2.{number}" for number in range(200)])
    assert len(await resolve("many.example", Deadline.after(2))) == 32


@pytest.mark.parametrize(
    ("number", "error", "words"),
    [
        (socket.EAI_NONAME, ErrorCode.DNS_NXDOMAIN, "does not exist"),
        (socket.EAI_NODATA, ErrorCode.DNS_FAILED, "exists but has no IPv6 address"),
        (socket.EAI_AGAIN, ErrorCode.DNS_FAILED, "SERVFAIL"),
        (socket.EAI_FAIL, ErrorCode.DNS_FAILED, "SERVFAIL"),
    ],
)
async def test_errors_of_the_resolver_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, number: int, error: ErrorCode, words: str
) -> None:
    answer_with(monkeypatch, socket.gaierror(number, "as the system says"))
    failure = (await failure_of("bad.example", ip_version="6")).failure
    assert failure.error is error
    assert words in failure.message


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example", "\udcff"])
async def test_what_cannot_be_a_name_does_not_exist(host: str) -> None:
    assert (await failure_of(host)).failure.error is ErrorCode.DNS_NXDOMAIN


async def test_silence_ends_with_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: spoken.wait(5) and [])
    with pytest.raises(LookupFailed) as failed:
        await resolve("silent.example", Deadline.after(0.05))
    spoken.set()
    assert failed.value.failure.error is ErrorCode.DNS_TIMEOUT


async def test_silent_names_do_not_hold_up_others(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = threading.Event()
    real = socket.getaddrinfo

    def getaddrinfo(host: str, *rest: Any, **options: Any) -> list[Any]:
        return [] if host == "silent" and spoken.wait(5) else real(host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    threads = LookupThreads()
    waiting = [threads.ask("silent", socket.AF_INET).answer for _ in range(40)]
    assert await asyncio.wait_for(threads.ask("localhost", socket.AF_INET).answer, 2) == ["127.0.0.1"]
    spoken.set()
    assert await asyncio.gather(*waiting) == [[]] * 40


async def test_threads_are_used_again() -> None:
    threads = LookupThreads()
    before = threading.active_count()
    for _ in range(20):
        await threads.ask("localhost", socket.AF_INET).answer
    assert threading.active_count() <= before + 2


async def test_a_name_that_nobody_had_time_to_ask_for_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: spoken.wait(5) and [])
    monkeypatch.setattr(lookup_threads, "MAX_THREADS", 1)
    monkeypatch.setattr(resolver, "_threads", LookupThreads())
    silent = asyncio.create_task(failure_of("silent.example"))
    await asyncio.sleep(0)
    with pytest.raises(LookupFailed, match="not even asked for") as failed:
        await resolve("innocent.example", Deadline.after(0.05))
    spoken.set()
    silent.cancel()
    assert (failed.value.failure.error, failed.value.failure.verdict) == (ErrorCode.RUNNER_OVERLOADED, Verdict.UNKNOWN)


async def test_a_thread_that_the_system_refuses_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = LookupThreads()
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", _refused)
        for _ in range(2 * MAX_THREADS):
            with pytest.raises(RuntimeError, match="can't start new thread"):
                threads.ask("localhost", socket.AF_INET)
    assert await asyncio.wait_for(threads.ask("localhost", socket.AF_INET).answer, 2) == ["127.0.0.1"]


def _refused(_thread: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


@pytest.mark.parametrize("error", [OSError(errno.EMFILE, "files"), socket.gaierror(socket.EAI_MEMORY, "memory")])
async def test_a_lookup_for_which_this_machine_has_no_room_raises(
    monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    answer_with(monkeypatch, error)
    with pytest.raises(OSError, match=r"files|memory") as raised:
        await resolve("well.example", Deadline.after(2))
    assert raised.value.errno in EXHAUSTED


@pytest.mark.parametrize(("ip_version", "flags"), [("auto", socket.AI_ADDRCONFIG), ("4", 0), ("6", 0)])
async def test_names_do_not_vanish_with_the_address_of_our_own_interface(
    monkeypatch: pytest.MonkeyPatch, ip_version: IpVersion, flags: int
) -> None:
    asked: list[dict[str, Any]] = []

    def getaddrinfo(*_: object, **options: Any) -> list[tuple[object, ...]]:
        asked.append(options)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    await resolve("well.example", Deadline.after(2), ip_version=ip_version)
    assert [options["flags"] for options in asked] == [flags]


async def test_addresses_that_the_policy_refuses_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, ["169.254.169.254", "192.0.2.1"])
    assert await allowed_addresses("mixed.example", NetworkPolicy(), Deadline.after(2)) == ["192.0.2.1"]


async def test_a_name_with_refused_addresses_only_is_denied() -> None:
    policy = NetworkPolicy(deny=(ip_network("127.0.0.0/8"),))
    with pytest.raises(LookupFailed, match=r"denied by the network policy \(127.0.0.0/8\)") as failed:
        await allowed_addresses("localhost", policy, Deadline.after(2), ip_version="4")
    assert failed.value.failure.error is ErrorCode.ADDRESS_DENIED
