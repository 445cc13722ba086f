"""Monitors with secrets in them: made, changed, tried, and with secrets where none belongs."""

from __future__ import annotations

from typing import Any

from tests.acceptance.planting.echo import WAYS
from tests.acceptance.planting.plants import ASCII, CERTIFICATES, FIELDS, PLAIN, Plant, in_json, planted, quoted
from tests.acceptance.planting.stage import JSON_TYPE, MONITORS, Stage

QUICK = {"interval": "1s", "retry_interval": 0.2, "timeout": "1s"}
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}

CHANGED = planted("a password that was changed", ASCII)
TRIED = planted("a password in a trial", ASCII)
COOKIE = planted("a cookie in a secret header", "session={}/+==; other={}")
WATCHING = (CHANGED, TRIED, COOKIE)


def watch_sites_that_echo(stage: Stage) -> None:
    for config in echoed_configs(stage):
        name = f"echo {config['name']}"
        made = stage.ask(
            "POST",
            MONITORS,
            {"name": name, "kind": "http", "config": config["config"], **QUICK},
            status=201,
            headers={"Idempotency-Key": name.replace(" ", "-")},
        )
        stage.ask("GET", f"{MONITORS}/{made['id']}", status=200)
    stage.tower.until(lambda: _are_down(stage), "all that fail are down", 60)


def echoed_configs(stage: Stage) -> list[dict[str, Any]]:
    """Each secret with each way of echoing it."""
    basic = {"username": "ada", "password": FIELDS["http.password"].text}
    bearer = {"bearer_token": FIELDS["http.bearer_token"].text}
    headers = {"secret_headers": {"X-Api-Key": FIELDS["http.secret_headers"].text, "Cookie": COOKIE.text}}
    proxy = {"proxy": stage.site.url, "proxy_username": "eve", "proxy_password": FIELDS["http.proxy_password"].text}
    ways = [*WAYS, "/redirect"]
    credentials: dict[str, dict[str, Any]] = {"basic": basic, "bearer": bearer, "headers": headers, "proxy": proxy}
    return [
        {"name": f"{name} {way}", "config": {"url": f"{stage.site.url}{way}", **credential}}
        for name, credential in credentials.items()
        for way in ways
    ]


def watch_with_a_client_key(stage: Stage) -> None:
    key = FIELDS["http.client_key"].text
    config = {"url": "https://127.0.0.1:9/", "client_certificate": CERTIFICATES[key], "client_key": key}
    stage.ask("POST", MONITORS, {"name": "mutual", "kind": "http", "config": config, **QUICK}, status=201)


def change_and_copy(stage: Stage) -> None:
    first = stage.ask("GET", MONITORS, status=200, params={"q": "echo basic /plain"})["items"][0]
    path = f"{MONITORS}/{first['id']}"
    stage.ask("PATCH", path, {"config": {"password": CHANGED.text}}, status=200)
    whole = stage.ask("GET", path, status=200)
    kept = {name: whole[name] for name in ("name", "kind", "config", "interval", "timeout", "tags")}
    stage.ask("PUT", path, {**kept, "tags": ["kept"]}, status=200)
    stage.ask("PATCH", path, {"config": {"url": "https://elsewhere.example/"}}, status=422)
    stage.ask("POST", f"{path}/clone", {}, status=201)
    stage.ask("POST", f"{path}/check", status=200)
    trial = {"kind": "http", "config": {**whole["config"], "password": TRIED.text}}
    stage.ask("POST", f"{MONITORS}/test", trial, status=200)
    stage.ask("POST", f"{MONITORS}/test?secrets_of={first['id']}", {**trial, "config": whole["config"]}, status=200)
    stage.ask("POST", f"{MONITORS}/bulk", {"action": "pause", "ids": [first["id"]]}, status=200)
    stage.ask("DELETE", path, status=204)


def put_secrets_where_monitors_take_none(stage: Stage) -> None:
    for name, config in wrong_configs(stage).items():
        draft = {"name": f"wrong {name}", "kind": "http", "config": config}
        stage.ask("POST", MONITORS, draft, status=422)
        stage.ask("POST", f"{MONITORS}/test", draft, status=422)
        stage.ask("POST", "/api/v1/apply", {"source": "wrong", "monitors": [draft]}, status=422)
        stage.ask("POST", MONITORS, {**draft, "kind": "tcp"}, status=422)
        stage.ask("POST", MONITORS, {**draft, "kind": "no-such-kind"}, status=422)
    for plant, content, headers in unreadable_bodies(stage):
        answer = stage.admin.post(MONITORS, content=content, headers=headers)
        assert answer.status_code in {400, 415, 422}, plant


def wrong_configs(stage: Stage) -> dict[str, dict[str, Any]]:
    url = {"url": f"{stage.site.url}/plain"}
    user = {**url, "username": "ada"}

    def plant(name: str, shape: str = ASCII) -> str:
        stage.wrong.append(planted(f"wrong: {name}", shape))
        return stage.wrong[-1].text

    return {
        "object": {**user, "password": {"value": plant("a password in an object")}},
        "list": {**user, "password": [plant("a password in a list")]},
        "line break": {**user, "password": f"{plant('a password of two lines')}\n"},
        "too long": {**user, "password": plant("a password that is too long") * 40},
        "no user": {**url, "password": plant("a password without a user")},
        "two ways": {**user, "bearer_token": plant("a token beside a user")},
        "a typo": {**user, "pasword": plant("a password in a field that is none")},
        "nested": {**user, "auth": {"basic": {"password": plant("a password in depth")}}},
        "url": {"url": f"http://ada:{plant('a password in a URL', PLAIN)}@127.0.0.1/"},
        "url, badly": {"url": f"http://ada:{plant('a password in a bad URL', PLAIN)}@[::1/"},
        "proxy": {**url, "proxy": f"http://eve:{plant('a password in a proxy URL', PLAIN)}@127.0.0.1:9"},
        "headers": {**url, "headers": {"Authorization": f"Bearer {plant('a token in a header')}"}},
        "header list": {**url, "secret_headers": [plant("a list of secret headers")]},
        "header text": {**url, "secret_headers": f"X-Api-Key: {plant('secret headers as text')}"},
        "header number": {**url, "secret_headers": {"X-Api-Key": {"value": plant("a secret header in an object")}}},
        "header break": {**url, "secret_headers": {"X-Api-Key": f"{plant('a secret header of two lines')}\r\nX: y"}},
        "key": {**url, "client_certificate": "no PEM", "client_key": plant("a key that is none")},
        "key alone": {**url, "client_key": f"-----BEGIN PRIVATE KEY-----\n{plant('a key alone', PLAIN)}"},
    }


def unreadable_bodies(stage: Stage) -> list[tuple[Plant, bytes, dict[str, str]]]:
    cut, form, surrogate, trailing = (
        planted(f"wrong: {name}", "{}/+{}")
        for name in ("in JSON that is cut", "in a form", "in JSON with a surrogate", "after JSON")
    )
    stage.wrong += [cut, form, surrogate, trailing]
    return [
        (cut, f'{{"config": {{"password": {in_json(cut)[:-1]}'.encode(), JSON_TYPE),
        (form, f"password={quoted(form)}".encode(), FORM_TYPE),
        (surrogate, f'{{"config": {{"password": "{surrogate.text}\\ud800"}}}}'.encode(), JSON_TYPE),
        (trailing, f"{{}} {in_json(trailing)}".encode(), JSON_TYPE),
    ]


def _are_down(stage: Stage) -> bool:
    found = stage.ask("GET", MONITORS, status=200, params={"q": "echo", "limit": 100})["items"]
    return len(found) == len(echoed_configs(stage)) and all(one["state"] == "down" for one in found)
