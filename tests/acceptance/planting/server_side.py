"""What is done where the server runs: files that are wrong, mail that fails, a database that is away, another key."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.acceptance.planting.plants import PLAIN, SECRET_KEY, SETTINGS, planted, quoted
from tests.acceptance.planting.stage import Stage

DECLARED = planted("a password in a file that the server follows", "{}/+{}")
SHORT_KEY = planted("a key that is too short", "{}")
DECLARED_FILE = "declared.yaml"
DECLARED_VARIABLE = {"SERVER_SITE_PASSWORD": DECLARED.text}
FILE = """\
source: followed
monitors:
  - name: followed
    kind: http
    config:
      url: "{url}/plain"
      username: ada
      password: {password}
    interval: 1h
"""


def write_declared(folder: Path, url: str, password: str) -> None:
    """Beside the data, for `serve --config`. It is renamed into its place, as editors do."""
    beside = folder / "beside.yaml"
    beside.write_text(FILE.format(url=url, password=password))
    beside.rename(folder / DECLARED_FILE)


def spoil_the_followed_file(stage: Stage) -> None:
    for password in ('["${SERVER_SITE_PASSWORD}"]', '"${SERVER_SITE_PASSWORD}'):
        before = _complaints(stage)
        write_declared(stage.tower.folder, stage.site.url, password)
        stage.tower.until(partial(_has_complained, stage, before), "the wrong file is told")
    write_declared(stage.tower.folder, stage.site.url, '"${SERVER_SITE_PASSWORD}"')


def _complaints(stage: Stage) -> int:
    return stage.tower.log.read_text().count("the file of monitors is wrong")


def _has_complained(stage: Stage, before: int) -> bool:
    return _complaints(stage) > before


def try_what_fails(stage: Stage) -> None:
    """Settings that fit together, and lead nowhere."""
    nowhere = f"postgresql://ada:{quoted(SETTINGS['TOCSIN_DATABASE_URL'])}@127.0.0.1:9/x"
    stage.server_command("mail", "test", "ada@example.com", code=0)
    stage.server_command("mail", "test", "ada@example.com", code=1, env={"TOCSIN_SMTP_PORT": "9"})
    stage.server_command("keys", "status", code=0)
    stage.server_command("keys", "rotate", code=2)
    folder = {"TOCSIN_DATA_DIR": str(stage.folder("unused"))}
    stage.server_command("migrate", code=1, env={**folder, "TOCSIN_DATABASE_URL": nowhere})
    no_port = nowhere.replace(":9/", ":nine/")
    stage.server_command("migrate", code=2, env={**folder, "TOCSIN_DATABASE_URL": no_port})
    stage.server_command("serve", code=2, env={**folder, "TOCSIN_SECRET_KEY": SHORT_KEY.text})
    stage.server_command("serve", code=1)
    write_declared(stage.tower.folder, stage.site.url, '["${SERVER_SITE_PASSWORD}"]')
    wrong_file = str(stage.tower.folder / DECLARED_FILE)
    environment = {**folder, "TOCSIN_DATABASE_URL": "", **DECLARED_VARIABLE}
    stage.server_command("serve", "--config", wrong_file, code=2, env=environment)
    write_declared(stage.tower.folder, stage.site.url, '"${SERVER_SITE_PASSWORD}"')


def knock_with_a_wrong_password(stage: Stage) -> None:
    """At the door of the database that the server uses."""
    url = stage.tower.environment["TOCSIN_DATABASE_URL"]
    stage.wrong.append(planted("wrong: the database's password", PLAIN))
    refused = url.replace(quoted(SETTINGS["TOCSIN_DATABASE_URL"]), stage.wrong[-1].text)
    folder = {"TOCSIN_DATA_DIR": str(stage.folder("unused"))}
    stage.server_command("migrate", code=1, env={**folder, "TOCSIN_DATABASE_URL": refused})


def read_with_another_key(stage: Stage) -> None:
    """On a server whose key opens nothing of what is stored."""
    stage.tower.environment["TOCSIN_SECRET_KEY"] = SECRET_KEY.text
    stage.tower.start()
    sealed = [one for one in stage.tower.all("/monitors") if "password" in one["config"]]
    path = f"/api/v1/monitors/{sealed[0]['id']}"
    assert stage.admin.get(path).status_code == 200
    assert stage.admin.patch(path, json={"config": {"max_redirects": 3}}).status_code == 503
    assert stage.admin.get("/api/v1/ping-key").status_code == 503
    assert stage.admin.get("/api/v1/hooks").status_code == 503
    stage.tower.stop()
    both = f"{SECRET_KEY.text},{SETTINGS['TOCSIN_SECRET_KEY'].text}"
    stage.server_command("keys", "status", code=0)
    stage.server_command("keys", "rotate", code=0, env={"TOCSIN_SECRET_KEY": both})
    stage.server_command("keys", "status", "--json", code=0)
