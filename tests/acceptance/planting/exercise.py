"""What is done on the stage: secrets put where they belong, where they do not, and everything read that can be read.

A plant that is put in a wrong place is one of its own (`stage.wrong`), so that it can be told where one comes out.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from tests.acceptance.planting.echo import WAYS
from tests.acceptance.planting.people import PASSWORDS, live_as_people
from tests.acceptance.planting.plants import (
    ASCII,
    CERTIFICATES,
    FIELDS,
    PLAIN,
    TOKEN,
    Plant,
    grown,
    in_json,
    planted,
    quoted,
)
from tests.acceptance.planting.stage import BOOTSTRAP, Stage

MONITORS = "/api/v1/monitors"
QUICK = {"interval": "1s", "retry_interval": 0.2, "timeout": "1s"}
JSON_TYPE = {"Content-Type": "application/json"}
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
YAML = """\
source: planted
monitors:
  - name: declared
    kind: http
    config:
      url: "{url}/plain"
      username: ada
      password: {password}
    interval: 1h
"""

BROUGHT_KEY, BROUGHT_WORKSPACE_KEY = planted("a ping key brought along", TOKEN), planted("a workspace's key", TOKEN)
CHANGED = planted("a password that was changed", ASCII)
TRIED = planted("a password in a trial", ASCII)
FROM_FILE, FROM_CLI = planted("a password in a file", "{}/+{}"), planted("a password on a command line", "{}/+ <{}")
COOKIE = planted("a cookie in a secret header", "session={}/+==; other={}")
NORMAL = (BROUGHT_KEY, BROUGHT_WORKSPACE_KEY, CHANGED, TRIED, FROM_FILE, FROM_CLI, COOKIE, *PASSWORDS, *FIELDS.values())


def exercise(stage: Stage) -> None:
    """All that a server is asked."""
    for act in ACTS:
        act(stage)


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


def ping_with_keys_of_many_kinds(stage: Stage) -> None:
    made = stage.ask("POST", MONITORS, {"name": "beat", "kind": "heartbeat", "config": {"period": 60}}, status=201)
    path = f"{MONITORS}/{made['id']}/ping-key"
    stage.grown.append(grown("the ping key that was made", stage.ask("GET", path, status=200)["key"]))
    stage.ask("PUT", path, {"key": BROUGHT_KEY.text}, status=200)
    stage.ask("PUT", "/api/v1/ping-key", {"key": BROUGHT_WORKSPACE_KEY.text}, status=200)
    stage.ask("GET", path, status=200)
    wrong = [
        planted(f"wrong: a ping key {how}", shape) for how, shape in (("with blanks", "{} {}"), ("unknown", TOKEN))
    ]
    stage.wrong += wrong
    stage.ask("PUT", path, {"key": wrong[0].text}, status=422)
    stage.ask("PUT", path, {"key": [wrong[0].text]}, status=422)
    stage.ask("PUT", "/api/v1/ping-key", {"key": wrong[0].text}, status=422)
    for key in (BROUGHT_KEY.text, f"{BROUGHT_WORKSPACE_KEY.text}/beat"):
        assert stage.stranger.get(f"/ping/{key}").status_code == 200
        assert stage.stranger.post(f"/ping/{key}/fail", content=b"it failed").status_code == 200
        assert stage.stranger.get(f"/ping/{key}/no-such-signal").status_code == 404
        assert stage.stranger.delete(f"/ping/{key}").status_code == 405
    assert stage.stranger.get(f"/ping/{wrong[1].text}").status_code == 404
    assert stage.stranger.get(f"/api/push/{wrong[1].text}?status=down").status_code == 404
    assert stage.stranger.get(f"/ping/{wrong[1].text}/beat/%00").status_code in {400, 404}
    answers = [stage.stranger.get(f"/ping/{BROUGHT_KEY.text}").status_code for _ in range(150)]
    assert 429 in answers


def post_to_hooks(stage: Stage) -> None:
    secret = FIELDS["generic.hmac.secret"]
    config = {"name": "job", "state": "status", "create": True, "hmac": {"secret": secret.text}}
    made = stage.ask("POST", "/api/v1/hooks", {"name": "signed", "kind": "generic", "config": config}, status=201)
    stage.grown.append(grown("the key of a hook", made["path"].rpartition("/")[2]))
    _post_signed(stage, made["path"], secret)
    path = f"/api/v1/hooks/{made['id']}"
    shown = stage.ask("GET", path, status=200)
    stage.ask("PUT", path, {"name": "signed", "kind": "generic", "config": shown["config"]}, status=200)
    stage.ask("POST", f"{path}/test", {"job": "x", "status": "down"}, status=200)
    for number, wrong in enumerate(({"secret": ["{}"]}, {"secret": "{}" * 60}, {"secrte": "{}"}, "{}")):
        plant = planted(f"wrong: a hook's secret {number}", "{}/+{}")
        stage.wrong.append(plant)
        bad = json.loads(json.dumps(wrong).replace("{}", plant.text))
        draft = {"name": "bad", "kind": "generic", "config": {**config, "hmac": bad}}
        stage.ask("POST", "/api/v1/hooks", draft, status=422)
    stage.grown.append(grown("a hook's newer key", _rotated(stage, path)))
    unknown = planted("wrong: a hook's key that is unknown", TOKEN)
    stage.wrong.append(unknown)
    assert stage.stranger.post(f"/hook/{unknown.text}", json={}).status_code == 404


def _post_signed(stage: Stage, address: str, secret: Plant) -> None:
    body = b'{"job": "signed job", "status": "down"}'
    digits = hmac.new(secret.text.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={digits}", **JSON_TYPE}
    assert stage.stranger.post(address, content=body, headers=headers).status_code == 200
    assert stage.stranger.post(address, content=body, headers=JSON_TYPE).status_code == 401
    assert stage.stranger.post(address, content=b"no JSON", headers=JSON_TYPE).status_code in {400, 401}
    assert stage.stranger.put(address, content=body).status_code == 405


def _rotated(stage: Stage, path: str) -> str:
    return str(stage.ask("POST", f"{path}/rotate-key", status=200)["path"].rpartition("/")[2])


def use_api_keys(stage: Stage) -> None:
    made = stage.ask("POST", "/api/v1/api-keys", {"name": "made", "scopes": ["read"]}, status=201)
    stage.grown.append(grown("an API key that was made", made["key"]))
    wrong = planted("wrong: an API key that is unknown", "toc_{}{}")
    stage.wrong.append(wrong)
    with stage.outlets.client(stage.tower.url, {"Authorization": f"Bearer {made['key']}"}) as reader:
        assert reader.get(MONITORS).status_code == 200
        assert reader.post(MONITORS, json={}).status_code == 403
        assert reader.get("/api/v1/hooks").status_code == 200
        stage.ask("DELETE", f"/api/v1/api-keys/{made['id']}", status=204)
        stage.tower.until(lambda: reader.get(MONITORS).status_code == 401, "the revoked key is refused")
    for headers in ({"X-API-Key": wrong.text}, {"Authorization": f"Bearer {wrong.text}"}, {"Cookie": wrong.text}):
        assert stage.stranger.get(MONITORS, headers=headers).status_code == 401
    stage.stranger.get(MONITORS, params={"api_key": wrong.text})
    stage.stranger.get(MONITORS, headers={"Authorization": f"Basic {wrong.text}"})
    stage.ask("POST", "/api/v1/api-keys", {"name": "x", "scopes": ["read"], "key": wrong.text}, status=422)


def go_to_providers(stage: Stage) -> None:
    """One answers, and one cannot be asked."""
    assert stage.stranger.get("/api/v1/oauth/github").status_code == 303
    assert stage.stranger.get("/api/v1/oauth/corp").status_code in {303, 502, 503}
    wrong = planted("wrong: a code of a provider", TOKEN)
    stage.wrong.append(wrong)
    for provider in ("github", "corp"):
        stage.stranger.get(f"/api/v1/oauth/{provider}/callback", params={"code": wrong.text, "state": wrong.text})


def type_commands(stage: Stage) -> None:
    folder = stage.folder("reader")
    (folder / "good.yaml").write_text(YAML.format(url=stage.site.url, password='"${SITE_PASSWORD}"'))
    (folder / "bad.yaml").write_text(YAML.format(url=stage.site.url, password='["${SITE_PASSWORD}"]'))
    (folder / "broken.yaml").write_text(YAML.format(url=stage.site.url, password='"${SITE_PASSWORD}'))
    variable = {"SITE_PASSWORD": FROM_FILE.text}
    stage.command("apply", "good.yaml", env=variable)
    stage.command("apply", "--dry-run", "--json", "good.yaml", env=variable)
    for file in ("bad.yaml", "broken.yaml"):
        stage.command("validate", file, code=1, env=variable)
        stage.command("apply", file, code=1, env=variable)
    options = ("--kind", "http", "--url", f"{stage.site.url}/plain", "--username", "ada")
    stage.command("monitor", "create", "typed", *options, "--set", f"password={FROM_CLI.text}")
    stage.command("monitor", "create", "wrong", *options, "--set", f"password.x={FROM_CLI.text}", code=1)
    stage.command("monitor", "create", "wrong", *options, "--config-json", f'{{"password": {in_json(FROM_CLI)}', code=2)
    stage.command("monitor", "test", *options, "--set", f"password={FROM_CLI.text}", "--evidence", code=1)
    for words in (("show", "typed"), ("show", "typed", "--json"), ("list",), ("list", "--json"), ("evidence", "typed")):
        stage.command("monitor", *words)
    for words in (("hook", "list"), ("key", "list"), ("incident", "list", "--json"), ("status",), ("tag", "list")):
        stage.command(*words)
    for words in (("monitor", "ping-url", "beat"), ("ping-key", "show"), ("hook", "show", "signed")):
        stage.command(*words)
    assert "${" in stage.command("export").out
    wrong = planted("wrong: an API key of the command line", "toc_{}{}")
    stage.wrong.append(wrong)
    stage.command("monitor", "list", code=1, env={"TOCSIN_API_KEY": wrong.text})
    stage.command("login", stage.tower.url, code=1, stdin=f"{wrong.text}\n")
    stage.command("login", stage.tower.url, stdin=f"{BOOTSTRAP}\n")
    patience = ("--ping-timeout", "1")
    stage.command("ping", f"{stage.tower.url}/ping/{wrong.text}", *patience, code=1)
    stage.command("ping", f"http://127.0.0.1:9/ping/{BROUGHT_KEY.text}", *patience, code=3)
    stage.command("ping", f"http://ada:{BROUGHT_KEY.text}@127.0.0.1:9/ping/x", code=2)
    stage.command("exec", "--ping", BROUGHT_KEY.text, *patience, "--", "false", code=1)


def read_everything(stage: Stage) -> None:
    for path in ("", "/api/v1/openapi.json", "/healthz", "/readyz", "/metrics", "/api/v1/kinds", "/api/v1/hook-kinds"):
        stage.admin.get(path)
    for path in ("monitors", "incidents", "hooks", "api-keys", "audit", "marks", "tags", "regions", "ping-key"):
        stage.ask("GET", f"/api/v1/{path}", status=200)
    for path in ("/api/v1/audit", MONITORS):
        _read_pages(stage, path)
    for one in stage.tower.all("/monitors"):
        for part in ("", "/results", "/transitions", "/incidents", "/availability", "/series", "/marks"):
            stage.ask("GET", f"{MONITORS}/{one['id']}{part}", status=200)
        results = stage.tower.all(f"/monitors/{one['id']}/results")
        for result in (*results[:2], *results[-3:]):
            evidence = f"{MONITORS}/{one['id']}/results/{result['region']}/{result['scheduled_at']}"
            assert stage.admin.get(evidence).status_code in {200, 404}
    for incident in stage.tower.all("/incidents"):
        stage.ask("GET", f"/api/v1/incidents/{incident['id']}", status=200)


def _read_pages(stage: Stage, path: str) -> None:
    page = stage.ask("GET", path, status=200, params={"limit": 100})
    while page["next_cursor"]:
        page = stage.ask("GET", path, status=200, params={"limit": 100, "cursor": page["next_cursor"]})


def _are_down(stage: Stage) -> bool:
    found = stage.ask("GET", MONITORS, status=200, params={"q": "echo", "limit": 100})["items"]
    return len(found) == len(echoed_configs(stage)) and all(one["state"] == "down" for one in found)


ACTS: tuple[Callable[[Stage], None], ...] = (
    watch_sites_that_echo,
    watch_with_a_client_key,
    change_and_copy,
    put_secrets_where_monitors_take_none,
    ping_with_keys_of_many_kinds,
    post_to_hooks,
    use_api_keys,
    live_as_people,
    go_to_providers,
    type_commands,
    read_everything,
)
