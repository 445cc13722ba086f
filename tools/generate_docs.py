"""Write the pages of docs/reference/ that are made from the code; with `--check`, only say which are stale."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.reference import api, channels, cli, hooks, kinds, monitor_file, settings

REFERENCE = Path("docs/reference")
PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings.page,
    "kinds.md": kinds.page,
    "hooks.md": hooks.page,
    "channels.md": channels.page,
    "cli.md": cli.page,
    "api.md": api.page,
    "openapi.json": api.document,
    "monitors.schema.json": monitor_file.document,
}


def main(arguments: list[str]) -> int:
    stale = [REFERENCE / name for name, page in PAGES.items() if is_stale(REFERENCE / name, page())]
    if "--check" not in arguments:
        for path in stale:
            path.write_text(PAGES[path.name](), encoding="utf-8")
            print(f"wrote {path}")
        return 0
    for path in stale:
        print(f"{path} is stale: run `make docs` and commit what it writes")
    print(f"reference: {len(PAGES)} pages, {len(stale)} stale")
    return 1 if stale else 0


def is_stale(path: Path, fresh: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != fresh


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
