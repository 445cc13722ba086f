"""What `tocsin silence` and `tocsin maintenance` have in common: they differ by address and by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import typer

from tocsin.cli import output, silence_output
from tocsin.cli.client import Client, Reply, read
from tocsin.cli.failures import UsageWrong
from tocsin.cli.lookup import monitor_names
from tocsin.cli.monitor_fields import Fields
from tocsin.cli.silence_options import StatusWord
from tocsin.cli.silence_replies import Silence

MOST_NAMED = 100
"""Monitors whose names are asked for, for a list: each is a request."""


@dataclass(frozen=True, slots=True)
class Silences:
    """One of the two lists."""

    path: str
    noun: str
    none: str

    def print_list(self, client: Client, status: StatusWord | None, limit: int, *, as_json: bool) -> None:
        items = client.items(self.path, {"status": status}, limit)
        if as_json:
            output.print_json(items)
            return
        found = [read(item, Silence) for item in items]
        names = _names(client, found)
        columns = (">id", "status", "|from", "|to", "recurs", "about", "by", "~comment")
        output.print_table(columns, [silence_output.row(one, names) for one in found], empty=self.none)

    def print_one(self, client: Client, wanted: int, *, as_json: bool) -> None:
        reply = client.get(f"{self.path}/{wanted}")
        if as_json:
            output.print_json(reply.content)
            return
        found = reply.read(Silence)
        silence_output.print_silence(found, _names(client, [found]))

    def create(self, client: Client, fields: Fields, *, as_json: bool) -> None:
        if "duration" not in fields and "end" not in fields:
            raise UsageWrong("say how long it holds: give --for or --until")
        self._print_told(client.post(self.path, fields), as_json)

    def edit(self, client: Client, wanted: int, given: Fields, match: Fields, *, as_json: bool) -> None:
        """What is given goes over what there is; anything that it is about replaces all of that."""
        found = client.get(f"{self.path}/{wanted}")
        fields = {**_written(found.read(Silence)), **given}
        if "end" in fields:
            fields.pop("duration")
        if not fields.get("rrule"):
            fields.pop("rrule", None)
        if match:
            fields["match"] = match
        headers = {"If-Match": found.etag or "*"}
        self._print_told(client.send("PUT", f"{self.path}/{wanted}", body=fields, headers=headers), as_json)

    def end(self, client: Client, wanted: int, *, only_occurrence: bool, as_json: bool) -> None:
        reply = client.post(f"{self.path}/{wanted}/end", {"only_occurrence": only_occurrence})
        if as_json:
            output.print_json(reply.content)
            return
        found = reply.read(Silence)
        again = f": it holds again from {output.minute(found.next[0].start)} on" if found.next else ""
        output.print_line(f"{self.noun} {wanted} ended{again}")

    def delete(self, client: Client, wanted: int, *, is_sure: bool) -> None:
        if not is_sure:
            typer.confirm(f"Delete {self.noun.lower()} {wanted}?", abort=True, err=True)
        client.send("DELETE", f"{self.path}/{wanted}")
        output.print_line(f"{self.noun} {wanted} deleted")

    def _print_told(self, reply: Reply, as_json: bool) -> None:
        if as_json:
            output.print_json(reply.content)
        else:
            output.print_line(silence_output.told(reply.read(Silence), self.noun))


def _names(client: Client, found: Sequence[Silence]) -> dict[int, str]:
    ids = [one for silence in found for one in silence.match.get("monitors", [])]
    return monitor_names(client, list(dict.fromkeys(ids))[:MOST_NAMED])


def _written(found: Silence) -> Fields:
    """As it may be sent back."""
    fields: Fields = {
        "comment": found.comment,
        "match": found.match,
        "start": found.start.isoformat(),
        "duration": found.duration,
        "time_zone": found.time_zone,
    }
    return fields | ({"rrule": found.rrule} if found.rrule else {})
