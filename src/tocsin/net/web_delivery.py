"""What the web services behind channels are sent, and what their answers mean for a delivery."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from tocsin.core.notifier import DeliveryFailed, Receipt, Web, WebAnswer
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.evidence import clear_text, excerpt

MOST_TOLD = 300
"""Characters of an answer that the log of deliveries keeps."""
LONGEST_PAUSE = 3600.0
_WILL_PASS = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_BETWEEN_PARTS = re.compile(r"[/?&=#]")
_LIKE_A_WORD = 16
_LIKE_A_SECRET = 8

Headers = Sequence[tuple[str, str]]


async def post_json(
    web: Web, url: str, payload: Json, deadline: Deadline, *, headers: Headers = (), verify: bool = True
) -> WebAnswer:
    """Raise DeliveryFailed when there is no answer."""
    return await web.request(
        "POST",
        url,
        deadline,
        headers=(("Content-Type", "application/json"), *headers),
        body=json_bytes(payload),
        verify=verify,
    )


def json_bytes(payload: Json) -> bytes:
    """Half a character, which has no UTF-8, becomes a question mark."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def basic(username: str, password: str) -> tuple[str, str]:
    """The header of HTTP basic authentication (RFC 7617)."""
    return "Authorization", f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}"


def bearer(token: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {token}"


def is_permanent(answer: WebAnswer) -> bool:
    """The same would be refused again: by any refusal but those that ask for patience."""
    return answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and answer.status not in _WILL_PASS


def retry_after(answer: WebAnswer) -> float | None:
    """Seconds, of a Retry-After with seconds or a date (RFC 9110, 10.2.3), at most LONGEST_PAUSE."""
    return pause_of(answer.headers.get("retry-after", ""))


def pause_of(text: str) -> float | None:
    """As `retry_after`; None for what is neither."""
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
        return min(float(text), LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(0.0, seconds), LONGEST_PAUSE)


def bounded_pause(asked: Json, a_second: int = 1) -> float | None:
    """Of a number of JSON's, in seconds or parts of them; None for what is no pause. JSON knows no largest number."""
    if not isinstance(asked, int | float) or not asked >= 0:
        return None
    return min(asked, LONGEST_PAUSE * a_second) / a_second


def body_text(answer: WebAnswer) -> str:
    """The beginning of the body as it is."""
    return excerpt(answer.body)


def json_of(answer: WebAnswer) -> dict[str, Json]:
    """The body, if it is a JSON object; else empty."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def json_text(*names: str) -> Callable[[WebAnswer], str]:
    """What a JSON object says under the first of these names that holds a text; else the body's beginning."""

    def describe(answer: WebAnswer) -> str:
        said = json_of(answer)
        return next((text for name in names if isinstance(text := said.get(name), str) and text), body_text(answer))

    return describe


def require_success(
    answer: WebAnswer,
    *,
    secrets: Sequence[str] = (),
    permanent: Callable[[WebAnswer], bool] = is_permanent,
    describe: Callable[[WebAnswer], str] = body_text,
    pause: Callable[[WebAnswer], float | None] = retry_after,
) -> Receipt:
    """Raise DeliveryFailed for any status but 2xx. `secrets` are masked in what is told of the answer."""
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Receipt(one_line(body_text(answer), secrets), answer.status)
    raise refused(
        answer, describe(answer), secrets=secrets, is_permanent=permanent(answer), retry_after_seconds=pause(answer)
    )


def refused(
    answer: WebAnswer,
    words: str,
    *,
    is_permanent: bool,
    secrets: Sequence[str] = (),
    retry_after_seconds: float | None = None,
) -> DeliveryFailed:
    """A failure in the far side's words; also for those that refuse with a status of success."""
    said = one_line(_redirect(answer) or words, secrets)
    told = f"It answered {_named(answer.status)}{': ' if said else '.'}{said}"
    return DeliveryFailed(
        told, is_permanent=is_permanent, status=answer.status, retry_after=None if is_permanent else retry_after_seconds
    )


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _redirect(answer: WebAnswer) -> str:
    if not HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        return ""
    place = answer.headers.get("location", "")[:MOST_TOLD]
    return f"redirects are not followed: set the address that it leads to{f', {place}' if place else ''}"


def one_line(text: str, secrets: Sequence[str] = ()) -> str:
    """At most MOST_TOLD printable characters, without secrets."""
    printable = "".join(one if one.isprintable() else " " for one in clear_text(text, secrets))
    words = " ".join(printable.split())
    return words if len(words) <= MOST_TOLD else f"{words[: MOST_TOLD - 1]}…"


def url_secrets(url: str) -> list[str]:
    """The parts of an address that is a credential by which it can be told: those that are not just a word."""
    parts = urlsplit(url)
    found = _BETWEEN_PARTS.split(f"{parts.path}?{parts.query}#{parts.fragment}")
    return [part for part in found if len(part) >= (_LIKE_A_WORD if part.isalpha() else _LIKE_A_SECRET)]
