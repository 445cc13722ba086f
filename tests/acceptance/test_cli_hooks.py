"""Hooks from the command line: made, tried out, changed and deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.acceptance.command import Command
from tests.acceptance.tower import KEY, Tower
from tests.unit.hooks.making import alert, alerts


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tower]:
    tower = Tower(tmp_path_factory.mktemp("hooks"))
    tower.start()
    yield tower
    tower.close()


@pytest.fixture
def tocsin(server: Tower, tmp_path: Path) -> Command:
    return Command(tmp_path, server.url, KEY)


def test_a_hook_is_made_shown_and_used(tocsin: Command, server: Tower) -> None:
    printed = tocsin.done("hook", "create", "made", "--kind", "alertmanager", "--set", "create=true")
    hook = tocsin.json("hook", "show", "made")
    address = f"{server.url}{hook['path']}"
    assert address in printed
    assert httpx.post(address, json=alerts(alert(alertname="Made"))).json()["created"] == 1
    assert "made" in tocsin.done("hook", "list")
    assert tocsin.json("monitor", "show", "Made")["state"] == "down"


def test_settings_are_changed_one_by_one(tocsin: Command) -> None:
    settings = ["--set", "name=job", "--set", "state=status", "--set", "state_map.fine=up"]
    tocsin.done("hook", "create", "changed", "--kind", "generic", *settings)
    tocsin.done("hook", "edit", "changed", "--set", "state_map.bad=down", "--unset", "message", "--disable")
    hook = tocsin.json("hook", "show", "changed")
    assert hook["config"]["state_map"] == {"fine": "up", "bad": "down"}
    assert (hook["config"]["name"], hook["enabled"]) == ("job", False)


def test_a_body_is_tried_out_before_it_comes(tocsin: Command) -> None:
    tocsin.done("hook", "create", "tried", "--kind", "alertmanager", "--set", "create=true")
    (tocsin.folder / "body.json").write_text(json.dumps(alerts(alert(alertname="Tried"))))
    assert "Tried" in tocsin.done("hook", "test", "tried", "body.json")
    done = tocsin("hook", "test", "tried", "-", stdin=json.dumps(alerts({"status": "firing"})))
    assert (done.code, done.err) == (1, "tocsin: 1 item would be refused\n")
    assert "must have one of the labels" in done.out


def test_a_mistake_in_an_expression_is_told_by_its_place(tocsin: Command) -> None:
    done = tocsin("hook", "create", "wrong", "--kind", "generic", "--set", "name=a..b", "--set", "state=s")
    assert (done.code, "config.name" in done.err, "at character 3" in done.err) == (1, True, True)


def test_a_hook_gets_another_address(tocsin: Command) -> None:
    first = tocsin.json("hook", "create", "rotated", "--kind", "alertmanager")
    second = tocsin.json("hook", "rotate-key", "rotated")
    assert first["key"] != second["key"]


def test_a_deleted_hook_leaves_its_monitors(tocsin: Command) -> None:
    tocsin.done("hook", "create", "deleted", "--kind", "alertmanager")
    assert "its monitors stay as they are" in tocsin.done("hook", "delete", "deleted", "--yes")
    done = tocsin("hook", "show", "deleted")
    assert (done.code, done.err) == (1, "tocsin: there is no hook named 'deleted'\n")


def test_the_kinds_of_hooks_are_listed(tocsin: Command) -> None:
    assert [kind["kind"] for kind in tocsin.json("hook", "kinds")] == ["alertmanager", "generic"]
