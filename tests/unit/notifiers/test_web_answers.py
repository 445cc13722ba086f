"""What the channels to web services make of answers: what is final, what is tried again, and when."""

from __future__ import annotations

import pytest

from tests.servers.http import answer, answering, serve_http
from tests.unit.notifiers.conftest import Say
from tests.unit.notifiers.far_side import example_of, secrets_in
from tocsin.core.notifier import DeliveryFailed
from tocsin.notifiers import notifier_of

KINDS = ["alertmanager", "discord", "google_chat", "gotify", "mattermost", "ntfy", "slack", "teams", "webhook"]


async def failure(say: Say, kind: str, said: bytes) -> DeliveryFailed:
    async with serve_http(answering(said)) as base:
        with pytest.raises(DeliveryFailed) as failed:
            await say(notifier_of(kind), base, example_of(kind))
    return failed.value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "status", ["301 Moved", "400 Bad", "401 Who", "403 No", "404 Nothing", "410 Gone", "413 Large"]
)
async def test_a_refusal_is_final(say: Say, kind: str, status: str) -> None:
    failed = await failure(say, kind, answer(b"\xff<html>", status=status, headers={"Retry-After": "7"}))
    assert (failed.is_permanent, failed.status, failed.retry_after) == (True, int(status[:3]), None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", ["408 Slow", "429 Too Many", "500 Oops", "502 Bad Gateway", "503 Busy", "504 Slow"])
async def test_a_plea_for_patience_is_heard(say: Say, kind: str, status: str) -> None:
    failed = await failure(say, kind, answer(b"{", status=status, headers={"Retry-After": "7"}))
    assert (failed.is_permanent, failed.status, failed.retry_after) == (False, int(status[:3]), 7.0)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_no_http_is_tried_again(say: Say, kind: str) -> None:
    assert not (await failure(say, kind, b"SSH-2.0-OpenSSH_9.7\r\n")).is_permanent


@pytest.mark.parametrize("kind", [kind for kind in KINDS if secrets_in(example_of(kind))])
async def test_a_secret_that_comes_back_is_told_to_nobody(say: Say, kind: str) -> None:
    secrets = secrets_in(example_of(kind))
    failed = await failure(say, kind, answer(" ".join(secrets).encode(), status="400 Bad Request"))
    assert "•••" in failed.answer
    assert [secret for secret in secrets if secret in failed.answer or secret[-12:] in failed.answer] == []
