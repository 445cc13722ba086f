"""What is right for a setting that is an address: a network, a database, a Redis; the sentences say what would be."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from tocsin.core.netpolicy import Network

_DATABASE_URL = re.compile(r"sqlite(\+aiosqlite)?:///(?!:memory:).|postgres(ql)?(\+asyncpg)?://.")
_REDIS_URL = re.compile(r"rediss?://[^\s/?#]+(/\d{0,4})?")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _networks(value: object) -> object:
    if not isinstance(value, str | list | tuple):
        raise ValueError("must be networks such as 10.0.0.0/8, separated by commas")
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(_network(str(part).strip()) for part in parts if str(part).strip())


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise ValueError(f"must be networks such as 10.0.0.0/8 or fd00::/8, and {text!r} is none") from None


def _known_database(value: SecretStr) -> SecretStr:
    if not _DATABASE_URL.match(value.get_secret_value()):
        raise ValueError("must be sqlite:///path or postgresql://user:password@host/name")
    return value


def _known_redis(value: SecretStr) -> SecretStr:
    if not _is_redis(value.get_secret_value()):
        raise ValueError("must be redis://user:password@host:port/number, or rediss:// for TLS")
    return value


def _is_redis(url: str) -> bool:
    if not _REDIS_URL.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_known_database)]
RedisUrl = Annotated[SecretStr, AfterValidator(_known_redis)]
