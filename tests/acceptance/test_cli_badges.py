"""Addresses of badges from the command line."""

from __future__ import annotations

import httpx

from tests.acceptance.command import Command


def test_every_badge_has_an_address_that_shows_it(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "hidden", "--kind", "manual")
    lines = [line.split() for line in tocsin.done("monitor", "badge-urls", "hidden").splitlines()]
    assert [name for name, _ in lines] == ["state", "uptime", "latency", "certificate", "duration"]
    assert {httpx.get(url).status_code for _, url in lines} == {200}


def test_one_address_can_be_used_in_a_script(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "scripted", "--kind", "manual")
    address = tocsin.done("monitor", "badge-urls", "scripted", "--badge", "state", "--as", "json").strip()
    assert httpx.get(address).json()["label"] == "scripted"


def test_what_is_to_be_pasted_is_printed(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "pasted", "--kind", "manual")
    printed = tocsin.done("monitor", "badge-urls", "pasted", "--badge", "uptime", "--as", "markdown")
    assert printed.startswith("![pasted: uptime](http://")


def test_an_address_may_end(tocsin: Command) -> None:
    tocsin.done("monitor", "create", "ending", "--kind", "manual")
    past = tocsin.done("monitor", "badge-urls", "ending", "--badge", "state", "--expires", "2020-01-31").strip()
    assert httpx.get(past).status_code == 404
