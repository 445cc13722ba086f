"""Sends a request to an address of yours.

## What arrives
With `body: json`, a JSON object. Its fields stay what they are; new ones may join them.

| field | meaning |
| --- | --- |
| `version` | 1 |
| `purpose` | `problem`, `reminder`, `worse`, `more`, `acknowledged`, `recovery`, `notice`, `test` or `canary` |
| `severity` | `critical` or `warning` |
| `thread` | the same for all that is told of one group of incidents, from the first alarm to the recovery |
| `dedup_key` | the same when this very message is sent again |
| `at` | when it was decided to say it: RFC 3339, as all times |
| `workspace`, `policy`, `step` | whose it is, and which step of which policy says it |
| `cause`, `note` | what is behind the group; a sentence of what has no incidents |
| `is_flapping`, `epilogue` | |
| `acknowledged_by` | such as `user:ada@example.com` or `key:ci`, or empty |
| `total`, `incidents` | how many there are, and the first 50 of them |
| `title`, `text` | the message in words: those of the channel's templates, if it has some |
| `url`, `acknowledge_url` | where to look, and where to acknowledge without signing in; else empty |

An incident has `id`, `monitor_id`, `monitor` (its name), `kind`, `target`, `tags`, `severity`, `concern`, `state`,
`started_at`, `ended_at` (or null), `reason`, `summary`, `changes`, `runbook_url`, `rule`, and `regions`: each with
`region`, `state`, `seen_at`, `error`, `message` and `is_suspect`.

With `body: template`, what the channel's body template makes. A template of JSON writes every value by `tojson`:

    {"text": {{ title|tojson }}, "monitor": {{ incident.monitor|tojson }}, "since": {{ since|ms }}}

With `body: kuma`, what Uptime Kuma's webhooks send: `heartbeat`, `monitor` and `msg`. Of a group the first monitor
stands there, and `msg` tells of all.

A request by GET has no body.

## How to tell that it is from Tocsin
Set a signing secret, made by `openssl rand -base64 32`. Every request is then signed as [Standard
Webhooks](https://www.standardwebhooks.com) says it, for which there are libraries in most languages; or, in Python:

```python
def is_from_tocsin(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, "sha256")
    is_fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 300
    return is_fresh and hmac.compare_digest(headers["webhook-signature"], f"v1,{base64.b64encode(digest).decode()}")
```

`webhook-id` is the same when this very message is sent again: ignore what you know already.

## What to answer
Any 2xx. After 408, 425, 429 and 5xx Tocsin tries again, and not before `Retry-After`. Anything else is a failure for
good, redirects too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, SecretStr, field_validator

from tocsin.core.clock import Clock, SystemClock
from tocsin.core.notifier import DeliveryFailed, Message, Notifier, NotifierConfig, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.channel_fields import SecretHeaders, Verify, header_secrets, in_clear
from tocsin.net.kuma_json import kuma_json
from tocsin.net.message_json import message_json
from tocsin.net.urls import MAX_URL_LENGTH, parse_http_url
from tocsin.net.web_delivery import json_bytes, require_success
from tocsin.net.webhook_signatures import headers_of, key_of, message_id

_JSON = "application/json"


class WebhookConfig(NotifierConfig):
    url: str = Field(
        max_length=MAX_URL_LENGTH,
        title="URL",
        description="Where to send it, with http:// or https://. It is shown to everybody who may see channels: what "
        "is secret belongs in the headers.",
        examples=["https://example.com/tocsin"],
    )
    method: Literal["POST", "PUT", "PATCH", "GET", "DELETE"] = Field(
        "POST", title="Method", description="The request's method."
    )
    body: Literal["json", "template", "kuma"] = Field(
        "json",
        title="Body",
        description="Tocsin's own JSON, what the channel's body template makes, or what Uptime Kuma sends.",
    )
    content_type: str = Field(
        _JSON,
        max_length=100,
        pattern=r"^[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+(; ?charset=utf-8)?$",
        title="Content type",
        description="Of what a template makes.",
        examples=["text/plain; charset=utf-8"],
    )
    headers: SecretHeaders = Field(default_factory=dict)
    signing_secret: SecretStr = Field(
        SecretStr(""), max_length=100, title="Signing secret", description="24 to 64 bytes in base64."
    )
    verify: Verify = True

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        parse_http_url(url)
        return url

    @field_validator("signing_secret")
    @classmethod
    def _check_signing_secret(cls, secret: SecretStr) -> SecretStr:
        if secret.get_secret_value():
            key_of(secret.get_secret_value())
        return secret

    @property
    def key(self) -> bytes | None:
        secret = self.signing_secret.get_secret_value()
        return key_of(secret) if secret else None

    @property
    def secrets(self) -> list[str]:
        return [*header_secrets(in_clear(self.headers)), self.signing_secret.get_secret_value()]


class WebhookNotifier(Notifier[WebhookConfig]):
    kind = "webhook"
    title = "Webhook"
    config_type = WebhookConfig
    example: ClassVar[dict[str, Json]] = {"url": "https://example.com/tocsin"}

    def __init__(self, tools: Tools, clock: Clock | None = None) -> None:
        super().__init__(tools)
        self._clock = clock or SystemClock()

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        """The URL's origin, and what may let another server pass for it."""
        try:
            origin: object = parse_http_url(str(config.get("url"))).origin
        except ValueError:
            origin = None
        return origin, config.get("verify", True)

    async def send(self, config: WebhookConfig, message: Message, deadline: Deadline) -> Receipt:
        content_type, body = _content(config, message)
        signed = headers_of(message_id(message.dedup_key), self._clock.now_ms() // 1000, body, config.key)
        headers = [*content_type, *signed, *in_clear(config.headers)]
        answer = await self.tools.web.request(
            config.method, config.url, deadline, headers=headers, body=body, verify=config.verify
        )
        return require_success(answer, secrets=config.secrets)


def _content(config: WebhookConfig, message: Message) -> tuple[list[tuple[str, str]], bytes]:
    """The header that names the type, and the body."""
    if config.method == "GET":
        return [], b""
    if config.body == "template":
        if config.content_type == _JSON:
            _require_json(message.body)
        return [("Content-Type", config.content_type)], message.body.encode("utf-8", "replace")
    payload = kuma_json(message) if config.body == "kuma" else message_json(message)
    return [("Content-Type", _JSON)], json_bytes(payload)


def _require_json(text: str) -> None:
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DeliveryFailed(
            f"The channel's body template, if it has one, makes no JSON ({error}): write values by tojson.",
            is_permanent=True,
        ) from None
