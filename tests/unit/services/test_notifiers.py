"""What holds for every notifier, a stranger's too."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest
from pydantic import Field, SecretStr
from structlog.testing import capture_logs

from tests.announcements import message
from tocsin.core.errors import NotFound
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.notifier import DeliveryFailed, Message, Notifier, NotifierConfig, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.mail.courier import Courier
from tocsin.mail.postman import Postman
from tocsin.net.web_client import WebClient
from tocsin.services.notifiers import LONGEST_ANSWER, Notifiers, say

SECRET = "a-secret-token-of-some-length"
POLICY = NetworkPolicy()


class ParrotConfig(NotifierConfig):
    token: SecretStr = Field(title="Token", description="What it repeats.")
    address: SecretStr = Field(SecretStr(""), title="Address", description="That it repeats.")
    headers: dict[str, SecretStr] = Field(default_factory=dict, title="Headers", description="That it repeats.")


class Parrot(Notifier[ParrotConfig]):
    kind = "parrot"
    title = "Parrot"
    config_type = ParrotConfig
    example: ClassVar[dict[str, Json]] = {"token": SECRET}
    error: BaseException | None = None
    seconds: float = 0.0

    async def send(self, config: ParrotConfig, message: Message, deadline: Deadline) -> Receipt:
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error
        said = [config.token, config.address, *config.headers.values()]
        return Receipt(" ".join(one.get_secret_value() for one in said) + f" {message.title}", 200)


def parrot() -> Parrot:
    return Parrot(Tools(WebClient(POLICY), Courier(Postman()), POLICY))


def config(**more: object) -> ParrotConfig:
    return ParrotConfig.model_validate({"token": SECRET, **more})


async def test_a_receipt_holds_no_secret_that_the_far_side_repeats() -> None:
    given = config(address=f"https://a.example/{SECRET[::-1]}", headers={"X-Key": "another-secret-key"})
    receipt = await say(parrot(), given, message(), Deadline.after(5))
    assert not {SECRET, SECRET[::-1], "another-secret-key"} & set(receipt.answer.replace("/", " ").split())
    assert "Down: web-1" in receipt.answer
    assert "https://a.example/" in receipt.answer


async def test_a_failure_holds_no_secret_and_keeps_what_it_says_else() -> None:
    bird = parrot()
    bird.error = DeliveryFailed(f"no {SECRET}\nhere", is_permanent=True, status=401, retry_after=3.0)
    with pytest.raises(DeliveryFailed) as failed:
        await say(bird, config(), message(), Deadline.after(5))
    told = failed.value
    assert SECRET not in f"{told!r} {told.answer}"
    assert (told.is_permanent, told.status, told.retry_after) == (True, 401, 3.0)


async def test_an_answer_is_one_line_of_bounded_length() -> None:
    bird = parrot()
    bird.error = DeliveryFailed("so\x00 it is\n" * 5000, is_permanent=False)
    with pytest.raises(DeliveryFailed) as failed:
        await say(bird, config(), message(), Deadline.after(5))
    assert len(failed.value.answer) <= LONGEST_ANSWER
    assert not {"\n", "\x00"} & set(failed.value.answer)


async def test_a_notifier_that_crashes_is_tried_again_and_its_words_are_told_nobody() -> None:
    bird = parrot()
    bird.error = RuntimeError(f"I know {SECRET}")
    with capture_logs() as logs, pytest.raises(DeliveryFailed, match="has crashed: RuntimeError") as failed:
        await say(bird, config(), message(), Deadline.after(5))
    assert not failed.value.is_permanent
    assert [line["event"] for line in logs] == ["a notifier has crashed"]
    assert SECRET not in str(logs)


async def test_a_notifier_that_ignores_its_deadline_is_stopped() -> None:
    bird = parrot()
    bird.seconds = 60.0
    with pytest.raises(DeliveryFailed, match="not taken in time"):
        await asyncio.wait_for(say(bird, config(), message(), Deadline.after(0.05)), 5)


async def test_cancelling_is_not_swallowed() -> None:
    bird = parrot()
    bird.error = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await say(bird, config(), message(), Deadline.after(5))


async def test_one_of_each_kind_is_made_and_closed_with_the_others() -> None:
    notifiers = Notifiers.over(POLICY, Postman())
    assert notifiers.of("email") is notifiers.of("email")
    with pytest.raises(NotFound, match="there is no kind of channel 'pigeon'"):
        notifiers.of("pigeon")
    await notifiers.aclose()
    await notifiers.aclose()
