"""The API keys that this user has stored with `tocsin login`, by server, in a file that only the user can read."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from pathlib import Path

from tocsin.cli.failures import CommandFailed


class Credentials:
    """Servers and their keys; `default_url` is the one that was logged in to last."""

    def __init__(self, path: Path, default_url: str | None, keys: dict[str, str]) -> None:
        self.path = path
        self.default_url = default_url
        self.keys = keys

    @classmethod
    def read(cls, path: Path | None = None) -> Credentials:
        """What is stored; nothing when there is no file. Raise CommandFailed for one that cannot be read."""
        path = path or credentials_path()
        try:
            stored = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls(path, None, {})
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CommandFailed(f"{path} cannot be read ({error}): mend it or delete it") from None
        servers = stored.get("servers", {})
        keys = {url: str(entry["api_key"]) for url, entry in servers.items() if "api_key" in entry}
        return cls(path, stored.get("default_url"), keys)

    def write(self) -> None:
        """Replace the file at once, so that no reader ever sees half of it. Mode 0600."""
        lines = [f"default_url = {json.dumps(self.default_url)}\n"] if self.default_url else []
        for url, key in sorted(self.keys.items()):
            # A JSON string without control characters is a TOML basic string too.
            lines.append(f"\n[servers.{json.dumps(url)}]\napi_key = {json.dumps(key)}\n")
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=self.path.parent, delete=False, encoding="utf-8") as file:
            file.write("".join(lines))
        Path(file.name).replace(self.path)


def credentials_path() -> Path:
    """By the XDG base directory specification."""
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "tocsin" / "credentials.toml"
