"""docs/reference/channels.md: every kind of channel, its own words and its config."""

from __future__ import annotations

from tocsin.core.notifier import TextFormat
from tocsin.notifiers import describe, discover
from tools.reference import NOTICE
from tools.reference.kinds import section

INTRODUCTION = """# Kinds of channels

What a channel's `kind` may be, and what its `config` then holds. `GET /api/v1/channel-kinds` gives the same as JSON
Schema. Every channel may have [words of its own](../how-to/word-your-messages.md), a fallback, and a message once in a
while that proves that it works.
"""
WORDS = {TextFormat.PLAIN: "plain text", TextFormat.MARKDOWN: "Markdown", TextFormat.HTML: "HTML"}


def page() -> str:
    parts = [NOTICE, INTRODUCTION]
    for kind in discover():
        info = describe(kind)
        parts += section(kind, info.docs, info.example, info.schema)
        parts.append(f"A body template of this kind makes {WORDS[info.format]}.\n")
    return "\n".join(parts)
