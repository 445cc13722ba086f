"""What assertions look at: one answer, whose text and JSON are read only when an assertion asks."""

from collections.abc import Sequence
from functools import cached_property

import msgspec


class Answer:
    """`headers` are as sent, over all lines; `is_truncated` means that the body was longer than what is kept here."""

    def __init__(
        self,
        *,
        code: int,
        latency_us: int,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        is_truncated: bool = False,
        certificate_expires_at: int | None = None,
    ) -> None:
        self.code = code
        self.latency_us = latency_us
        self.headers = headers
        self.body = body
        self.is_truncated = is_truncated
        self.certificate_expires_at = certificate_expires_at

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
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValueError(f"a body that is not JSON ({error})") from None


def charset(content_types: Sequence[str]) -> str:
    """`text/html; charset="iso-8859-1"` gives iso-8859-1. UTF-8 when nothing is said."""
    for parameter in ";".join(content_types).split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"') or "utf-8"
    return "utf-8"
