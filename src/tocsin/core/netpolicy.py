"""Which addresses a probe may connect to: the guard against server-side request forgery, as a pure decision."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

METADATA = tuple(
    ip_network(cidr)
    for cidr in (
        "169.254.169.254/32",  # AWS, Azure, GCP, OpenStack, DigitalOcean
        "169.254.170.0/24",  # AWS ECS and EKS task credentials
        "100.100.100.200/32",  # Alibaba
        "192.0.0.192/32",  # Oracle classic
        "168.63.129.16/32",  # Azure wire server
        "fd00:ec2::/32",  # AWS over IPv6
        "fd20:ce::254/128",  # GCP over IPv6
        "169.254.42.42/32",  # Scaleway
        "fd00:42::42/128",  # Scaleway over IPv6
        "169.254.0.23/32",  # Tencent
        "fe80::a9fe:a9fe/128",  # OpenStack over IPv6
    )
)
"""Where clouds hand credentials to whoever asks from inside. Denied unless explicitly allowed."""

PRIVATE = tuple(
    ip_network(cidr)
    for cidr in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/128",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
"""Networks that are not the public Internet (RFC 6890): this machine, those beside it, and groups of machines."""


class NetworkPolicy:
    """Denies by network; an explicit allowance wins over a denial. Immutable and safe to share between threads."""

    def __init__(
        self, *, deny_private: bool = False, deny: tuple[Network, ...] = (), allow: tuple[Network, ...] = ()
    ) -> None:
        self.denied = METADATA + (PRIVATE if deny_private else ()) + deny
        self.allowed = allow
        self.refusal = lru_cache(maxsize=65_536)(self._refusal)

    def _refusal(self, address: str) -> str | None:
        """Why `address` (a numeric address, without port) is refused, as a sentence; None when it is allowed."""
        try:
            written = ip_address(address.split("%", 1)[0])
        except ValueError:
            return f"{address!r} is not an IP address"
        reached = unmapped(written)
        if any(reached in network for network in self.allowed):
            return None
        for network in self.denied:
            if reached in network or written in network:
                return f"connections to {reached} are denied by the network policy ({network})"
        return None


def unmapped(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped, -compatible or -translated, 6to4 or NAT64 address; any other as it is."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if any(address in network for network in _LAST_32_BITS) and int(address) > 1:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


_LAST_32_BITS = (
    ip_network("::/96"),  # IPv4-compatible (RFC 4291), but for :: and ::1
    ip_network("::ffff:0:0:0/96"),  # IPv4-translated (RFC 2765)
    ip_network("64:ff9b::/96"),  # NAT64 (RFC 6052)
    ip_network("64:ff9b:1::/48"),  # NAT64 of one's own (RFC 8215), as a /96 within it
)
