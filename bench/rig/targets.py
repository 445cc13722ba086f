"""What is looked at: a fast web server over HTTP and HTTPS, and one whose answer takes a known time."""

from __future__ import annotations

import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

from bench.rig.children import running
from tocsin.net.tls import trusted_authorities

DELAY_MS = 50
_PATIENCE_S = 10.0
_NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log /dev/null;
events {{ worker_connections 20000; }}
worker_rlimit_nofile 40000;
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi; ssl_session_cache off; ssl_session_tickets off;
  server {{
    listen 127.0.0.1:{http} backlog=16384; listen 127.0.0.1:{https} ssl backlog=16384;
    ssl_certificate {folder}/chain.pem; ssl_certificate_key {folder}/key.pem;
    location / {{ return 200 'ok'; }}
  }}
}}
"""


@dataclass(frozen=True)
class Targets:
    """`authority` is the file of the certificate behind `https`; `environment` makes a process trust it."""

    server: str
    http: str
    https: str
    slow: str
    authority: str
    environment: dict[str, str]


@contextmanager
def targets() -> Iterator[Targets]:
    """nginx when it is installed, else a small server of our own; both beside a server that waits `DELAY_MS`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="tocsin-bench-")))
        _certify(folder)
        http, https, slow = free_port(), free_port(), free_port()
        nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
        if nginx:
            (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, http=http, https=https))
            stack.enter_context(running([nginx, "-c", f"{folder}/nginx.conf", "-p", str(folder)]))
        else:
            stack.enter_context(running(_own_server(http)))
            stack.enter_context(running([*_own_server(https), "--certificate", str(folder)]))
        stack.enter_context(running([*_own_server(slow), "--delay-ms", str(DELAY_MS)]))
        for port in (http, https, slow):
            wait_for(port)
        yield Targets(
            server="nginx" if nginx else "uvloop",
            http=f"http://127.0.0.1:{http}/",
            https=f"https://127.0.0.1:{https}/",
            slow=f"http://127.0.0.1:{slow}/",
            authority=str(folder / "authority.pem"),
            environment={"SSL_CERT_FILE": str(folder / "authorities.pem")},
        )


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for(port: int, patience_s: float = _PATIENCE_S) -> None:
    """Return once something accepts connections there. Raise TimeoutError."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")


def _own_server(port: int) -> list[str]:
    return [sys.executable, "-m", "bench.rig.server", str(port)]


def _certify(folder: Path) -> None:
    """The authority joins the machine's own, so that a handshake costs what it costs in earnest."""
    authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
    issued = authority.issue_cert("127.0.0.1", key_type=trustme.KeyType.ECDSA)
    (folder / "key.pem").write_bytes(issued.private_key_pem.bytes())
    (folder / "chain.pem").write_bytes(b"".join(pem.bytes() for pem in issued.cert_chain_pems))
    known = trusted_authorities()
    existing = Path(known).read_bytes() if known else b""
    (folder / "authority.pem").write_bytes(authority.cert_pem.bytes())
    (folder / "authorities.pem").write_bytes(authority.cert_pem.bytes() + existing)
