"""States that people post: by the command line, and to a server that must not be open to everybody."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.command import Command


def test_a_state_is_set_by_name_and_told(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "payments", "--kind", "manual")
    printed = tocsin.done("monitor", "set-state", "payments", "down", "--message", "the supplier is out")
    assert printed.startswith("payments (")
    assert printed.endswith("is down\n")
    found = tocsin.json("monitor", "show", "payments")
    assert (found["state"], found["summary"]) == ("down", "the supplier is out")


def test_a_state_is_printed_as_json(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "orders", "--kind", "heartbeat", "--period", "1h")
    assert tocsin.json("monitor", "set-state", "orders", "degraded")["state"] == "degraded"


def test_a_state_for_a_paused_monitor_is_noted(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "paused", "--kind", "manual", "--paused")
    printed = tocsin.done("monitor", "set-state", "paused", "down")
    assert printed.endswith("is unknown: it is paused, so what was said is noted and changes nothing\n")


def test_no_state_is_set_of_what_tocsin_looks_at_itself(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "port", "--kind", "tcp", "--host", "127.0.0.1", "--port", "1", "--paused")
    done = tocsin("monitor", "set-state", "port", "up")
    assert done.code == 1
    assert done.err == ("tocsin: No state can be posted to a monitor of the kind tcp: Tocsin looks at it itself.\n")


def test_a_word_that_is_no_state_is_wrong_usage(tocsin: Command) -> None:
    assert tocsin("monitor", "set-state", "anything", "Critical!").code == 2


def test_a_server_does_not_open_the_monitors_api_to_other_machines_unconfirmed(tmp_path: Path) -> None:
    command = Command(tmp_path, "http://127.0.0.1:1", None)
    done = command("serve", TOCSIN_HOST="0.0.0.0", TOCSIN_COMPAT_MONITORS_OPEN="true")
    assert done.code == 2
    assert "set TOCSIN_COMPAT_MONITORS_OPEN_PUBLIC=true as well" in done.err
