"""How notifiers are found, and what happens to those that do not fit."""

from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint
from typing import ClassVar

import pytest
from pydantic import Field
from structlog.testing import capture_logs

from tocsin import notifiers
from tocsin.core.errors import NotFound
from tocsin.core.notifier import Message, Notifier, NotifierConfig, Receipt
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.notifiers import describe, discover, notifier_of

ME = __name__


class BellConfig(NotifierConfig):
    room: int = Field(ge=1, le=99, title="Room", description="Where it rings.")


class Bell(Notifier[BellConfig]):
    kind = "bell"
    title = "Bell"
    config_type = BellConfig
    example: ClassVar[dict[str, Json]] = {"room": 7}

    async def send(self, config: BellConfig, message: Message, deadline: Deadline) -> Receipt:
        return Receipt(f"It rang in {config.room}.")


class SecondBell(Bell):
    title = "Another bell"


class Unsettable(Bell):
    kind = "unsettable"
    config_type = dict  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    discover.cache_clear()
    describe.cache_clear()
    yield
    discover.cache_clear()
    describe.cache_clear()


def install(monkeypatch: pytest.MonkeyPatch, values: Sequence[str]) -> None:
    entries = [EntryPoint(str(index), value, "tocsin.notifiers") for index, value in enumerate(values)]
    monkeypatch.setattr(notifiers, "entry_points", lambda group: [entry for entry in entries if entry.group == group])


def test_those_of_the_package_are_found_by_their_kind() -> None:
    assert all(notifier.kind == kind for kind, notifier in discover().items())
    assert all(notifier.__module__.startswith("tocsin.notifiers.") for notifier in discover().values())


def test_one_of_a_third_party_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, [f"{ME}:Bell"])
    assert notifier_of("bell") is Bell


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (f"{ME}:Unsettable", "its config_type is not a subclass of NotifierConfig"),
        (f"{ME}:ME", "it is not a complete subclass of Notifier"),
        ("tocsin.core.notifier:Notifier", "it is not a complete subclass of Notifier"),
        ("no_such_module:Notifier", "it does not load: No module named 'no_such_module'"),
    ],
)
def test_a_plugin_that_does_not_fit_is_logged_and_left_out(
    monkeypatch: pytest.MonkeyPatch, value: str, reason: str
) -> None:
    install(monkeypatch, [value, f"{ME}:Bell"])
    with capture_logs() as logs:
        kinds = discover()
    assert [(line["event"], line["plugin"], line["reason"]) for line in logs] == [("plugin_left_out", value, reason)]
    assert "bell" in kinds


def test_of_two_plugins_of_one_kind_the_second_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, [f"{ME}:Bell", f"{ME}:SecondBell"])
    with capture_logs() as logs:
        assert discover()["bell"] is Bell
    assert [line["reason"] for line in logs] == ["the kind 'bell' exists already"]


def test_an_unknown_kind_is_told_with_those_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, [f"{ME}:Bell"])
    with pytest.raises(NotFound, match=r"there is no kind of channel 'bel': the kinds are .*bell"):
        notifier_of("bel")


def test_a_description_holds_schema_docs_example_and_format(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, [f"{ME}:Bell"])
    said = describe("bell")
    assert (said.title, said.summary, said.example, said.format) == ("Bell", __doc__, {"room": 7}, "plain")
    assert said.schema["properties"]["room"]["maximum"] == 99
