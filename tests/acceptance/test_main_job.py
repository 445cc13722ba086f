"""The main job on real input: services are checked, fail, recover, and every change answers for itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.acceptance.target import Site, in_background
from tests.acceptance.tower import Tower
from tests.servers import certificates
from tests.servers.http import answer, answering, serve_http

QUICK = {"interval": "1s", "retry_interval": 0.3, "timeout": 1}


def test_a_site_that_fails_goes_down_once_confirmed_and_recovers(tower: Tower, site: Site) -> None:
    tower.start()
    monitor = tower.post("/monitors", {"name": "shop", "kind": "http", "config": {"url": f"{site.url}/shop"}, **QUICK})
    tower.until_state(monitor["id"], "up")
    site.failing.add("/shop")
    tower.until_state(monitor["id"], "down")
    site.failing.clear()
    tower.until_state(monitor["id"], "up")
    newest = tower.get(f"/monitors/{monitor['id']}/transitions")["items"]
    assert [(one["from_state"], one["to_state"]) for one in newest] == [
        ("down", "up"),
        ("up", "down"),
        ("unknown", "up"),
    ]
    went_down = newest[1]
    assert "503" in went_down["summary"]
    assert "2 results in a row" in went_down["why"]["rule"]
    assert [one["region"] for one in went_down["why"]["regions"]] == ["local"]
    (incident,) = tower.get("/incidents", monitor_id=monitor["id"])["items"]
    assert incident["started_at"] == went_down["at"]
    assert incident["ended_at"] == newest[0]["at"]
    assert tower.stop() == 0


def test_a_single_failure_is_rechecked_and_concludes_nothing(tower: Tower, site: Site) -> None:
    tower.start()
    slow = {"interval": "30s", "retry_interval": 0.5}
    monitor = tower.post("/monitors", {"name": "blip", "kind": "http", "config": {"url": f"{site.url}/b"}, **slow})
    path = f"/monitors/{monitor['id']}"
    tower.until_state(monitor["id"], "up")
    site.failing.add("/b")
    checked = tower.post(f"{path}/check")
    site.failing.clear()
    assert "down" in str(checked)
    tower.until(lambda: len(tower.get(f"{path}/results")["items"]) == 3, "the re-check is stored")
    assert tower.get(path)["state"] == "up"
    assert [one["to_state"] for one in tower.get(f"{path}/transitions")["items"]] == ["up"]


def test_https_with_an_untrusted_certificate_is_down_and_says_what_to_do(tower: Tower) -> None:
    tower.start()
    with https_site() as url:
        config = {"url": url}
        distrusted = tower.post("/monitors", {"name": "distrusted", "kind": "http", "config": config, **QUICK})
        config = {"url": url, "ca": certificates.authority_pem()}
        trusted = tower.post("/monitors", {"name": "trusted", "kind": "http", "config": config, **QUICK})
        tower.until_state(trusted["id"], "up")
        tower.until_state(distrusted["id"], "down")
    assert "certificate" in tower.get(f"/monitors/{distrusted['id']}")["summary"]


def test_a_port_that_closes_is_down_within_seconds(tower: Tower) -> None:
    tower.start()
    with https_site() as url:
        port = int(url.rsplit(":", 1)[1])
        config = {"host": "127.0.0.1", "port": port}
        monitor = tower.post("/monitors", {"name": "port", "kind": "tcp", "config": config, **QUICK})
        tower.until_state(monitor["id"], "up")
    tower.until_state(monitor["id"], "down")
    result = tower.get(f"/monitors/{monitor['id']}/results")["items"][0]
    assert result["error"] == "connect_refused"


@contextmanager
def https_site() -> Iterator[str]:
    """A TLS server whose certificate comes from an authority that nobody trusts by default."""
    with in_background(serve_http(answering(answer()), tls=certificates.good())) as url:
        yield url
