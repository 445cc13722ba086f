"""A program that sends one message to one service by Apprise: `python -I -m tocsin.net.apprise_sender`.

It is a process of its own because 180 plug-ins of strangers, given addresses by strangers, should have nothing near
them: no settings, no secrets of others, no way to a file or another program, connections only where the network policy
allows, bounded memory, and an end at the deadline whatever hangs. It reads an `Errand` as JSON and answers with a
`Report`.
"""

from __future__ import annotations

import logging
import os
import re
import resource
import signal
import ssl
import sys
import sysconfig
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import msgspec
from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType
from apprise.common import OverflowMode, PersistentStoreMode
from apprise.manager_plugins import NotificationManager

from tocsin.core.netpolicy import NetworkPolicy
from tocsin.net.apprise_errand import Errand, Report

_LIMITS = {
    resource.RLIMIT_AS: 256 * 1024**2,
    resource.RLIMIT_CPU: 60,
    resource.RLIMIT_NOFILE: 64,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
_SYSTEM_FILES = ("/usr/share/zoneinfo", "/etc/mime.types", "/etc/localtime", "/dev/urandom")
_STATUS = re.compile(r"error=(\d{3})\b")
_HARMLESS = frozenset({"os.listdir", "os.scandir", "os.putenv", "os.unsetenv"})
_FORBIDDEN_FAMILIES = frozenset({"os", "shutil", "tempfile", "subprocess", "pty", "ctypes", "syslog", "fcntl", "glob"})
_FORBIDDEN = frozenset({"socket.bind"})
_REACHING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class _Statuses(logging.Handler):
    """Takes the last status out of what the plug-ins complain of: the rest of their words may hold credentials."""

    status: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if found := _STATUS.search(record.getMessage()):
            self.status = int(found[1])


class Fence:
    """Hears of all that the interpreter is about to do (PEP 578), and forbids most of it by PermissionError."""

    def __init__(self, policy: NetworkPolicy, readable: Sequence[Path]) -> None:
        self.refusal = ""
        self._policy = policy
        self._readable = [path.resolve() for path in readable]

    def watch(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _REACHING:
            self._check_address(args[1])
        elif event == "open":
            self._check_file(*args)
        elif event in _FORBIDDEN or (event.partition(".")[0] in _FORBIDDEN_FAMILIES and event not in _HARMLESS):
            raise PermissionError(f"{event} is not for plug-ins")

    def _check_address(self, address: object) -> None:
        # On a connected socket, none is given: it was checked when it was connected.
        if address is None:
            return
        host = address[0] if isinstance(address, tuple) and address else None
        refusal = self._policy.refusal(host) if isinstance(host, str) else "only Internet addresses are connected to"
        if refusal:
            self.refusal = refusal
            raise PermissionError(refusal)

    def _check_file(self, path: object, _mode: object, flags: object) -> None:
        if isinstance(path, int):
            return
        wanted = Path(os.fsdecode(path)).resolve() if isinstance(path, str | bytes | os.PathLike) else None
        is_readable = wanted is not None and any(wanted.is_relative_to(one) for one in self._readable)
        if not is_readable or (isinstance(flags, int) and flags & _WRITING):
            raise PermissionError("files are not for plug-ins")


def send(errand: Errand) -> Report:
    """One attempt. The plug-in's own words go nowhere."""
    complaints = _Statuses()
    logging.getLogger("apprise").addHandler(complaints)
    logging.getLogger("apprise").propagate = False
    plugins = NotificationManager()  # type: ignore[no-untyped-call]
    plugins.load_modules()  # type: ignore[no-untyped-call]  # what it loads, it loads before the fence stands
    fence = Fence(_policy(errand), _readable())
    sys.addaudithook(fence.watch)
    service = Apprise.instantiate(errand.url, asset=_asset())
    if service is None:
        return Report(is_understood=False, refusal=fence.refusal)
    try:
        is_sent = service.notify(
            title=errand.title,
            body=errand.body,
            notify_type=NotifyType(errand.type),
            body_format=NotifyFormat.TEXT,
            overflow=OverflowMode.TRUNCATE,
        )
    except Exception:  # noqa: BLE001 -- a stranger's plug-in may raise anything, and its words may hold credentials
        is_sent = False
    return Report(is_sent=bool(is_sent), status=complaints.status, refusal=fence.refusal)


def main() -> None:
    errand = msgspec.json.decode(sys.stdin.buffer.read(), type=Errand)
    signal.alarm(errand.seconds)  # it ends even when whoever started it is gone
    for limit, value in _LIMITS.items():
        resource.setrlimit(limit, (value, value))
    report = msgspec.json.encode(send(errand))
    os.write(sys.stdout.fileno(), report)
    os._exit(0)  # threads that a plug-in has left behind keep nobody waiting


def _policy(errand: Errand) -> NetworkPolicy:
    denied, allowed = (tuple(map(ip_network, networks)) for networks in (errand.denied, errand.allowed))
    return NetworkPolicy(deny=denied, allow=allowed)


def _readable() -> list[Path]:
    """The interpreter's own files, and the certificates of authorities."""
    tls = ssl.get_default_verify_paths()
    named: list[str | None] = [
        *sys.path,
        *sysconfig.get_paths().values(),
        tls.cafile,
        tls.capath,
        tls.openssl_cafile,
        tls.openssl_capath,
    ]
    named += [os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")]
    return [Path(one) for one in (*named, *_SYSTEM_FILES) if one]


def _asset() -> AppriseAsset:
    return AppriseAsset(
        app_id="Tocsin",
        app_desc="Tocsin",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        http_redirects=False,
        pgp_autogen=False,
        pem_autogen=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )


if __name__ == "__main__":
    main()
