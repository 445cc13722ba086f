"""`tocsin monitor set-state`."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import output
from tocsin.cli.client import connected
from tocsin.cli.lookup import monitor_path
from tocsin.cli.options import AsJson, MonitorName, StateWord
from tocsin.cli.replies import Monitor

PAUSED = ": it is paused, so what was said is noted and changes nothing"


def set_state(
    context: typer.Context,
    monitor: MonitorName,
    state: Annotated[StateWord, typer.Argument(metavar="STATE", help="up, degraded, down or unknown.")],
    message: Annotated[str, typer.Option("--message", "-m", help="Why, in a sentence.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say what a monitor is that is pushed to: the kinds manual and heartbeat.

    Ends with 0 once the state is stored. It holds until another one comes, or until the monitor's time limit.
    """
    client = connected(context)
    reply = client.post(monitor_path(client, monitor, "state"), {"state": state.value, "message": message})
    if as_json:
        output.print_json(reply.content)
        return
    found = reply.read(Monitor)
    output.print_line(f"{found.name} ({found.id}) is ", output.state(found.state), "" if found.enabled else PAUSED)
