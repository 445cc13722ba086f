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

_WORKFLOW = (
    "0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig="
)

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
        planted("TOCSIN_DEAD_MANS_SWITCH_URL", "http://127.0.0.1:9/{}/{}"),
    )
}
"""By the variable. Of a URL of a server it is the password."""

FIELDS: Mapping[str, Plant] = {
    one.name: one
    for one in (
        planted("http.secret_headers", ASCII),
        planted("http.password"),
        planted("http.bearer_token", ASCII),
        _client_key("http.client_key"),
        planted("http.proxy_password"),
        planted("generic.hmac.secret"),
        planted("alertmanager.password"),
        planted("alertmanager.headers", ASCII),
        planted("apprise.urls", "json://127.0.0.1:9/{}/{}"),
        planted("discord.webhook_url", f"https://discord.com/api/webhooks/1217485462361018368/{{}}-_{{}}{'x' * 26}"),
        planted(
            "google_chat.webhook_url", "https://chat.googleapis.com/v1/spaces/AAAAxxxxxx0/messages?key={}&token={}"
        ),
        planted("gotify.token", "{:.14}{}"),
        planted("matrix.access_token", "syt_{}_{}"),
        planted("mattermost.webhook_url", "https://mattermost.example.com/hooks/{:.13}{:.13}"),
        planted("ntfy.topic", "{}-_{}"),
        planted("ntfy.token", "tk_{}{}"),
        planted("ntfy.password"),
        planted("opsgenie.api_key", "{}-{}"),
        planted("pagerduty.integration_key", "{:.16}{:.16}"),
        planted("pushover.token", "{:.15}{:.15}"),
        planted("pushover.user_key", "{:.15}{:.15}"),
        planted("slack.webhook_url", "https://hooks.slack.com/services/T00000000/B00000000/{}{}"),
        planted("teams.webhook_url", f"https://prod-00.westeurope.logic.azure.com:443/workflows/{_WORKFLOW}{{}}-_{{}}"),
        planted("telegram.bot_token", "123456789:{}{:.15}"),
        planted("twilio.auth_token", "{:.16}{:.16}"),
        planted("webhook.headers", ASCII),
        planted("webhook.signing_secret", "whsec_{}{}"),
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
