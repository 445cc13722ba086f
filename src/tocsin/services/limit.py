"""One rate limit: how many in which windows, and of whom."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, RateLimitItemPerSecond, parse_many

NETWORK_BITS = 64
"""Of an IPv6 address, what a customer gets at the least: the rest of it they choose as they like (RFC 6177)."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`windows`: each as in `20/15 minutes`, separated by semicolons; one begins with its first hit. None: no limit.

    `by_address`: the first of `who` is the address of a client. `own_share`: the part of a window that each process
    lets pass by its own count, without a question to Redis: for what is hit often and need not be counted exactly.
    """

    name: str
    windows: str
    by_address: bool = False
    own_share: float = 0.0
    items: tuple[RateLimitItem, ...] = field(init=False, compare=False, repr=False)
    """The windows as `limits` has them, shortest first."""

    def __post_init__(self) -> None:
        found = parse_many(self.windows) if self.windows else []
        named = [type(item)(item.amount, item.multiples, self.name) for item in found]
        object.__setattr__(self, "items", tuple(sorted(named, key=RateLimitItem.get_expiry)))

    def bucket(self, who: Sequence[str | int]) -> str:
        """What is counted under. Texts are hashed: no address, name or key of anybody lies about in a store."""
        first, *others = who
        parts = [origin(first) if self.by_address and isinstance(first, str) else first, *others]
        return ":".join(str(part) if isinstance(part, int) else _digest(part) for part in parts)


def per_second(name: str, rate: float, seconds: int, *, own_share: float = 0.0) -> Limit:
    """About `rate` a second, `seconds` worth of them at once, and at least one; no limit for a rate of 0."""
    if rate <= 0:
        return Limit(name, "")
    amount = max(1, math.ceil(round(rate * seconds, 6)))
    window = RateLimitItemPerSecond(amount, max(1, math.floor(round(amount / rate, 6))))
    return Limit(name, f"{window.amount}/{window.multiples} seconds", own_share=own_share)


def origin(address: str) -> str:
    """Whose address it is: an IPv4 address stands for itself, an IPv6 address for its network of 64 bits."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{int(found) >> (128 - NETWORK_BITS):x}::/{NETWORK_BITS}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()
