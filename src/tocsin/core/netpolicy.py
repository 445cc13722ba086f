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
        "192.168.0.0/16",
        "::/128",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)


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
            parsed = unmapped(ip_address(address.split("%", 1)[0]))
        except ValueError:
            return f"{address!r} is not an IP address"
        if any(parsed in network for network in self.allowed if network.version == parsed.version):
            return None
        for network in self.denied:
            if network.version == parsed.version and parsed in network:
                return f"connections to {parsed} are denied by the network policy ({network})"
        return None


def unmapped(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped, 6to4 or NAT64 IPv6 address; any other address as it is."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


_NAT64 = ip_network("64:ff9b::/96")
