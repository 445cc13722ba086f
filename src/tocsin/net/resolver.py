"""Name lookup by the system's resolver, with a deadline and with errors told apart."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from ipaddress import ip_address
from typing import Literal

from tocsin.core.errors import ErrorCode
from tocsin.core.plugins import Deadline
from tocsin.net.failures import Failure

IpVersion = Literal["auto", "4", "6"]
FAMILIES = {"auto": socket.AF_UNSPEC, "4": socket.AF_INET, "6": socket.AF_INET6}
MAX_ADDRESSES = 32


class LookupFailed(Exception):
    """The name gave no address; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


async def resolve(host: str, deadline: Deadline, *, ip_version: IpVersion = "auto") -> list[str]:
    """Numeric addresses of `host` in the system's order, at least one. Raise LookupFailed."""
    if is_address(host):
        return [host]
    lookup = asyncio.get_running_loop().run_in_executor(_threads(), _getaddrinfo, host, FAMILIES[ip_version])
    try:
        async with asyncio.timeout(deadline.remaining()):
            return await lookup
    except TimeoutError:
        raise LookupFailed(dns_timeout(host)) from None
    except (socket.gaierror, UnicodeError) as error:
        raise LookupFailed(lookup_failure(host, error, ip_version)) from None


def is_address(host: str) -> bool:
    """Whether `host` is a numeric IPv4 or IPv6 address in its usual form."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def dns_timeout(host: str) -> Failure:
    return Failure(
        ErrorCode.DNS_TIMEOUT,
        f"the name {host!r} was not resolved in time: its name servers, or this region's resolver, do not answer",
    )


def lookup_failure(host: str, error: Exception, ip_version: IpVersion = "auto") -> Failure:
    """What an error of the system's resolver means."""
    number = error.errno if isinstance(error, socket.gaierror) else socket.EAI_NONAME
    if number == socket.EAI_NONAME:
        return Failure(
            ErrorCode.DNS_NXDOMAIN,
            f"the name {host!r} does not exist: check its spelling, its DNS records and the domain's registration",
        )
    if number in {socket.EAI_NODATA, socket.EAI_ADDRFAMILY}:
        family = "address" if ip_version == "auto" else f"IPv{ip_version} address"
        return Failure(ErrorCode.DNS_FAILED, f"the name {host!r} exists but has no {family}: add the DNS record")
    return Failure(
        ErrorCode.DNS_FAILED,
        f"the name {host!r} could not be resolved: its name servers answer with an error (such as SERVFAIL) "
        "or not at all",
    )


async def why_unresolved(host: str, deadline: Deadline, *, ip_version: IpVersion = "auto") -> Failure:
    """Ask again to learn why `host` did not resolve, for callers that are told only that it did not."""
    try:
        await resolve(host, deadline, ip_version=ip_version)
    except LookupFailed as failed:
        return failed.failure
    return Failure(
        ErrorCode.DNS_FAILED,
        f"the name {host!r} could not be resolved at first, and could a moment later: its name servers are unreliable",
    )


def _getaddrinfo(host: str, family: int) -> list[str]:
    found = socket.getaddrinfo(host, None, family=family, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))[:MAX_ADDRESSES]


@cache
def _threads() -> ThreadPoolExecutor:
    # The event loop's own pool has a handful of threads: a few names whose servers are silent would stall all others.
    return ThreadPoolExecutor(max_workers=64, thread_name_prefix="resolver")
