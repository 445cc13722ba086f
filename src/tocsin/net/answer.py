"""What assertions look at: one answer, whose headers, text and JSON are read only when an assertion asks."""

import codecs
from collections.abc import Sequence
from functools import cached_property

import msgspec


class Answer:
    """`header_lines` are raw; `is_truncated` means that the body is longer than what is kept here."""

    def __init__(
        self,
        *,
        code: int,
        latency_us: int,
        header_lines: Sequence[bytes] = (),
        body: bytes = b"",
        is_truncated: bool = False,
        certificate_expires_at: int | None = None,
    ) -> None:
        self.code = code
        self.latency_us = latency_us
        self.header_lines = header_lines
        self.body = body
        self.is_truncated = is_truncated
        self.certificate_expires_at = certificate_expires_at

    @cached_property
    def headers(self) -> list[tuple[str, str]]:
        return parse_headers(self.header_lines)

    def header(self, name: str) -> list[str]:
        """Values of every line of that name, which is compared without regard to case."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]

    @cached_property
    def text(self) -> str:
        """The body by the charset that the answer names, UTF-8 otherwise; what cannot be read is replaced."""
        try:
            return self.body.decode(charset(self.header("content-type")), errors="replace")
        except LookupError:
            return self.body.decode(errors="replace")

    @cached_property
    def json(self) -> object:
        """Raise ValueError when the body is not JSON."""
        try:
            return msgspec.json.decode(self.body.removeprefix(codecs.BOM_UTF8))
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValueError(f"a body that is not JSON ({error})") from None


def parse_headers(lines: Sequence[bytes]) -> list[tuple[str, str]]:
    """Headers of the final answer: interim ones (1xx) are dropped, trailers kept (RFC 9110 §6.5)."""
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith(b"HTTP/"):
            headers.clear()
            continue
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            headers.append((name.strip(), value.strip()))
    return headers


def charset(content_types: Sequence[str]) -> str:
    """`text/html; charset="iso-8859-1"` gives iso-8859-1. UTF-8 when nothing is said."""
    for parameter in ";".join(content_types).split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"') or "utf-8"
    return "utf-8"
