"""A whole Tocsin with a plant in every secret setting, those who speak to it, and what it has said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.acceptance.command import Command, Done
from tests.acceptance.planting.echo import EchoSite
from tests.acceptance.planting.outlets import Outlets
from tests.acceptance.planting.plants import SETTINGS, Plant, quoted
from tests.acceptance.planting.post import PostOffice
from tests.acceptance.tower import Tower

Environment = Mapping[str, str]
NOTHING: Environment = {}
MONITORS = "/api/v1/monitors"
JSON_TYPE = {"Content-Type": "application/json"}
BOOTSTRAP = SETTINGS["TOCSIN_BOOTSTRAP_API_KEY"].text


@dataclass(repr=False)
class Stage:
    """`grown` are the secrets that Tocsin makes itself in the course of it."""

    tower: Tower
    site: EchoSite
    post: PostOffice
    outlets: Outlets
    grown: list[Plant] = field(default_factory=list)
    wrong: list[Plant] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.admin = self.outlets.client(self.tower.url, {"X-API-Key": BOOTSTRAP})
        self.stranger = self.outlets.client(self.tower.url, {})
        self._command = Command(self.folder("reader"), self.tower.url, BOOTSTRAP)

    @property
    def database_url(self) -> str:
        file = Path(self.tower.environment["TOCSIN_DATA_DIR"]) / "tocsin.db"
        return self.tower.environment.get("TOCSIN_DATABASE_URL") or f"sqlite:///{file}"

    def folder(self, name: str) -> Path:
        made = self.tower.folder / name
        made.mkdir(exist_ok=True)
        return made

    def ask(self, method: str, path: str, body: Any = None, *, status: int, **more: Any) -> Any:
        """As the administrator."""
        answer = self.admin.request(method, path, json=body, **more)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        is_json = answer.headers.get("content-type", "").endswith("json")
        return answer.json() if answer.content and is_json else answer.text

    def command(self, *words: str, code: int = 0, stdin: str = "", env: Environment = NOTHING) -> Done:
        """As the administrator, at a terminal. What is noted of it are its plain words."""
        done = self._command(*words, stdin=stdin, **env)
        self.outlets.add(f"tocsin {' '.join(words[:2])}", done.out + done.err)
        assert done.code == code, f"{words}: {done.code}\n{done.out}\n{done.err}"
        return done

    def server_command(self, *words: str, code: int, stdin: str = "", env: Environment = NOTHING) -> Done:
        """As the server's user, with its settings but for these."""
        command = Command(self.folder("server"), "http://127.0.0.1:9", None)
        done = command(*words, stdin=stdin, **{**self.tower.environment, **env})
        self.outlets.add(f"tocsin {' '.join(words[:2])} as the server", done.out + done.err)
        assert done.code == code, f"{words}: {done.code}\n{done.out}\n{done.err}"
        return done

    def close(self) -> None:
        self.admin.close()
        self.stranger.close()
        self.tower.close()


def settings(database_url: str | None, mail_port: int = 9) -> Environment:
    """The environment of the server. Nobody answers where Redis and the issuer should be."""
    issuer = {
        "id": "corp",
        "name": "Corp",
        "issuer": "https://127.0.0.1:9",
        "client_id": "tocsin",
        "client_secret": SETTINGS["TOCSIN_OIDC"].text,
    }
    found = {
        "TOCSIN_SECRET_KEY": SETTINGS["TOCSIN_SECRET_KEY"].text,
        "TOCSIN_PUBLIC_URL": "http://127.0.0.1",
        "TOCSIN_GOOGLE_CLIENT_ID": "tocsin",
        "TOCSIN_GOOGLE_CLIENT_SECRET": SETTINGS["TOCSIN_GOOGLE_CLIENT_SECRET"].text,
        "TOCSIN_GITHUB_CLIENT_ID": "tocsin",
        "TOCSIN_GITHUB_CLIENT_SECRET": SETTINGS["TOCSIN_GITHUB_CLIENT_SECRET"].text,
        "TOCSIN_OIDC": json.dumps([issuer]),
        "TOCSIN_SMTP_HOST": "127.0.0.1",
        "TOCSIN_SMTP_PORT": str(mail_port),
        "TOCSIN_SMTP_SECURITY": "none",
        "TOCSIN_SMTP_USER": "tocsin",
        "TOCSIN_SMTP_PASSWORD": SETTINGS["TOCSIN_SMTP_PASSWORD"].text,
        "TOCSIN_MAIL_FROM": "tocsin@example.com",
        "TOCSIN_REDIS_URL": f"redis://tocsin:{quoted(SETTINGS['TOCSIN_REDIS_URL'])}@127.0.0.1:9/0",
        "TOCSIN_DEAD_MANS_SWITCH_URL": SETTINGS["TOCSIN_DEAD_MANS_SWITCH_URL"].text,
        "TOCSIN_LOG_LEVEL": "debug",
        "TOCSIN_LOG_FORMAT": "json",
    }
    return found | ({} if database_url is None else {"TOCSIN_DATABASE_URL": database_url})


def with_password(url: str, user: str) -> str:
    """The same database as this user, whose password is the plant."""
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port or 5432}"
    return parts._replace(netloc=f"{user}:{quoted(SETTINGS['TOCSIN_DATABASE_URL'])}@{place}").geturl()
