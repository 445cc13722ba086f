"""A thread and an event loop of the runner's own, so that nothing else in the process disturbs what it measures."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

import structlog

from tocsin.runner.runner import Runner

log = structlog.get_logger()

LONGEST_STOP_S = 10.0


class RunnerThread:
    """Runs the runner that `make` builds, on a loop that `new_loop` builds, until `stop`.

    `on_crash` is called from that thread when the runner ends by itself.
    """

    def __init__(
        self,
        make: Callable[[], Runner],
        new_loop: Callable[[], asyncio.AbstractEventLoop],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self._make = make
        self._new_loop = new_loop
        self._on_crash = on_crash
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._main, name="tocsin-runner", daemon=True)

    def start(self) -> None:
        """Return once the runner is made, or has failed to be."""
        self._thread.start()
        self._started.wait(LONGEST_STOP_S)

    async def stop(self) -> None:
        """End the checks in flight, publish what was seen, and wait for the thread's end."""
        if not self._thread.is_alive():
            return
        if self._loop is not None and self._stop is not None:
            with suppress(RuntimeError):  # the loop has been closed: the thread is ending by itself
                self._loop.call_soon_threadsafe(self._stop.set)
        await asyncio.to_thread(self._thread.join, LONGEST_STOP_S)
        if self._thread.is_alive():
            log.error("the runner does not end; it is left behind")

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _main(self) -> None:
        try:
            with asyncio.Runner(loop_factory=self._new_loop) as loop_runner:
                loop_runner.run(self._serve())
        except Exception as error:
            log.exception("the runner has stopped")
            self._on_crash(error)
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        runner = self._make()
        work = asyncio.create_task(runner.run())
        stopping = asyncio.create_task(self._stop.wait())
        self._started.set()
        await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        work.cancel()
        await asyncio.wait({work})
        await runner.close()
        if not work.cancelled():
            work.result()
