"""The audit trail as a file: a line of JSON for each entry, or a table."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence
from enum import StrEnum

import msgspec

from tocsin.api.answers.access import AuditAnswer
from tocsin.api.fields import rfc3339
from tocsin.storage.audit import StoredAudit


class FileForm(StrEnum):
    """What an export is written as."""

    NDJSON = "ndjson"
    CSV = "csv"


MEDIA_TYPES = {FileForm.NDJSON: "application/x-ndjson", FileForm.CSV: "text/csv; charset=utf-8"}
COLUMNS = ("id", "at", "actor", "user_id", "address", "action", "subject", "detail")
_BEGINS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""Spreadsheets run what begins so, their full-width forms too (OWASP, CSV Injection)."""


async def written(chunks: AsyncIterator[list[StoredAudit]], form: FileForm) -> AsyncIterator[bytes]:
    """The file, a chunk at a time."""
    if form == FileForm.CSV:
        yield _table([COLUMNS])
    async for chunk in chunks:
        yield _table([_row(one) for one in chunk]) if form == FileForm.CSV else _lines(chunk)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: others wrote parts of it."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _lines(chunk: Sequence[StoredAudit]) -> bytes:
    return "".join(f"{AuditAnswer.of(one).model_dump_json()}\n" for one in chunk).encode()


def _row(one: StoredAudit) -> tuple[str, ...]:
    user_id = "" if one.user_id is None else str(one.user_id)
    texts = (one.actor, user_id, one.address, one.action, one.subject, msgspec.json.encode(one.detail).decode())
    return (str(one.id), rfc3339(one.at), *(harmless(text) for text in texts))


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    """RFC 4180."""
    written_to = io.StringIO(newline="")
    csv.writer(written_to).writerows(rows)
    return written_to.getvalue().encode()
