"""Alerting from the command line: channels, policies, rotations, silences, and why somebody was told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.acceptance.command import Command
from tests.acceptance.far_side import FarSide
from tests.acceptance.target import serving
from tests.acceptance.tower import KEY, Tower

PASSWORD = "four unrelated words here"
ROSA = "rosa@example.com"
SINK = {"channel": "sink"}
TURNS = ("--starts-on", "2026-01-05", "--participant", ROSA)


@pytest.fixture(scope="module")
def far_side() -> Iterator[FarSide]:
    with FarSide() as far_side, serving(far_side):
        yield far_side


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tower]:
    tower = Tower(tmp_path_factory.mktemp("alerting"))
    tower.start()
    yield tower
    tower.close()


@pytest.fixture(scope="module")
def shared(server: Tower, far_side: FarSide, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """With a member, and a channel `sink` that delivers."""
    tocsin = Command(tmp_path_factory.mktemp("shared"), server.url, KEY)
    here = {"TOCSIN_DATA_DIR": str(server.folder / "data")}
    assert tocsin("user", "create", ROSA, "--name", "Rosa", "--password-stdin", stdin=PASSWORD, **here).code == 0
    tocsin.done("channel", "create", "sink", "--kind", "webhook", "--set", f"url={far_side.url}/sink")
    return tocsin


@pytest.fixture
def tocsin(shared: Command, server: Tower, tmp_path: Path) -> Command:
    return Command(tmp_path, server.url, KEY)


def test_a_kind_says_what_it_can_be_set_to(tocsin: Command) -> None:
    assert "webhook" in tocsin.done("channel", "kinds")
    assert "signing_secret" in tocsin.done("channel", "kinds", "webhook")


def test_a_secret_comes_from_a_file_and_goes_where_it_belongs(tocsin: Command, far_side: FarSide) -> None:
    (tocsin.folder / "token").write_text("Bearer abc\n")
    settings = ["--set", f"url={far_side.url}/secret", "--set", "headers.Authorization=@token"]
    tocsin.done("channel", "create", "secret", "--kind", "webhook", *settings)
    assert "sent 200" in tocsin.done("channel", "test", "secret")
    assert far_side.headers["/secret"]["Authorization"] == "Bearer abc"
    assert "abc" not in tocsin.done("channel", "show", "secret")


def test_a_secret_stays_when_something_else_is_edited(tocsin: Command, far_side: FarSide) -> None:
    settings = ["--set", f"url={far_side.url}/kept", "--set", "headers.X-Key=-"]
    assert tocsin("channel", "create", "kept", "--kind", "webhook", *settings, stdin="hidden\n").code == 0
    tocsin.done("channel", "edit", "kept", "--name", "keeps", "--canary-every", "7d", "--fallback", "sink")
    written = tocsin.done("channel", "show", "keeps", "--yaml")
    assert {"fallback: sink", "canary_every: 7d"} <= set(written.splitlines())
    (tocsin.folder / "channel.yaml").write_text(written.replace("7d", "14d"))
    tocsin.done("channel", "edit", "keeps", "--file", "channel.yaml")
    tocsin.done("channel", "test", "keeps")
    assert far_side.headers["/kept"]["X-Key"] == "hidden"


def test_a_channel_that_is_refused_ends_with_1_and_says_why(tocsin: Command, far_side: FarSide) -> None:
    tocsin.done("channel", "create", "wrong", "--kind", "webhook", "--set", f"url={far_side.url}/refused")
    done = tocsin("channel", "test", "wrong")
    assert (done.code, done.err) == (1, "tocsin: the test did not arrive\n")
    assert "403 Forbidden: no such token" in done.out
    assert "nobody is told by it" in tocsin.done("channel", "disable", "wrong")
    assert "wrong" in tocsin.done("channel", "list")
    assert "deleted" in tocsin.done("channel", "delete", "wrong", "--yes")


def test_a_fault_in_a_file_is_told_by_its_place(tocsin: Command) -> None:
    (tocsin.folder / "channel.yaml").write_text("name: typo\nkind: webhok\n")
    done = tocsin("channel", "create", "-f", "channel.yaml")
    assert done.code == 1
    assert "channel.yaml:2:7: /kind: is not a known kind of channel: did you mean 'webhook'?" in done.err


def test_a_policy_is_sent_back_as_it_is_shown(tocsin: Command) -> None:
    tocsin.done("rotation", "create", "Shown", *TURNS)
    policy = {
        "name": "Sent back",
        "match": {"tags": ["nothing-else"]},
        "steps": [
            {"after": "0s", "targets": [{"channel": "sink"}]},
            {"after": "10m", "targets": [{"rotation": "Shown"}, {"user": ROSA}, {"role": "owner"}]},
        ],
        "repeat": {"every": "1h", "at_most": 2},
    }
    (tocsin.folder / "policy.yaml").write_text(yaml.safe_dump(policy))
    tocsin.done("policy", "create", "-f", "policy.yaml")
    written = tocsin.done("policy", "show", "Sent back", "--yaml")
    assert yaml.safe_load(written) == policy
    assert tocsin("policy", "edit", "Sent back", "-f", "-", stdin=written).code == 0
    tocsin.done("policy", "edit", "Sent back", "--disable")
    assert "no: it is not asked" in tocsin.done("policy", "show", "Sent back")


def test_policies_are_put_in_order(tocsin: Command, server: Tower) -> None:
    for name in ("former", "latter"):
        _policy(server, name, ("0s", SINK))
    assert [one["name"] for one in tocsin.json("policy", "list")][:2] == ["latter", "former"]
    assert "order: former, latter, " in tocsin.done("policy", "reorder", "former", "latter")
    assert "tagged former" in tocsin.done("policy", "list")
    assert "deleted" in tocsin.done("policy", "delete", "former", "--yes")


def test_the_way_of_an_incident_is_foreseen(tocsin: Command, server: Tower) -> None:
    _policy(server, "foreseen", ("0s", SINK), ("10m", {"user": ROSA}))
    _job(server, "foreseen")
    shown = tocsin.done("policy", "route", "foreseen", "--concern", "late")
    assert ("If it were late, warning" in shown, "'foreseen' takes it." in shown) == (True, True)
    (step,) = [line for line in shown.splitlines() if "step 2" in line]
    assert step.split()[2:] == ["+10m", "step", "2", ROSA]


def test_that_nobody_would_be_told_ends_with_1(tocsin: Command, server: Tower) -> None:
    _job(server, "untold")
    tocsin.done("policy", "edit", "Tell the owner", "--disable")
    done = tocsin("policy", "route", "untold")
    tocsin.done("policy", "edit", "Tell the owner", "--enable")
    assert (done.code, done.err) == (1, "tocsin: no policy takes it: nobody would be told\n")


def test_who_is_on_call_is_told(tocsin: Command) -> None:
    tocsin.done("rotation", "create", "Ops", *TURNS, "--timezone", "Europe/Berlin")
    assert f"Rosa <{ROSA}> is on call from" in tocsin.done("rotation", "override", "Ops", ROSA, "--for", "2h")
    (duty,) = tocsin.json("on-call", "Ops")
    assert (duty["current"]["user"]["email"], duty["current"]["is_override"]) == (ROSA, True)
    assert "covers" in tocsin.done("on-call")
    (override,) = tocsin.json("rotation", "overrides", "Ops")
    tocsin.done("rotation", "delete-override", "Ops", str(override["id"]))
    assert tocsin.json("rotation", "overrides", "Ops") == []


def test_a_rotation_is_changed_and_has_a_calendar(tocsin: Command) -> None:
    tocsin.done("rotation", "create", "Changed", *TURNS)
    tocsin.done("rotation", "edit", "Changed", "--turn", "daily", "--every", "2")
    assert "every 2 days at 09:00 (UTC)" in tocsin.done("rotation", "show", "Changed")
    assert "turn: daily" in tocsin.done("rotation", "show", "Changed", "--yaml")
    assert tocsin.done("rotation", "calendar", "Changed").startswith("BEGIN:VCALENDAR")
    assert "/calendar/" in tocsin.done("rotation", "share", "Changed")
    when = ("--from", "2026-02-01T09:00Z", "--to", "2026-02-05T09:00Z")
    assert [one["user"]["email"] for one in tocsin.json("rotation", "shifts", "Changed", *when)][:1] == [ROSA]


def test_a_silence_is_made_changed_and_ended(tocsin: Command, server: Tower) -> None:
    _job(server, "loud")
    made = tocsin.json("silence", "create", "--tag", "loud", "--for", "2h", "--comment", "Load test")
    assert (made["status"], made["duration"], made["monitors"]) == ("active", 7200, 1)
    changed = tocsin.json("silence", "edit", str(made["id"]), "--for", "3h", "--monitor", "loud")
    assert (changed["duration"], changed["match"]["tags"], changed["comment"]) == (10_800, [], "Load test")
    assert "Load test" in tocsin.done("silence", "list", "--status", "active")
    assert "about" in tocsin.done("silence", "show", str(made["id"]))
    assert "ended" in tocsin.done("silence", "end", str(made["id"]))


def test_maintenance_recurs_on_a_clock(tocsin: Command) -> None:
    when = ["--start", "2035-03-04T03:00+01:00", "--for", "1h", "--rrule", "FREQ=WEEKLY;BYDAY=SU"]
    words = ["--tag", "db", *when, "--timezone", "Europe/Berlin", "--comment", "Weekly"]
    made = tocsin.json("maintenance", "create", *words)
    # Clocks change on the fourth Sunday: 03:00 stays 03:00.
    assert [one["start"][11:16] for one in made["next"]] == ["02:00", "02:00", "02:00", "01:00", "01:00"]
    assert "Weekly" in tocsin.done("maintenance", "list")
    assert "deleted" in tocsin.done("maintenance", "delete", str(made["id"]), "--yes")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("silence", "create", "-c", "x", "--tag", "a"), "say how long it holds: give --for or --until"),
        (("silence", "create", "-c", "x", "--for", "1h"), "say what it is about: --monitor"),
        (("incident", "snooze", "1"), "say until when: give --for or --until"),
        (
            ("channel", "create", "x", "--kind", "webhook", "--set", "url=@none"),
            "Text that begins with @ is written @@",
        ),
        (("rule", "create", "x"), "a rule needs a name and --metric, or a file"),
        (("policy", "create", "-f", "none.yaml"), "none.yaml cannot be read: No such file"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(tocsin: Command, words: tuple[str, ...], said: str) -> None:
    done = tocsin(*words)
    assert (done.code, said in done.err) == (2, True), done.err


def test_an_incident_says_why_it_paged(tocsin: Command, server: Tower) -> None:
    _policy(server, "paged", ("0s", SINK))
    incident = _failed(server, "paged")
    server.until(lambda: server.get("/notifications", incident_id=incident, status="sent")["items"], "it is told")
    why = tocsin.done("incident", "why", incident)
    assert "Told: sink." in why
    assert [stage for stage in ("mute", "route", "group", "escalate") if f" {stage} " not in why] == []
    (told,) = tocsin.json("notification", "list", "--incident", incident)
    shown = tocsin.done("notification", "show", str(told["id"]))
    assert ("Down: paged" in shown, "taken" in shown) == (True, True)
    assert "taken" in tocsin.done("channel", "deliveries", "sink")


def test_an_incident_that_is_silenced_says_so(tocsin: Command, server: Tower) -> None:
    tocsin.done("silence", "create", "--tag", "hushed", "--for", "2h", "--comment", "Load test")
    incident = _failed(server, "hushed")
    server.until(lambda: server.get(f"/incidents/{incident}/why")["decisions"], "it is decided")
    why = tocsin.done("incident", "why", incident)
    assert ("Nobody was told. It is held by silence " in why, "Load test" in why) == (True, True)


def test_an_incident_is_snoozed_and_resolved(tocsin: Command, server: Tower) -> None:
    incident = _failed(server, "snoozed")
    assert "nobody is told before" in tocsin.done("incident", "snooze", incident, "--for", "2h")
    assert tocsin.json("incident", "show", incident)["snoozed_until"] is not None
    tocsin.done("incident", "resolve", incident, "--message", "It was DNS")
    assert "It was DNS" in tocsin.done("incident", "show", incident)


def test_a_rule_is_tried_made_and_changed(tocsin: Command, server: Tower) -> None:
    _job(server, "ruled")
    assert "1 monitor looked at" in tocsin.done(
        "rule", "try", "--metric", "availability", "--below", "5%", "-t", "ruled"
    )
    tocsin.done("rule", "create", "Slow", "--metric", "latency", "--above", "800ms", "--tag", "ruled")
    written = tocsin.done("rule", "show", "Slow", "--yaml")
    assert tocsin("rule", "edit", "Slow", "-f", "-", stdin=written).code == 0
    tocsin.done("rule", "edit", "Slow", "--metric", "burn_rate", "--above", "14.4", "--objective", "99.9%")
    listed = tocsin.done("rule", "list")
    assert "burn rate over 1h and 5m above 14.4, 99.9 % being promised  tagged ruled" in listed
    assert "ruled" in tocsin.done("rule", "states", "Slow")
    assert "deleted" in tocsin.done("rule", "delete", "Slow", "--yes")


def _failed(server: Tower, name: str) -> str:
    """The incident of a new job that is down."""
    monitor = server.post("/monitors", {"name": name, "kind": "manual", "config": {}, "tags": [name]})
    return str(server.post(f"/monitors/{monitor['id']}/state", {"state": "down"})["incident_id"])


def _job(server: Tower, name: str) -> None:
    server.post("/monitors", {"name": name, "kind": "manual", "config": {}, "tags": [name]})


def _policy(server: Tower, name: str, *steps: tuple[str, dict[str, str]]) -> None:
    """For what is tagged with its name."""
    written = [{"after": after, "targets": [target]} for after, target in steps]
    server.post("/policies", {"name": name, "match": {"tags": [name]}, "steps": written})
