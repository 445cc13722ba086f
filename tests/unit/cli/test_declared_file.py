"""When a followed file is read: not while it is being written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.polling import until
from tocsin.cli import declared_file
from tocsin.cli.declared_file import DeclaredFiles


class Recorded(DeclaredFiles):
    """Notes what would be applied."""

    def __init__(self, path: Path) -> None:
        super().__init__(None, [path])  # type: ignore[arg-type]  # what applies is replaced
        self.applied: list[str] = []

    async def _apply(self, path: Path) -> None:
        self.applied.append(await asyncio.to_thread(path.read_text))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared_file, "LOOK_EVERY_S", 0.02)


@asynccontextmanager
async def _followed(path: Path) -> AsyncIterator[Recorded]:
    files = Recorded(path)
    await files.apply_at_start()
    following = asyncio.create_task(files.follow())
    try:
        yield files
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def test_a_file_is_applied_once_it_has_stopped_changing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("0")
    seen = iter([(1, 1), (2, 2), (3, 3)])
    async with _followed(path) as files:
        monkeypatch.setattr(declared_file, "_stamp", lambda _path: next(seen, (3, 3)))
        path.write_text("whole")
        await until(lambda: len(files.applied) == 2)
    assert files.applied == ["0", "whole"]
    assert next(seen, None) is None


async def test_asked_for_a_file_is_read_at_once_and_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("0")
    async with _followed(path) as files:
        files.ask()
        await until(lambda: len(files.applied) == 2)
    assert files.applied == ["0", "0"]
