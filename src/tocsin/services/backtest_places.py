"""How many backtests there are at once: each keeps a processor busy for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tocsin.core.errors import TooManyRequests

MOST = 2
AGAIN_SECONDS = 10.0


class BacktestPlaces:
    """Of one process; use it from one event loop."""

    def __init__(self) -> None:
        self._workspaces: set[int] = set()

    @contextmanager
    def held(self, workspace_id: int) -> Iterator[None]:
        """Raise TooManyRequests when the workspace has one already, or there are as many as there may be."""
        if workspace_id in self._workspaces:
            told = "A backtest of this workspace is under way already: wait until it is done."
            raise TooManyRequests(told, retry_after=AGAIN_SECONDS)
        if len(self._workspaces) >= MOST:
            raise TooManyRequests("Others are running backtests at this moment.", retry_after=AGAIN_SECONDS)
        self._workspaces.add(workspace_id)
        try:
            yield
        finally:
            self._workspaces.discard(workspace_id)
