"""What a person types who has the secrets in files, in variables and on the command line."""

from __future__ import annotations

from tests.acceptance.planting.addresses import BROUGHT_KEY
from tests.acceptance.planting.plants import in_json, planted
from tests.acceptance.planting.stage import BOOTSTRAP, Stage

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

FROM_FILE, FROM_CLI = planted("a password in a file", "{}/+{}"), planted("a password on a command line", "{}/+ <{}")


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
