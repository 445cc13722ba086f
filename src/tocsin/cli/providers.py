"""Whom people may sign in with, as the settings say."""

from __future__ import annotations

from importlib import import_module

from tocsin.auth.oauth.provider import NoProviders, ProviderRegistry
from tocsin.core.clock import Clock
from tocsin.settings import Settings


def registry(settings: Settings, clock: Clock) -> ProviderRegistry:
    """What speaks to providers takes 0.2 s to import, so it is loaded only where there is one."""
    if not settings.providers:
        return NoProviders()
    found: ProviderRegistry = import_module("tocsin.auth.oauth.providers").Providers(settings.providers, clock)
    return found
