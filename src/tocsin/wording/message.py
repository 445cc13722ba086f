"""An announcement as the message that one destination gets. Whatever a user's template does, there is a message."""

from __future__ import annotations

import asyncio
from functools import cache
from importlib.resources import files

import structlog

from tocsin.core.alerting.announcement import Announcement
from tocsin.core.notifier import Message, TextFormat
from tocsin.wording.escaping import ESCAPES
from tocsin.wording.facts import facts_of
from tocsin.wording.faults import TemplateBroken
from tocsin.wording.templates import compiled, fill
from tocsin.wording.values import Facts

log = structlog.get_logger()

LONGEST_TITLE = 120
_ENOUGH = 1024 * 1024
"""Of the default words, which are about 50 incidents at most, each of whose facts is bounded."""
_BODIES = {TextFormat.PLAIN: "body.txt", TextFormat.MARKDOWN: "body.md", TextFormat.HTML: "body.html"}
_NOTE = "This channel's own template could not be used, so this is Tocsin's: {fault}."


def render(
    announcement: Announcement,
    *,
    format: TextFormat,  # noqa: A002 -- as the notifiers call it
    title_template: str | None = None,
    body_template: str | None = None,
    dedup_key: str,
    url: str = "",
    acknowledge_url: str = "",
) -> Message:
    """A template that cannot be filled in is replaced by the default, and the message says so: somebody is told."""
    facts, faults = message_facts(announcement, url=url, acknowledge_url=acknowledge_url), list[TemplateBroken]()
    title = _own_title(title_template, facts, faults) or str(facts["title"])
    body = _own_body(body_template, format, facts, faults) or default_body(facts, format)
    text = str(facts["text"])
    if faults:
        note = _NOTE.format(fault=faults[0])
        body, text = _with_note(body, note, format), _with_note(text, note, TextFormat.PLAIN)
        log.warning("template_not_used", thread=announcement.thread, faults=[str(fault) for fault in faults])
    return Message(announcement, dedup_key, title, body, text, url, acknowledge_url)


async def render_aside(
    announcement: Announcement,
    *,
    format: TextFormat,  # noqa: A002 -- as the notifiers call it
    title_template: str | None = None,
    body_template: str | None = None,
    dedup_key: str,
    url: str = "",
    acknowledge_url: str = "",
) -> Message:
    """As `render`, in a thread: a template may be made to take most of a second, in which nothing else would go on."""
    return await asyncio.to_thread(
        render,
        announcement,
        format=format,
        title_template=title_template,
        body_template=body_template,
        dedup_key=dedup_key,
        url=url,
        acknowledge_url=acknowledge_url,
    )


def message_facts(announcement: Announcement, *, url: str, acknowledge_url: str) -> Facts:
    """What templates see: the facts, and with them the default `title` and `text`, from which to make others."""
    facts = facts_of(announcement, url=url, acknowledge_url=acknowledge_url)
    facts["title"] = _title(facts)
    facts["text"] = default_body(facts, TextFormat.PLAIN)
    return facts


def default_title(announcement: Announcement) -> str:
    """What it says, in a line."""
    return _title(facts_of(announcement, url="", acknowledge_url=""))


def _title(facts: Facts) -> str:
    return one_line(_filled("title.txt", TextFormat.PLAIN, facts))


def default_body(facts: Facts, text_format: TextFormat) -> str:
    return _filled(_BODIES[text_format], text_format, facts).strip()


@cache
def default_template(name: str) -> str:
    """`title.txt`, `body.txt`, `body.md` or `body.html`: templates like those of users, and a place to start from."""
    return (files("tocsin.wording") / "templates" / name).read_text(encoding="utf-8")


def one_line(text: str) -> str:
    """As long as a title may be."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"


def _filled(name: str, text_format: TextFormat, facts: Facts) -> str:
    return fill(compiled(default_template(name), text_format), facts, longest=_ENOUGH)


def _own_title(template: str | None, facts: Facts, faults: list[TemplateBroken]) -> str:
    return one_line(_own(template, TextFormat.PLAIN, facts, faults))


def _own_body(template: str | None, text_format: TextFormat, facts: Facts, faults: list[TemplateBroken]) -> str:
    return _own(template, text_format, facts, faults).strip()


def _own(template: str | None, text_format: TextFormat, facts: Facts, faults: list[TemplateBroken]) -> str:
    if template is None:
        return ""
    try:
        return fill(compiled(template, text_format), facts)
    except TemplateBroken as error:
        faults.append(error)
        return ""


def _with_note(body: str, note: str, text_format: TextFormat) -> str:
    escaped = ESCAPES[text_format](note)
    if text_format is TextFormat.HTML:
        before, end, after = body.rpartition("</body>")
        return f"{before}<p>{escaped}</p>\n{end}{after}" if end else f"{body}<p>{escaped}</p>"
    return f"{body}\n\n{escaped}"
