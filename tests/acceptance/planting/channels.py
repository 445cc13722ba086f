"""Channels with secrets in them: made, changed, tested, told by, and with secrets where none belongs."""

from __future__ import annotations

import json
from typing import Any

from tests.acceptance.planting.plants import FIELDS, TOKEN, Plant, planted
from tests.acceptance.planting.stage import Stage
from tocsin.notifiers import discover

CHANNELS = "/api/v1/channels"
OF_CHANNELS = {name: plant for name, plant in FIELDS.items() if name.partition(".")[0] in discover()}
PLACES = {
    "alertmanager": "urls",
    "gotify": "server",
    "matrix": "homeserver",
    "ntfy": "server",
    "webhook": "url",
}
"""What leads to a server of one's own, by kind: here to the site that echoes."""
ECHOED = {name for name in OF_CHANNELS if name.partition(".")[0] in PLACES} - {"webhook.signing_secret"}
TRIED = {*ECHOED, "webhook.signing_secret", "apprise.urls"}
"""Those that reach nobody outside of this machine."""
WRONG: dict[str, Any] = {"in a list": ["{}"], "in a mapping": {"x": "{}"}, "too long": "{}" * 300, "a link": "ftp://{}"}
MISSPELT = "in a field that there is not"


def tell_by_channels(stage: Stage) -> None:
    """The policy is asked before the one that there is: whatever goes down is told by channels that fail."""
    made = {name: _made(stage, name, plant) for name, plant in OF_CHANNELS.items()}
    targets = [{"channel": made[name]["id"]} for name in sorted(TRIED)]
    stage.ask("POST", "/api/v1/policies", {"name": "by channels", "steps": [{"targets": targets}]}, status=201)
    for name in sorted(TRIED):
        stage.ask("POST", f"{CHANNELS}/{made[name]['id']}/test", status=200)
    webhook = made["webhook.headers"]
    masked = {"kind": "webhook", "config": webhook["config"]}
    stage.ask("POST", f"{CHANNELS}/try", masked, status=200, params={"secrets_of": webhook["id"]})
    elsewhere = {**masked, "config": {**webhook["config"], "url": "https://evil.example/"}}
    stage.ask("POST", f"{CHANNELS}/try", elsewhere, status=422, params={"secrets_of": webhook["id"]})
    for how, wrong in WRONG.items():
        _put_it_wrong(stage, how, wrong)
    _put_it_wrong(stage, MISSPELT, None)


def _made(stage: Stage, name: str, plant: Plant) -> dict[str, Any]:
    kind = name.partition(".")[0]
    draft = {"name": f"secret {name}", "kind": kind, "config": _config(stage, name, _shaped(name, plant.text))}
    made: dict[str, Any] = stage.ask("POST", CHANNELS, draft, status=201)
    path = f"{CHANNELS}/{made['id']}"
    shown = stage.ask("GET", path, status=200)
    stage.ask("PUT", path, {**draft, "name": f"{name} kept", "config": shown["config"]}, status=200)
    return made


def _put_it_wrong(stage: Stage, how: str, wrong: Any) -> None:
    """The same in every field: which of them it was is seen by the answer."""
    plant = planted(f"wrong: a channel's secret {how}", TOKEN)
    stage.wrong.append(plant)
    value = json.loads(json.dumps(wrong).replace("{}", plant.text))
    for name in OF_CHANNELS:
        kind, _, field = name.partition(".")
        config = _config(stage, name, value)
        if how == MISSPELT:
            config = {**_config(stage, name, _shaped(name, FIELDS[name].text)), f"{field}_": plant.text}
        answer = stage.admin.post(CHANNELS, json={"name": f"{name} {how}", "kind": kind, "config": config})
        assert answer.status_code in {201, 422}, answer.text


def _config(stage: Stage, name: str, value: Any) -> dict[str, Any]:
    kind, _, field = name.partition(".")
    config = {**discover()[kind].example}
    if kind in PLACES:
        config[PLACES[kind]] = [stage.site.url] if kind == "alertmanager" else stage.site.url
    if field == "password":
        config["username"] = "ada"
    return {**config, field: value}


def _shaped(name: str, text: str) -> Any:
    if name.endswith(".headers"):
        return {"X-Api-Key": text}
    return [text] if name == "apprise.urls" else text
