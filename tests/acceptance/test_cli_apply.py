"""Monitors as code against a running server: plan, apply, drift, ownership, export, and files that a server follows."""

from __future__ import annotations

import re
from pathlib import Path

from tests.acceptance.command import Command
from tests.acceptance.tower import KEY, Tower

FILE = """\
source: {source}
defaults: {{interval: 5m}}
monitors:
  - name: {source} first
    kind: tcp
    config: {{host: h, port: {port}}}
  - name: {source} second
    kind: tcp
    config: {{host: h, port: 2}}
    parents: [{source} first]
"""


def _write(tocsin: Command, source: str, port: int = 1, name: str = "m.yaml") -> None:
    (tocsin.folder / name).write_text(FILE.format(source=source, port=port))


def _names(tocsin: Command, source: str) -> list[str]:
    return [one["name"] for one in tocsin.json("monitor", "list", "--source", source)]


def test_a_dry_run_shows_the_plan_and_changes_nothing(tocsin: Command) -> None:
    _write(tocsin, "dry")
    assert "2 would be created" in tocsin.done("apply", "-f", "m.yaml", "--dry-run")
    assert _names(tocsin, "dry") == []


def test_applying_twice_changes_nothing_the_second_time(tocsin: Command) -> None:
    _write(tocsin, "twice")
    assert "twice: 2 created, 0 unchanged" in tocsin.done("apply", "m.yaml")
    assert "twice: 2 unchanged" in tocsin.done("apply", "m.yaml")


def test_a_changed_field_is_shown_before_and_after(tocsin: Command) -> None:
    _write(tocsin, "changing", port=1)
    tocsin.done("apply", "m.yaml")
    _write(tocsin, "changing", port=9)
    printed = tocsin.done("apply", "m.yaml")
    assert re.search(r"~\s+changing first\s+config\.port\s+1\s+9", printed)
    assert "1 updated, 1 unchanged" in printed


def test_what_is_no_longer_listed_is_deleted(tocsin: Command) -> None:
    _write(tocsin, "shrinking")
    tocsin.done("apply", "m.yaml")
    (tocsin.folder / "m.yaml").write_text("source: shrinking\nmonitors: []\n")
    assert "2 deleted" in tocsin.done("apply", "m.yaml")
    assert _names(tocsin, "shrinking") == []


def test_another_sources_monitor_is_refused_with_its_place(tocsin: Command) -> None:
    _write(tocsin, "owner")
    tocsin.done("apply", "m.yaml")
    (tocsin.folder / "t.yaml").write_text("monitors:\n- name: owner first\n  kind: tcp\n  config: {host: h, port: 1}\n")
    done = tocsin("apply", "t.yaml")
    assert done.code == 1
    assert "t.yaml:2:9: /monitors/0/name: is managed by the source 'owner'" in done.err


def test_an_unknown_parent_is_refused_with_its_place(tocsin: Command) -> None:
    (tocsin.folder / "p.yaml").write_text(
        "monitors:\n- {name: orphan, kind: tcp, config: {host: h, port: 1}, parents: [nobody]}\n"
    )
    done = tocsin("apply", "p.yaml")
    assert done.code == 1
    assert "p.yaml:2:67: /monitors/0/parents/0: " in done.err


def test_the_detailed_exit_code_tells_changes_from_none(tocsin: Command) -> None:
    _write(tocsin, "detailed")
    assert tocsin("apply", "m.yaml", "--detailed-exitcode").code == 2
    assert tocsin("apply", "m.yaml", "--detailed-exitcode").code == 0


def test_several_files_are_several_sources(tocsin: Command) -> None:
    _write(tocsin, "east", name="a.yaml")
    _write(tocsin, "west", name="b.yaml")
    plans = tocsin.json("apply", str(tocsin.folder))
    assert [plan["source"] for plan in plans] == ["east", "west"]


def test_an_export_applies_without_changes_but_for_who_manages_it(tocsin: Command) -> None:
    _write(tocsin, "exported")
    tocsin.done("apply", "m.yaml")
    (tocsin.folder / "e.yaml").write_text(tocsin.done("export", "--managed-by", "exported", "--source", "exported"))
    assert tocsin.done("apply", "e.yaml").splitlines() == ["exported: 2 unchanged"]


def test_a_secret_is_exported_as_a_variable(tocsin: Command) -> None:
    (tocsin.folder / "s.yaml").write_text(
        "source: secrets\nmonitors:\n- {name: Admin pages, kind: http, "
        "config: {url: 'http://h/', username: u, password: 'hunter2 ${HOME:-}'}}\n"
    )
    tocsin.done("apply", "s.yaml")
    done = tocsin("export", "--managed-by", "secrets", "--source", "secrets")
    assert "password: ${ADMIN_PAGES_PASSWORD}" in done.out
    assert "set ADMIN_PAGES_PASSWORD before" in done.err


def test_a_server_follows_its_file_and_keeps_what_runs_when_it_breaks(tmp_path: Path) -> None:
    tower = Tower(tmp_path)
    tocsin = Command(tmp_path, tower.url, KEY)
    _write(tocsin, "followed")
    try:
        tower.start("--config", "m.yaml")
        assert _names(tocsin, "followed") == ["followed first", "followed second"]
        (tmp_path / "m.yaml").write_text("source: followed\nmonitors: []\n")
        tower.until(lambda: _names(tocsin, "followed") == [], "the file is applied again")
        (tmp_path / "m.yaml").write_text("monitors:\n\t- x\n")
        tower.until(lambda: "m.yaml:2:1: a tab cannot indent YAML" in tower.log.read_text(), "the fault is logged")
        assert tower.is_ready()
    finally:
        tower.close()


def test_a_server_does_not_start_with_a_wrong_file(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("monitors:\n  - {name: a}\n")
    tower = Tower(tmp_path)
    done = Command(tmp_path, tower.url, None)("serve", "--config", "m.yaml", **tower.environment)
    tower.close()
    assert done.code == 2
    assert "m.yaml:2:5: /monitors/0/kind: is required" in done.err
