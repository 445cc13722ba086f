"""The command line against a running server: every command, what it prints and how it ends."""

from __future__ import annotations

from tests.acceptance.command import Command
from tests.acceptance.target import Site
from tests.acceptance.tower import KEY, Tower

QUICK = ("--interval", "1s", "--retry-interval", "0.2", "--timeout", "1")


def test_a_monitor_is_created_from_its_kinds_own_options(tocsin: Command, site: Site) -> None:
    printed = tocsin.done("monitor", "create", "made", "--kind", "http", "--url", site.url, "--max-redirects", "3")
    assert printed.startswith("made (")
    assert tocsin.json("monitor", "show", "made")["config"] == {"url": site.url, "max_redirects": 3}


def test_every_fault_of_a_new_monitor_is_told(tocsin: Command) -> None:
    done = tocsin("monitor", "create", "faulty", "--kind", "tcp", "--hst", "x", "--port", "70000", "--interval", "0")
    assert done.code == 1
    assert done.err.splitlines()[1:] == [
        "  /interval: must be between 1s and 1d, got 0s",
        "  /config/host: is required",
        "  /config/port: must be at most 65535",
        "  /config/hst: is not a known field: did you mean 'host'?",
    ]


def test_a_monitor_is_edited_field_by_field(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "edited", "--kind", "tcp", "--host", "h", "--port", "1", "--expect", "220")
    tocsin.done("monitor", "edit", "edited", "--name", "renamed", "--interval", "5m", "--port", "2", "--tag", "a:b")
    tocsin.done("monitor", "edit", "renamed", "--unset", "interval", "--unset", "config.expect", "--tag", "")
    found = tocsin.json("monitor", "show", "renamed")
    assert (found["interval"], found["config"], found["tags"]) == (60, {"host": "h", "port": 2}, [])


def test_an_edit_of_nothing_is_wrong_usage(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "unedited", "--kind", "tcp", "--host", "h", "--port", "1")
    assert tocsin("monitor", "edit", "unedited").code == 2


def test_a_monitor_may_be_named_by_its_id(tocsin: Command) -> None:
    made = tocsin.json("monitor", "create", "numbered", "--kind", "tcp", "--host", "h", "--port", "1")
    assert tocsin.json("monitor", "show", str(made["id"]))["name"] == "numbered"


def test_a_mistyped_name_is_told_with_the_nearest(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "lighthouse", "--kind", "tcp", "--host", "h", "--port", "1")
    done = tocsin("monitor", "show", "lighthose")
    assert (done.code, done.err) == (1, "tocsin: there is no monitor named 'lighthose': did you mean 'lighthouse'?\n")


def test_a_list_is_filtered(tocsin: Command) -> None:
    for name in ("listed-a", "listed-b"):
        tocsin.done("monitor", "create", name, "--kind", "tcp", "--host", "h", "--port", "1", "--tag", f"list:{name}")
    assert [one["name"] for one in tocsin.json("monitor", "list", "--tag", "list:listed-b")] == ["listed-b"]
    assert [one["name"] for one in tocsin.json("monitor", "list", "-q", "listed-", "-n", "1")] == ["listed-a"]
    assert tocsin("monitor", "list", "-q", "listed-", "-n", "1").err.startswith("Only the first 1 ")
    assert tocsin("monitor", "list", "-q", "listed-", "-n", "2").err == ""


def test_a_wrong_filter_is_wrong_usage(tocsin: Command) -> None:
    done = tocsin("monitor", "list", "--state", "broken")
    assert done.code == 2
    assert "'broken' is not one of" in done.err


def test_a_single_refusal_is_one_line(tocsin: Command) -> None:
    done = tocsin("monitor", "list", "--tag", "a;b")
    assert done.code == 1
    assert done.err.count("\n") == 1


def test_pausing_and_resuming(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "paused", "--kind", "tcp", "--host", "h", "--port", "1", "--paused")
    assert [one["name"] for one in tocsin.json("monitor", "list", "--paused", "-q", "paused")] == ["paused"]
    tocsin.done("monitor", "resume", "paused")
    assert tocsin.json("monitor", "show", "paused")["enabled"] is True
    tocsin.done("monitor", "pause", "paused")
    assert tocsin.json("monitor", "show", "paused")["enabled"] is False


def test_a_clone_has_the_settings_and_another_name(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "original", "--kind", "tcp", "--host", "h", "--port", "7")
    tocsin.done("monitor", "clone", "original", "copied", "--paused")
    assert tocsin.json("monitor", "show", "copied")["config"] == {"host": "h", "port": 7}


def test_tags_are_added_taken_and_counted(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "tagged", "--kind", "tcp", "--host", "h", "--port", "1")
    tocsin.done("monitor", "tag", "tagged", "Only:Here", "second")
    tocsin.done("monitor", "untag", "tagged", "second")
    assert tocsin.json("monitor", "show", "tagged")["tags"] == ["only:here"]
    assert {"tag": "only:here", "monitors": 1} in tocsin.json("tag", "list")


def test_many_monitors_are_changed_at_once(tocsin: Command) -> None:
    for name in ("many-1", "many-2"):
        tocsin.done("monitor", "create", name, "--kind", "tcp", "--host", "h", "--port", "1", "--tag", "many")
    assert tocsin.json("monitor", "bulk", "pause", "--tag", "many", "--dry-run")["changed"] == []
    assert tocsin("monitor", "bulk", "pause", "--tag", "many", stdin="n\n").code == 1
    assert "2 monitors found, 2 changed" in tocsin.done("monitor", "bulk", "pause", "--tag", "many", "--yes")
    tocsin.done("monitor", "bulk", "set_interval", "5m", "--tag", "many", "--yes")
    assert [one["interval"] for one in tocsin.json("monitor", "list", "--tag", "many", "--paused")] == [300, 300]


def test_a_deletion_is_asked_about(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "doomed", "--kind", "tcp", "--host", "h", "--port", "1")
    assert tocsin("monitor", "delete", "doomed", stdin="n\n").code == 1
    tocsin.done("monitor", "delete", "doomed", "--yes")
    assert tocsin("monitor", "show", "doomed").code == 1


def test_secrets_are_never_printed(tocsin: Command) -> None:
    secret = ("--username", "u", "--password", "hunter2")
    made = tocsin.done("monitor", "create", "secretive", "--kind", "http", "--url", "http://h/", *secret, "--json")
    assert "hunter2" not in made + tocsin.done("monitor", "show", "secretive") + tocsin.done("export")


def test_a_trial_of_what_is_up_ends_with_0(tocsin: Command, site: Site) -> None:
    done = tocsin("monitor", "test", "--kind", "http", "--url", site.url)
    assert (done.code, done.out.split()[:2]) == (0, ["verdict", "up"])


def test_a_trial_of_what_is_down_ends_with_1_and_says_why(tocsin: Command, free_port: int) -> None:
    done = tocsin("monitor", "test", "--kind", "tcp", "--host", "127.0.0.1", "--port", str(free_port))
    assert done.code == 1
    assert "refused the connection" in done.out


def test_every_monitor_of_a_file_is_tried(tocsin: Command, site: Site) -> None:
    _write(tocsin, f"monitors:\n- {{name: fine, kind: http, config: {{url: '{site.url}'}}}}\n")
    assert tocsin.json("monitor", "test", "-f", "m.yaml")["verdict"] == "up"


def test_a_check_ends_with_1_when_it_is_not_up(tocsin: Command, site: Site) -> None:
    tocsin.done("monitor", "create", "checked", "--kind", "http", "--url", f"{site.url}/checked")
    assert tocsin("monitor", "check", "checked").code == 0
    site.failing.add("/checked")
    done = tocsin("monitor", "check", "checked")
    assert done.code == 1
    assert "503" in done.out


def test_an_incident_is_listed_read_acknowledged_and_commented(tocsin: Command, server: Tower, site: Site) -> None:
    site.failing.add("/incident")
    url = f"{site.url}/incident"
    made = tocsin.json("monitor", "create", "failing", "--kind", "http", "--url", url, *QUICK)
    server.until_state(made["id"], "down")
    (incident,) = tocsin.json("incident", "list", "--monitor", "failing", "--open")
    tocsin.done("incident", "ack", str(incident["id"]), "-m", "on it")
    tocsin.done("incident", "comment", str(incident["id"]), "found it")
    shown = tocsin.done("incident", "show", str(incident["id"]))
    assert "found it" in shown
    assert "on it" in shown
    assert "failing" in tocsin.done("incident", "list")


def test_history_results_availability_and_series_are_shown(tocsin: Command, server: Tower, site: Site) -> None:
    made = tocsin.json("monitor", "create", "seen", "--kind", "http", "--url", f"{site.url}/seen", *QUICK)
    server.until_state(made["id"], "up")
    assert "first_result" in tocsin.done("monitor", "history", "seen")
    assert tocsin.json("monitor", "results", "seen", "-n", "1", "--since", "1h")[0]["verdict"] == "up"
    assert "100 %" in tocsin.done("monitor", "availability", "seen")
    assert "p95" in tocsin.done("monitor", "series", "seen", "--bucket", "1m")


def test_the_evidence_of_a_failure_is_set_beside_the_last_good_one(tocsin: Command, server: Tower, site: Site) -> None:
    url = f"{site.url}/evidence"
    made = tocsin.json("monitor", "create", "proven", "--kind", "http", "--url", url, *QUICK)
    server.until_state(made["id"], "up")
    site.failing.add("/evidence")
    server.until_state(made["id"], "down")
    found = tocsin.json("monitor", "evidence", "proven")
    assert (found["result"]["code"], found["evidence"]["facts"]["body"]) == (503, "busy")
    server.until(lambda: "the same" in tocsin.done("monitor", "evidence", "proven"), "the last good one is kept")


def test_an_interval_is_marked_and_the_mark_taken_back(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "marked", "--kind", "tcp", "--host", "h", "--port", "1")
    tocsin.done("mark", "add", "marked", "--kind", "planned", "--from", "2h", "--to", "1h", "--note", "moved house")
    (mark,) = tocsin.json("mark", "list", "--monitor", "marked")
    assert (mark["kind"], mark["note"]) == ("planned", "moved house")
    assert "moved house" in tocsin.done("mark", "list")
    tocsin.done("mark", "delete", str(mark["id"]))
    assert tocsin.json("mark", "list", "--monitor", "marked") == []


def test_kinds_are_listed_and_described(tocsin: Command) -> None:
    assert {"http", "tcp"} <= {kind["kind"] for kind in tocsin.json("kind", "list")}
    assert "follow_redirects" in tocsin.done("kind", "show", "http")


def test_a_key_is_made_used_and_revoked(tocsin: Command) -> None:
    key = tocsin.done("key", "create", "reader", "--scope", "read").strip()
    assert tocsin("monitor", "list", TOCSIN_API_KEY=key).code == 0
    refused = tocsin("monitor", "create", "no", "--kind", "tcp", "--config-json", "{}", TOCSIN_API_KEY=key)
    assert "needs the permission 'monitors:write'" in refused.err
    (found,) = [one for one in tocsin.json("key", "list") if one["name"] == "reader"]
    tocsin.done("key", "revoke", str(found["id"]))
    assert tocsin("monitor", "list", TOCSIN_API_KEY=key).code == 1


def test_login_keeps_a_key_that_works(tocsin: Command, server: Tower) -> None:
    stranger = Command(tocsin.folder, server.url, None)
    assert "Set TOCSIN_API_KEY, or store a key" in stranger("monitor", "list").err
    assert stranger("login", stdin="wrong-key-of-somebody\n").code == 1
    assert stranger("login", stdin=f"{KEY}\n").code == 0
    assert stranger("monitor", "list").code == 0
    assert stranger("logout").code == 0
    assert stranger("monitor", "list").code == 1


def test_status_says_that_all_is_well(tocsin: Command) -> None:
    printed = tocsin.done("status")
    assert "scheduler" in printed
    assert "local" in printed


def _write(tocsin: Command, text: str, name: str = "m.yaml") -> None:
    (tocsin.folder / name).write_text(text)
