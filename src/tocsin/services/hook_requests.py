"""One request to a hook: how it is read, and what may be wrong with all of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.auth.secrets import SecretBox
from tocsin.core.errors import Conflict, TocsinError, Unavailable, ValidationFailed
from tocsin.hooks import bodies, signatures
from tocsin.hooks.kind import HookConfig, Reading
from tocsin.services.hook_draft import opened_config
from tocsin.storage.hooks import StoredHook

WORK_SECONDS = 1.0
"""How long expressions may take over one request."""


class HookDisabled(Conflict):
    """The hook is switched off."""


class Unverified(TocsinError):
    """The request is not signed with the secret that the hook asks for."""

    code = "unauthenticated"


class UnreadableBody(TocsinError):
    """The body is not what a sender of this kind sends."""

    code = "bad_request"


@dataclass(frozen=True, slots=True)
class HookRequest:
    """What came. `media_type` and the headers' names are in lower case."""

    body: bytes
    media_type: str
    headers: Mapping[str, str]
    address: str = ""
    agent: str = ""


def understood(hook: StoredHook, request: HookRequest, box: SecretBox) -> tuple[Reading, HookConfig]:
    """Takes a while for a large body: call it on a thread. Raise Unverified, UnreadableBody, Unavailable."""
    try:
        kind, config = opened_config(hook.fields, box)
    except ValidationFailed as error:
        raise Unavailable(f"The hook's settings do not fit this version: {error.message}") from error
    try:
        kind.verify(config, request.headers, request.body)
        document = kind.parse(config, request.body, request.media_type)
    except signatures.Unverified as error:
        raise Unverified(str(error)) from None
    except bodies.Unreadable as error:
        raise UnreadableBody(f"The body {error}.") from None
    return kind.read(config, document, time.monotonic() + WORK_SECONDS), config
