"""The far side of every channel on this machine: requests go over the real client, to a server of the test's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import DeliveryFailed, NotifierConfig, Tools, WebAnswer
from tocsin.core.plugins import Deadline
from tocsin.net.web_client import WebClient
from tocsin.notifiers import discover

LOOPBACK_ONLY = NetworkPolicy(
    deny=(ip_network("0.0.0.0/0"), ip_network("::/0")), allow=(ip_network("127.0.0.0/8"), ip_network("::1/128"))
)
UNREACHABLE = "The mail server refused the connection."


@dataclass(frozen=True, slots=True)
class Detour:
    """A `Web` that asks `base` (scheme, host and port) whatever the address; path and query stay."""

    client: WebClient
    base: str

    async def request(
        self,
        method: str,
        url: str,
        deadline: Deadline,
        *,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        verify: bool = True,
    ) -> WebAnswer:
        meant = urlsplit(url)
        detour = f"{self.base}{meant.path or '/'}{'?' if meant.query else ''}{meant.query}"
        return await self.client.request(method, detour, deadline, headers=headers, body=body, verify=verify)


class ClosedPostOffice:
    """A `Mailer` whose server cannot be reached."""

    async def deliver(
        self, to: str, subject: str, text: str, html: str, *, thread: str = "", dedup_key: str = ""
    ) -> str:
        raise DeliveryFailed(UNREACHABLE, is_permanent=False)


def tools(client: WebClient, base: str) -> Tools:
    return Tools(web=Detour(client, base), mailer=ClosedPostOffice(), policy=LOOPBACK_ONLY)


def example_of(kind: str) -> NotifierConfig:
    notifier = discover()[kind]
    return notifier.config_type.model_validate(dict(notifier.example))


def secrets_in(config: object) -> list[str]:
    """Every secret that is set, in clear."""
    if isinstance(config, SecretStr):
        return [config.get_secret_value()] if config.get_secret_value() else []
    if isinstance(config, BaseModel):
        config = [getattr(config, name) for name in type(config).model_fields]
    if isinstance(config, dict):
        config = list(config.values())
    if isinstance(config, list | tuple | frozenset):
        return [secret for part in config for secret in secrets_in(part)]
    return []
