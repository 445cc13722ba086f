"""What is handed to the program that sends by Apprise, and what it reports. Apart from it, since it loads Apprise."""

from __future__ import annotations

import msgspec


class Errand(msgspec.Struct):
    """`type` is one of Apprise's (`failure`, `warning`, `success`, `info`). `denied` and `allowed` are networks."""

    url: str
    title: str
    body: str
    type: str
    denied: tuple[str, ...]
    allowed: tuple[str, ...]
    seconds: int


class Report(msgspec.Struct):
    """`status` is what the service answered, as far as its plug-in tells; `refusal` why it could not be asked."""

    is_sent: bool = False
    is_understood: bool = True
    status: int | None = None
    refusal: str = ""
