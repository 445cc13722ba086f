"""The table of plants: one secret of its own for every place that takes one. A new place is a line here.

`SETTINGS` and `FIELDS` must name every secret setting and every secret field of every kind: a test sees to that.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from tests.servers import certificates

CORE = 20
TELLING = 10
"""So many letters of a plant betray it: fifty random bits."""


@dataclass(frozen=True)
class Plant:
    """A secret. Its `cores` are of lower-case letters and digits, which nothing changes but a real encoding: two of
    them, with what is written in many ways in between, so that neither half may come out."""

    name: str
    text: str
    cores: tuple[str, ...]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Plant({self.name!r})"


def planted(name: str, shape: str = '{}/+ %41"<&é{}') -> Plant:
    """The same at every run. The shape has characters that JSON, HTML, URLs and headers write in ways of their own."""
    letters = base64.b32encode(hashlib.sha256(name.encode()).digest()).decode().lower()
    cores = letters[:CORE], letters[CORE : 2 * CORE]
    return Plant(name, shape.format(*cores), cores)


def grown(name: str, text: str) -> Plant:
    """A secret that Tocsin has made itself, of which it may show the beginning."""
    return Plant(name, text, (text[-CORE:],))


def _client_key(name: str) -> Plant:
    issued = certificates.authority().issue_cert("client.example")
    text = issued.private_key_pem.bytes().decode()
    CERTIFICATES[text] = issued.cert_chain_pems[0].bytes().decode()
    return Plant(name, text, tuple(line[-CORE - 10 : -10] for line in text.splitlines()[1:3]))


CERTIFICATES: dict[str, str] = {}
"""Of each client key."""
ASCII = '{}/+ %41"<&{}'
TOKEN = "{}-_9{}"
PLAIN = "{}{}"

SECRET_KEY = planted("another secret key", "{}/{}")
SETTINGS: Mapping[str, Plant] = {
    one.name: one
    for one in (
        planted("TOCSIN_SECRET_KEY", "{}+{}"),
        planted("TOCSIN_BOOTSTRAP_API_KEY", "{}/+%41{}"),
        planted("TOCSIN_DATABASE_URL", '{}/+%41"<{}'),
        planted("TOCSIN_GOOGLE_CLIENT_SECRET"),
        planted("TOCSIN_GITHUB_CLIENT_SECRET"),
        planted("TOCSIN_OIDC", "{}/+<{}"),
        planted("TOCSIN_SMTP_PASSWORD"),
        planted("TOCSIN_REDIS_URL", "{}/+%41<{}"),
    )
}
"""By the variable. Of a URL it is the password."""

FIELDS: Mapping[str, Plant] = {
    one.name: one
    for one in (
        planted("http.secret_headers", ASCII),
        planted("http.password"),
        planted("http.bearer_token", ASCII),
        _client_key("http.client_key"),
        planted("http.proxy_password"),
        planted("generic.hmac.secret"),
    )
}


def quoted(plant: Plant) -> str:
    """As it stands in a URL."""
    return quote(plant.text, safe="")


def forms(plant: Plant) -> Iterator[tuple[str, bytes]]:
    """What to look for, and how it is called. A part that tells is enough: what is cut off is out as well."""
    for core in plant.cores:
        head = core[:TELLING].encode()
        yield "as it is", head
        yield "in hexadecimal digits", head.hex().encode()
        yield "reversed", head[::-1]
        yield from (("in base64", _within_base64(core[: TELLING + 2].encode(), offset)) for offset in range(3))


def _within_base64(data: bytes, offset: int) -> bytes:
    """The characters that depend on `data` alone when it begins at this offset of a longer text."""
    encoded = base64.b64encode(b"\0" * offset + data)
    return encoded[-(-offset * 8 // 6) : (offset + len(data)) * 8 // 6]


def in_json(plant: Plant) -> str:
    return json.dumps(plant.text)
