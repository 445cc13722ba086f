"""Secrets in addresses and headers: ping keys, hooks with their signatures, API keys, and ways to other providers."""

from __future__ import annotations

import hashlib
import hmac
import json

from tests.acceptance.planting.plants import FIELDS, TOKEN, Plant, grown, planted
from tests.acceptance.planting.stage import JSON_TYPE, MONITORS, Stage

BROUGHT_KEY, BROUGHT_WORKSPACE_KEY = planted("a ping key brought along", TOKEN), planted("a workspace's key", TOKEN)


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
