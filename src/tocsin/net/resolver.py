"""Name lookup by the system's resolver, with a deadline and with errors told apart."""

import asyncio
import errno
import socket
from functools import lru_cache
from ipaddress import ip_address
from typing import Literal

from tocsin.core.errors import ErrorCode
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline
from tocsin.net.failures import Failure, denied
from tocsin.net.lookup_threads import LookupThreads

IpVersion = Literal["auto", "4", "6"]
FAMILIES = {"auto": socket.AF_UNSPEC, "4": socket.AF_INET, "6": socket.AF_INET6}
_threads = LookupThreads()


class LookupFailed(Exception):
    """The name gave no address; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


async def resolve(host: str, deadline: Deadline, *, ip_version: IpVersion = "auto") -> list[str]:
    """Numeric addresses of `host` in the system's order, at least one. Raise LookupFailed."""
    if is_address(host):
        return [host]
    lookup = _threads.ask(host, FAMILIES[ip_version])
    try:
        async with asyncio.timeout(deadline.remaining()):
            return await lookup.answer
    except TimeoutError:
        raise LookupFailed(dns_timeout(host) if lookup.asked.is_set() else never_asked(host)) from None
    except (socket.gaierror, UnicodeError) as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_MEMORY:
            raise OSError(errno.ENOMEM, str(error)) from error
        raise LookupFailed(lookup_failure(host, error, ip_version)) from None


@lru_cache(maxsize=4096)
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


def never_asked(host: str) -> Failure:
    return Failure(
        ErrorCode.RUNNER_OVERLOADED,
        f"the name {host!r} was not even asked for in time: too many other lookups wait for silent name servers",
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


async def allowed_addresses(
    host: str, policy: NetworkPolicy, deadline: Deadline, *, ip_version: IpVersion = "auto"
) -> list[str]:
    """Those of `resolve` that the policy allows, at least one. Raise LookupFailed, with the refusal when all are."""
    addresses = await resolve(host, deadline, ip_version=ip_version)
    refusals = {address: policy.refusal(address) for address in addresses}
    allowed = [address for address in addresses if refusals[address] is None]
    if not allowed:
        raise LookupFailed(denied(next(refusal for refusal in refusals.values() if refusal)))
    return allowed
