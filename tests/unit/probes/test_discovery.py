"""How kinds are found, and what happens to those that do not fit."""

from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint
from typing import ClassVar

import pytest
from structlog.testing import capture_logs

from tocsin import probes
from tocsin.core.errors import NotFound
from tocsin.core.plugins import Deadline, Probe
from tocsin.core.result import Json, Outcome
from tocsin.core.verdict import Verdict
from tocsin.probes import describe, discover, kind_of
from tocsin.probes.tcp import TcpConfig

ME = __name__


class Foreign(Probe[TcpConfig]):
    kind = "foreign"
    title = "Foreign"
    config_type = TcpConfig
    example: ClassVar[dict[str, Json]] = {"host": "a.example", "port": 1}

    @classmethod
    def target(cls, config: TcpConfig) -> str:
        return config.host

    async def run(self, config: TcpConfig, deadline: Deadline, *, with_evidence: bool) -> Outcome:
        return Outcome(Verdict.UP)


class Impostor(Foreign):
    kind = "tcp"


class Untitled(Foreign):
    kind = "untitled"
    config_type = dict  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    discover.cache_clear()
    yield
    discover.cache_clear()


def install(monkeypatch: pytest.MonkeyPatch, values: Sequence[str]) -> None:
    entries = [EntryPoint(str(index), value, "tocsin.probes") for index, value in enumerate(values)]
    monkeypatch.setattr(probes, "entry_points", lambda group: [entry for entry in entries if entry.group == group])


def test_the_kinds_of_the_package_are_found_by_name() -> None:
    assert {"http", "tcp"} <= set(discover())
    assert all(probe.kind == kind for kind, probe in discover().items())


def test_a_kind_of_a_third_party_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, [f"{ME}:Foreign"])
    assert discover()["foreign"] is Foreign


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (f"{ME}:Impostor", "the kind 'tcp' exists already"),
        (f"{ME}:Untitled", "its config_type is not a subclass of ProbeConfig"),
        (f"{ME}:ME", "it is not a complete subclass of Probe or PushedKind"),
        ("no_such_module:Probe", "it does not load: No module named 'no_such_module'"),
    ],
)
def test_a_plugin_that_does_not_fit_is_logged_and_left_out(
    monkeypatch: pytest.MonkeyPatch, value: str, reason: str
) -> None:
    install(monkeypatch, [value, f"{ME}:Foreign"])
    with capture_logs() as logs:
        kinds = discover()
    assert [(line["event"], line["plugin"], line["reason"]) for line in logs] == [("plugin_left_out", value, reason)]
    assert "foreign" in kinds
    assert kinds["tcp"].__module__ == "tocsin.probes.tcp"


def test_of_two_plugins_of_one_kind_the_second_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, [f"{ME}:Foreign", f"{ME}:Foreign"])
    with capture_logs() as logs:
        discover()
    assert len(logs) == 1


def test_an_unknown_kind_is_told_with_those_that_exist() -> None:
    with pytest.raises(NotFound, match=r"there is no kind 'htpp': the kinds are .*http"):
        kind_of("htpp")


def test_a_description_holds_schema_docs_and_example() -> None:
    told = describe("tcp")
    assert (told.title, told.summary) == ("TCP", told.docs.splitlines()[0])
    assert told.schema["properties"]["port"]["maximum"] == 65535
    assert told.example["port"] == 25
