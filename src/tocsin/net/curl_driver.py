"""Drives libcurl's transfers from the running event loop through one epoll of their own.

pycurl's `AsyncCurlMulti` does the same by readers and writers of the loop. Here the loop sees one descriptor, and a
batch of events costs one wake-up: a third less CPU for each request, which is what a small box runs out of.
"""

from __future__ import annotations

import asyncio
import select
from contextlib import suppress
from typing import Any, Protocol

import pycurl

_MOST_EVENTS = 64
_IN, _OUT = 0x1, 0x4  # as epoll numbers them; systems without it lack the names
_NOT_ONLY_WRITABLE = ~_OUT
_INTEREST = {pycurl.POLL_IN: _IN, pycurl.POLL_OUT: _OUT, pycurl.POLL_INOUT: _IN | _OUT}


class CurlDriver(Protocol):
    """Runs transfers, on the loop that ran when it was made."""

    async def perform(self, curl: pycurl.Curl) -> None:
        """Run one transfer; cancellation closes its connection.

        Raise pycurl.error when it fails, RuntimeError or OSError when it could not be carried out.
        """

    async def aclose(self) -> None:
        """Close every connection; transfers under way are cancelled."""


def new_driver(kept_connections: int) -> CurlDriver:
    """The best one that this system has."""
    return EpollDriver(kept_connections) if hasattr(select, "epoll") else LoopDriver(kept_connections)


class LoopDriver:
    """See `CurlDriver`: by pycurl, where there is no epoll."""

    def __init__(self, kept_connections: int) -> None:
        self._multi = pycurl.AsyncCurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, kept_connections)

    async def perform(self, curl: pycurl.Curl) -> None:
        await self._multi.add_handle(curl)

    async def aclose(self) -> None:
        await self._multi.aclose()


class EpollDriver:
    """See `CurlDriver`."""

    def __init__(self, kept_connections: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._futures: dict[pycurl.Curl, asyncio.Future[None]] = {}
        self._epoll = select.epoll()
        self._interest: dict[int, int] = {}
        self._expires = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._is_kicked = False
        self._is_closed = False
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, kept_connections)
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._on_socket)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._on_timer)
        self._loop.add_reader(self._epoll.fileno(), self._on_ready)

    async def perform(self, curl: pycurl.Curl) -> None:
        future: asyncio.Future[None] = self._loop.create_future()
        try:
            self._multi.add_handle(curl)
        except pycurl.error as error:
            raise _broken(error) from error
        self._futures[curl] = future
        try:
            await future
        finally:
            if self._futures.pop(curl, None) is not None and not self._is_closed:
                self._multi.remove_handle(curl)

    async def aclose(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._loop.remove_reader(self._epoll.fileno())
        if self._timer is not None:
            self._timer.cancel()
        for curl, future in self._futures.items():
            self._multi.remove_handle(curl)
            future.cancel()
        self._futures.clear()
        self._multi.close()
        self._epoll.close()

    def _on_socket(self, what: int, descriptor: int, _multi: Any, _data: Any) -> None:
        if what == pycurl.POLL_REMOVE:
            # The kernel forgets a descriptor when libcurl closes it, next thing. One that is kept open for another
            # request may speak up meanwhile: then it is forgotten there.
            self._interest.pop(descriptor, None)
            return
        if what == pycurl.POLL_NONE:
            if self._interest.pop(descriptor, None) is not None:
                self._epoll.unregister(descriptor)
            return
        wanted = _INTEREST[what]
        known = self._interest.get(descriptor)
        if known == wanted:
            return
        self._interest[descriptor] = wanted
        try:
            if known is None:
                self._epoll.register(descriptor, wanted)
            else:
                self._epoll.modify(descriptor, wanted)
        except FileExistsError:
            self._epoll.modify(descriptor, wanted)
        except OSError as error:
            # Nothing would ever be heard of this transfer. Not at once: this is called from within libcurl.
            self._loop.call_soon(self._end_all, error)

    def _on_timer(self, milliseconds: int) -> None:
        """Keep the timer when it fires too early anyway: libcurl names a new moment several times a request."""
        if milliseconds < 0:
            self._expires = 0.0
        elif milliseconds == 0:
            # Not at once: this is called from within libcurl, which must not be entered again.
            self._expires = 0.0
            if not self._is_kicked:
                self._is_kicked = True
                self._loop.call_soon(self._on_kick)
        else:
            self._expires = self._loop.time() + milliseconds / 1000
            if self._timer is None or self._timer.when() > self._expires:
                self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._expires, self._on_moment)

    def _on_moment(self) -> None:
        self._timer = None
        if not self._expires or self._is_closed:
            return
        if self._loop.time() < self._expires:
            self._arm()
            return
        self._expires = 0.0
        self._act(pycurl.SOCKET_TIMEOUT, 0)
        self._drain()

    def _on_kick(self) -> None:
        self._is_kicked = False
        if not self._is_closed:
            self._act(pycurl.SOCKET_TIMEOUT, 0)
            self._drain()

    def _on_ready(self) -> None:
        for descriptor, events in self._epoll.poll(0, _MOST_EVENTS):
            if descriptor not in self._interest:
                self._forget(descriptor)
                continue
            mask = pycurl.CSELECT_OUT if events & _OUT else 0
            if events & _NOT_ONLY_WRITABLE:
                mask |= pycurl.CSELECT_IN  # errors and hang-ups are told by reading
            self._act(descriptor, mask)
        self._drain()

    def _forget(self, descriptor: int) -> None:
        with suppress(OSError):  # closed since
            self._epoll.unregister(descriptor)

    def _act(self, descriptor: int, mask: int) -> None:
        try:
            self._multi.socket_action(descriptor, mask)
        except pycurl.error as error:
            self._end_all(_broken(error))

    def _end_all(self, error: Exception) -> None:
        for curl in list(self._futures):
            self._end(curl, error)

    def _drain(self) -> None:
        _, succeeded, failed = self._multi.info_read()
        for curl in succeeded:
            self._end(curl, None)
        for curl, number, text in failed:
            self._end(curl, pycurl.error(number, text))

    def _end(self, curl: pycurl.Curl, error: Exception | None) -> None:
        future = self._futures.pop(curl, None)
        if future is None:
            return
        self._multi.remove_handle(curl)
        if future.done():
            return
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)


def _broken(error: pycurl.error) -> RuntimeError:
    """libcurl's own trouble. The numbers of a multi handle's errors mean other things than those of a transfer's."""
    return RuntimeError(f"libcurl cannot run transfers: {error.args[-1]} ({error.args[0]})")
