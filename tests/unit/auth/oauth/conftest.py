"""One issuer on loopback, and the registry that knows it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.clocks import FakeClock
from tests.servers.browser import trust
from tests.servers.issuer import serve_issuer
from tests.unit.auth.oauth.trips import REDIRECT, Trip, described
from tocsin.auth.oauth.providers import Providers


@pytest.fixture
async def trip() -> AsyncIterator[Trip]:
    clock = FakeClock()
    async with serve_issuer(REDIRECT, clock=clock) as issuer:
        yield Trip(issuer, Providers([described(issuer)], clock, tls=trust()), clock)
