"""The YAML files that `serve --config` keeps applied: at the start, on SIGHUP, and whenever one of them changes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from tocsin.cli.declaration import Declaration, DeclarationInvalid, Problem, load
from tocsin.core.errors import TocsinError, ValidationFailed
from tocsin.services import api_keys, plan
from tocsin.services.parts import Parts

log = structlog.get_logger()

LOOK_EVERY_S = 1.0
Stamp = tuple[int, int] | None
ASKED: Stamp = (0, 0)


class DeclaredFiles:
    """Each file is one source of monitors. A file that has become wrong is reported, and what runs stays as it is."""

    def __init__(self, parts: Parts, paths: list[Path]) -> None:
        self._parts = parts
        self._stamps: dict[Path, Stamp] = dict.fromkeys(paths)
        self._seen = dict(self._stamps)
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """Read all of them again soon, changed or not."""
        self._asked.set()

    async def apply_at_start(self) -> None:
        """Raise DeclarationInvalid: a start with a wrong file is a mistake to be told at once."""
        for path in self._stamps:
            self._stamps[path] = self._seen[path] = await asyncio.to_thread(_stamp, path)
            await self._apply(path)

    async def follow(self) -> None:
        """Apply what changes, until cancelled."""
        while self._stamps:
            await self._look_again()
            for path, before in self._stamps.items():
                stamp = await asyncio.to_thread(_stamp, path)
                # Half of a file that is still being written may be a whole one with fewer monitors: those would go.
                is_still = self._seen[path] == stamp or before == ASKED
                self._seen[path] = stamp
                if stamp != before and is_still:
                    self._stamps[path] = stamp
                    await self._apply_or_report(path)

    async def _look_again(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._asked.wait()
        except TimeoutError:
            return
        self._asked.clear()
        self._stamps = dict.fromkeys(self._stamps, ASKED)

    async def _apply_or_report(self, path: Path) -> None:
        try:
            await self._apply(path)
        except DeclarationInvalid as error:
            for problem in error.problems:
                log.error("the file of monitors is wrong; what runs stays as it is", problem=str(problem))
        except TocsinError as error:
            log.error("the file of monitors could not be applied; what runs stays as it is", error=error.message)

    async def _apply(self, path: Path) -> None:
        declaration = await asyncio.to_thread(load, path)
        actor = await api_keys.first_actor(self._parts, f"file:{declaration.source}")
        try:
            made = await plan.apply(self._parts, actor, declaration.source, declaration.monitors, dry_run=False)
        except ValidationFailed as error:
            raise DeclarationInvalid(_problems(declaration, error)) from None
        log.info("the file of monitors is applied", path=str(path), **made.counts())


def _problems(declaration: Declaration, error: ValidationFailed) -> list[Problem]:
    return [declaration.problem(fault) for fault in error.errors]


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
