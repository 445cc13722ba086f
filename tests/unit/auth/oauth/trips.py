"""A sign-in as a browser makes it: out, to the provider, and back."""

from __future__ import annotations

from dataclasses import dataclass

from tests.clocks import FakeClock
from tests.servers.browser import visited
from tests.servers.grants import CLIENT_ID, CLIENT_SECRET
from tests.servers.issuer import Issuer
from tocsin.auth.oauth.provider import Begun, Identity, Provider, callback_url
from tocsin.auth.oauth.providers import Providers

REDIRECT = callback_url("https://tocsin.example.com", "keycloak")


def described(issuer: Issuer, id_: str = "keycloak") -> Provider:
    """The issuer as it stands in this server's settings."""
    return Provider(id_, "Keycloak", issuer.url, CLIENT_ID, CLIENT_SECRET)


@dataclass
class Trip:
    """With one issuer, under the id `keycloak`."""

    issuer: Issuer
    providers: Providers
    clock: FakeClock

    async def out_and_back(self) -> tuple[Begun, dict[str, str]]:
        begun = await self.providers.begin("keycloak", REDIRECT)
        return begun, await visited(begun.url)

    async def finish(self, begun: Begun, query: dict[str, str]) -> Identity:
        return await self.providers.finish("keycloak", REDIRECT, begun, query)

    async def signed_in(self) -> Identity:
        return await self.finish(*await self.out_and_back())
