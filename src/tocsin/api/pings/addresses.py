"""The addresses that a ping key is part of, as they are shown to people."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from tocsin.api.answers.pings import PingAddresses, PingKeyAnswer, WorkspacePingKeyAnswer
from tocsin.api.dependencies import api_parts, public_url
from tocsin.services.ping_keys import ShownPingKey, ShownWorkspaceKey


@dataclass(frozen=True, slots=True)
class Addresses:
    """`origin` is where this server is reached; `door` is what stands before a key."""

    origin: str
    door: str

    @classmethod
    def of(cls, request: Request) -> Addresses:
        origin, ping_host = public_url(request), api_parts(request).ping_host
        if ping_host is None:
            return cls(origin, f"{origin}/ping")
        return cls(origin, f"{origin.partition('://')[0]}://{ping_host}")

    def of_monitor(self, shown: ShownPingKey) -> PingKeyAnswer:
        url, of_all = f"{self.door}/{shown.key}", shown.workspace_key
        return PingKeyAnswer(
            key=shown.key,
            slug=shown.slug,
            url=url,
            addresses=PingAddresses(
                by_slug=f"{self.door}/{of_all}/{shown.slug}" if of_all else None,
                healthchecks=url,
                uptime_kuma=f"{self.origin}/api/push/{shown.key}?status=up&msg=OK&ping=",
                cronitor=f"{self.origin}/p/{of_all}/{shown.slug}" if of_all else None,
                gatus=f"{self.origin}/api/v1/endpoints/{shown.slug}/external",
            ),
            created_at=shown.created_at,
        )

    def of_workspace(self, shown: ShownWorkspaceKey) -> WorkspacePingKeyAnswer:
        return WorkspacePingKeyAnswer(key=shown.key, url=f"{self.door}/{shown.key}", created_at=shown.created_at)
