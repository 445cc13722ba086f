"""The fence around the plug-ins of Apprise, from within: what each of these does is tried in a process that has one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FENCED = """
import ctypes, json, os, shutil, socket, subprocess, sys, syslog, tempfile
from ipaddress import ip_network
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.net.apprise_sender import Fence, _readable

local, open_port = ip_network("127.0.0.0/8"), socket.create_server(("127.0.0.1", 0))
policy = NetworkPolicy(deny=(local,), allow=(ip_network("127.0.0.1/32"),))
secret, place = sys.argv[1], open_port.getsockname()
tcp, udp, unix = socket.socket(), socket.socket(type=socket.SOCK_DGRAM), socket.socket(socket.AF_UNIX)
deeds = {
    "an allowed address": lambda: tcp.connect(place),
    "its own files": lambda: open(json.__file__).close(),
    "its own folders": lambda: os.listdir(os.path.dirname(json.__file__)),
    "a denied address": lambda: socket.socket().connect(("127.0.0.2", place[1])),
    "a denied address, without asking": lambda: socket.socket().connect_ex(("127.0.0.2", place[1])),
    "a denied address by UDP": lambda: udp.sendto(b"x", ("127.0.0.2", 9)),
    "a denied address by a message": lambda: udp.sendmsg([b"x"], [], 0, ("127.0.0.2", 9)),
    "a name": lambda: socket.socket().connect(("localhost", place[1])),
    "a socket of the machine": lambda: unix.connect("/var/run/docker.sock"),
    "listening": lambda: socket.socket().bind(("127.0.0.1", 0)),
    "reading": lambda: open(secret),
    "reading by a link": lambda: open(f"{secret}.link"),
    "reading by a detour": lambda: open(os.path.dirname(json.__file__) + "/../../../../../../../../.." + secret),
    "writing": lambda: open(f"{secret}.new", "w"),
    "writing to its own files": lambda: open(json.__file__, "a"),
    "opening by the system": lambda: os.open(secret, os.O_RDONLY),
    "deleting": lambda: os.remove(secret),
    "renaming": lambda: os.rename(secret, f"{secret}.old"),
    "copying": lambda: shutil.copy(secret, f"{secret}.copy"),
    "a temporary folder": lambda: tempfile.mkdtemp(dir=os.path.dirname(secret)),
    "a program": lambda: subprocess.run(["true"]),
    "a shell": lambda: os.system("true"),
    "a fork": lambda: os.fork(),
    "becoming a program": lambda: os.execv("/bin/true", ["true"]),
    "a library": lambda: ctypes.CDLL("libc.so.6"),
    "the system's log": lambda: syslog.syslog("x"),
}
fence = Fence(policy, _readable())
sys.addaudithook(fence.watch)
said = {}
for name, deed in deeds.items():
    try:
        deed()
        said[name] = "done"
    except PermissionError:
        said[name] = "forbidden"
    except OSError as error:
        said[name] = repr(error)
print(json.dumps(said | {"refusal": fence.refusal}))
"""
ALLOWED = ("an allowed address", "its own files", "its own folders")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    secret = tmp_path_factory.mktemp("fence") / "secret"
    secret.write_text("secret")
    Path(f"{secret}.link").symlink_to(secret)
    told = subprocess.run([sys.executable, "-c", FENCED, str(secret)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert secret.read_text() == "secret"
    found: dict[str, str] = json.loads(told.stdout)
    return found


@pytest.mark.parametrize("deed", ALLOWED)
def test_what_sending_needs_is_allowed(deed: str, said: dict[str, str]) -> None:
    assert said[deed] == "done"


def test_all_else_is_forbidden(said: dict[str, str]) -> None:
    others = {deed: outcome for deed, outcome in said.items() if deed not in (*ALLOWED, "refusal")}
    assert len(others) > 20
    assert set(others.items()) == {(deed, "forbidden") for deed in others}


def test_why_an_address_was_refused_can_be_told(said: dict[str, str]) -> None:
    assert said["refusal"] == "only Internet addresses are connected to"
