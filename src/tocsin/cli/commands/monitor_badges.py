"""`tocsin monitor badge-urls`: where a monitor's badges are."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli import output, times
from tocsin.cli.client import connected
from tocsin.cli.lookup import monitor_path
from tocsin.cli.options import AsJson, MonitorName
from tocsin.cli.replies import BadgeUrls

WIDEST = len("certificate")


class BadgeWord(StrEnum):
    """What a badge shows."""

    STATE = "state"
    UPTIME = "uptime"
    LATENCY = "latency"
    CERTIFICATE = "certificate"
    DURATION = "duration"


class Form(StrEnum):
    """As what an address is printed."""

    SVG = "svg"
    PNG = "png"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


def badge_urls(
    context: typer.Context,
    monitor: MonitorName,
    badge: Annotated[BadgeWord | None, typer.Option(help="Print this one alone.")] = None,
    form: Annotated[Form, typer.Option("--as", help="The picture's address, or what to paste to show it.")] = Form.SVG,
    expires: Annotated[
        str | None, typer.Option(help="Until when the addresses are good: a time such as 2027-01-31.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Where a monitor's badges are, signed unless anybody may see them. Whoever holds an address sees that badge.

    Style, label and range may be added: `&style=flat-square&range=30d`.
    """
    client = connected(context)
    reply = client.post(monitor_path(client, monitor, "badge-urls"), {"expires_at": times.moment(expires)})
    if as_json:
        output.print_json(reply.content)
        return
    found = {one.name: one.texts[form] for one in reply.read(BadgeUrls).badges}
    if badge is not None:
        print(found[badge])
        return
    for name, text in found.items():
        output.print_line(f"{name:<{WIDEST}}  {text}")
