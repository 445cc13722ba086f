"""No secret comes out: not in an answer, an event, a log, an export, an error or the database, however it is written.

A plant for every place that takes a secret, and a look at everything that was said. What is shown on purpose is listed.
"""

from __future__ import annotations

import asyncio
import base64
import html
import json
import re
import secrets
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import quote

import pytest
from pydantic import BaseModel

from tests.acceptance.planting import wrong_settings
from tests.acceptance.planting.channels import ECHOED
from tests.acceptance.planting.echo import running_echo
from tests.acceptance.planting.exercise import NORMAL, exercise
from tests.acceptance.planting.outlets import Outlets, Said, database_values, listening
from tests.acceptance.planting.plants import FIELDS, SECRET_KEY, SETTINGS, planted
from tests.acceptance.planting.post import running_post_office
from tests.acceptance.planting.server_side import (
    DECLARED,
    DECLARED_FILE,
    DECLARED_VARIABLE,
    SHORT_KEY,
    knock_with_a_wrong_password,
    read_with_another_key,
    spoil_the_followed_file,
    try_what_fails,
    write_declared,
)
from tests.acceptance.planting.stage import BOOTSTRAP, Stage, settings, with_password
from tests.acceptance.tower import Tower
from tests.integration.conftest import CreateDatabase, database_name, execute
from tests.integration.services.sealed_things import columns_with_sealed_values
from tocsin import hooks, notifiers, probes
from tocsin.settings import Settings, SettingsInvalid, load, variable
from tocsin.storage.database import Database
from tocsin.storage.sealed import COLUMNS

SHOWN = {
    "a ping key brought along": {
        "GET /api/v1/monitors/{id}/ping-key",
        "PUT /api/v1/monitors/{id}/ping-key",
        "tocsin monitor ping-url",
    },
    "a workspace's key": {
        "GET /api/v1/ping-key",
        "PUT /api/v1/ping-key",
        "GET /api/v1/monitors/{id}/ping-key",
        "tocsin ping-key show",
    },
    "the ping key that was made": {"GET /api/v1/monitors/{id}/ping-key"},
    "the key of a hook": {
        "POST /api/v1/hooks",
        "GET /api/v1/hooks/{id}",
        "PUT /api/v1/hooks/{id}",
    },
    "a hook's newer key": {
        "POST /api/v1/hooks/{id}/rotate-key",
        "GET /api/v1/hooks",
        "tocsin hook show",
    },
    "an API key that was made": {"POST /api/v1/api-keys"},
    "the secret of an app": {"POST /api/v1/account/totp"},
    "the handle of a sign-in": {"POST /api/v1/session"},
    "the token of an invitation": {"POST /api/v1/invitations"},
    "the token that the operator got": {"tocsin user reset-password as the server"},
}
"""Where a secret is shown on purpose, to those who may see it: by its plant."""

SIGNING_IN = {
    "POST /api/v1/setup",
    "POST /api/v1/session",
    "POST /api/v1/session/second-factor",
    "POST /api/v1/session/refresh",
    "POST /api/v1/invitations/accept",
}
SHOWN_BY_PATTERN = {
    "tocsin_device .*": {*SIGNING_IN, "POST /api/v1/password-reset/confirm"},
    "tocsin_.*": SIGNING_IN,
    "recovery code .*": {"POST /api/v1/account/totp/confirm"},
}
"""The same for what there are several of."""

REACHING = {
    "http.secret_headers",
    "http.password",
    "http.bearer_token",
    "http.proxy_password",
    *ECHOED,
    "a cookie in a secret header",
    "a password in a trial",
    "a password on a command line",
    "TOCSIN_SMTP_PASSWORD",
    DECLARED.name,
}
"""What the sites and the mail server of the stage have been told, by whom it was for."""

WRITINGS: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    quote,
    html.escape,
    json.dumps,
    lambda text: text.encode().hex(),
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    lambda text: text[: len(text) // 2],
    lambda text: text[::-1],
)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """A database whose user has the plant for a password; None for the file in the data directory."""
    if request.param == "sqlite":
        yield None
        return
    create: CreateDatabase = request.getfixturevalue("create_postgres_database")
    server: str = request.getfixturevalue("postgres_server")
    url, user = create(), f"planted_{secrets.token_hex(6)}"
    password = SETTINGS["TOCSIN_DATABASE_URL"].text.replace("'", "''")
    name = database_name(url)
    asyncio.run(execute(server, f"CREATE ROLE {user} LOGIN PASSWORD '{password}'"))
    asyncio.run(execute(server, f'ALTER DATABASE "{name}" OWNER TO {user}'))
    yield with_password(url, user)
    asyncio.run(execute(url, f"REASSIGN OWNED BY {user} TO CURRENT_USER", f"DROP OWNED BY {user}", f"DROP ROLE {user}"))


@pytest.fixture
def stage(database_url: str | None, tmp_path: Path) -> Iterator[Stage]:
    """After the play: everything has been done, and everything that was said is there."""
    with running_echo() as site, running_post_office() as post:
        tower = Tower(tmp_path, settings(database_url, post.port), key=BOOTSTRAP)
        tower.environment |= {**DECLARED_VARIABLE, "TOCSIN_PUBLIC_URL": tower.url}
        stage = Stage(tower, site, post, Outlets())
        try:
            play(stage)
            yield stage
        finally:
            stage.close()


def play(stage: Stage) -> None:
    tower, outlets = stage.tower, stage.outlets
    write_declared(tower.folder, stage.site.url, '"${SERVER_SITE_PASSWORD}"')
    tower.start("--config", str(tower.folder / DECLARED_FILE))
    with listening(outlets, tower.url, {"X-API-Key": BOOTSTRAP}):
        exercise(stage)
        if "TOCSIN_DATABASE_URL" in tower.environment:
            knock_with_a_wrong_password(stage)
        else:
            spoil_the_followed_file(stage)
            try_what_fails(stage)
        tower.stop()
    read_with_another_key(stage)
    outlets.add("the log", tower.log.read_bytes())
    for file in (tower.folder / "data").rglob("*"):
        outlets.add(f"the file {file.name}", file.read_bytes())
    outlets.add("the database", b"\n".join(asyncio.run(database_values(stage.database_url))))


def test_what_goes_in_as_a_secret_comes_out_only_where_it_is_meant_to(stage: Stage) -> None:
    plants = (*SETTINGS.values(), *NORMAL, DECLARED, SHORT_KEY, SECRET_KEY, *stage.wrong, *stage.grown)
    tellers = {plant.name: set(stage.outlets.tellers(plant)) for plant in plants}
    assert {name: found - meant(name) for name, found in tellers.items() if found - meant(name)} == {}
    assert {name: found for name, found in tellers.items() if name in SHOWN} == SHOWN
    heard = "\n".join([*stage.site.heard, *stage.post.heard])
    assert {plant.name for plant in plants if plant.text in heard} >= REACHING
    assert asyncio.run(sealed_columns(stage)) <= {str(place.column) for place in COLUMNS}


@pytest.mark.parametrize("write", WRITINGS)
def test_a_plant_is_found_in_whatever_way_it_is_written(write: Callable[[str], str]) -> None:
    plant = planted("one that comes out")
    for before in ("", "a", "ab"):
        assert Said("here", f"… {write(before + plant.text)} …".encode()).tells(plant)


def test_what_is_no_plant_is_not_found() -> None:
    assert Said("here", planted("another").text.encode()).tells(planted("one that comes out")) == []


@pytest.mark.parametrize("wrong", wrong_settings.SETTINGS)
def test_a_wrong_setting_is_told_without_its_secret(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    for name, value in {**settings(None), **wrong_settings.SETTINGS[wrong]}.items():
        monkeypatch.setenv(name, wrong_settings.with_plant(value))
    assert told_of_settings().tells(wrong_settings.PLANTED) == []


@pytest.mark.parametrize("wrong", wrong_settings.FILES)
def test_a_wrong_file_of_settings_is_told_without_its_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: str
) -> None:
    (tmp_path / "tocsin.toml").write_text(wrong_settings.with_plant(wrong_settings.FILES[wrong]))
    monkeypatch.setenv("TOCSIN_CONFIG_FILE", str(tmp_path / "tocsin.toml"))
    assert told_of_settings().tells(wrong_settings.PLANTED) == []


def told_of_settings() -> Said:
    """The refusal, as it is told and as a traceback would show it."""
    with pytest.raises(SettingsInvalid) as caught:
        load()
    shown = "".join(traceback.format_exception(caught.value))
    return Said("the refusal", f"{caught.value.problems!r} {caught.value!r} {shown}".encode())


def test_every_secret_setting_is_planted() -> None:
    found = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    hidden = {name for name, field in Settings.model_fields.items() if not field.repr}
    assert {variable(name) for name in found | hidden} == SETTINGS.keys()


def test_every_secret_field_of_every_kind_is_planted() -> None:
    kinds: dict[str, type[BaseModel]] = {name: kind.config_type for name, kind in probes.discover().items()}
    kinds |= {name: kind.config_type for name, kind in hooks.KINDS.items()}
    kinds |= {name: kind.config_type for name, kind in notifiers.discover().items()}
    assert {field for name, model in kinds.items() for field in secret_fields(model, name)} == FIELDS.keys()


def secret_fields(model: type[BaseModel], path: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if "Secret" in str(field.annotation):
            yield f"{path}.{name}"
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from secret_fields(inner, f"{path}.{name}")


async def sealed_columns(stage: Stage) -> set[str]:
    """Those that hold sealed values, after all that was done: a rotation of keys has to know them."""
    database = await Database.open(stage.database_url)
    found = await columns_with_sealed_values(database)
    await database.close()
    return set(found)


def meant(name: str) -> set[str]:
    """Where this plant is shown on purpose."""
    of_its_kind = next((places for pattern, places in SHOWN_BY_PATTERN.items() if re.fullmatch(pattern, name)), set())
    return SHOWN.get(name, of_its_kind)
