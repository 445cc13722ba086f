"""What names, targets and error messages may hold when somebody means ill, and what must be left of it."""

from __future__ import annotations

from tests.announcements import announcement, message, told
from tocsin.core.notifier import Message

CALLS = "@everyone @here @channel @all <!channel> <!here> <@U012AB3CD> <at>everyone</at> <users/all>"
MARKS = (
    "**bold** __x__ [safe.example](https://evil.example) <https://evil.example|safe.example> `code` # head ||x|| ~~y~~"
)
HTML = "</p><script>alert(1)</script><img src=https://evil.example/x.png> &amp; &lt;"
LINES = "one\r\ntwo\n\n\nthree\x00\x1b[31m\u202e\ud83d end"
EMOJI = "🔥👩‍👩‍👧‍👦🇩🇪"
HOSTILE = (
    CALLS,
    MARKS,
    HTML,
    LINES,
    EMOJI,
    "x" * 10_000,
    "🔥" * 10_000,
    "&<>" * 10_000,
    "\n" * 10_000,
    '"\\' * 5000,
    "",
)


def saying(text: str) -> Message:
    """A message that says it everywhere: as its words, and in every fact."""
    incident = told(
        monitor=text[:200], target=text[:200], tags=(text[:50], f"env:{text[:40]}"), summary=text, changes=(text,)
    )
    facts = announcement(workspace=text[:100], policy=text[:100], cause=text, note=text, incidents=(incident,))
    return message(announcement=facts, title=text, body=text, text=text)


def about_three_thousand() -> Message:
    """A group so large that only the beginning of it is told."""
    incidents = tuple(told(number) for number in range(50))
    words = "".join(f"web-{number} is down: the connection was refused.\n" for number in range(3000))
    facts = announcement(incidents=incidents, total=3000)
    return message(announcement=facts, title="Down: 3,000 monitors", body=words, text=words)
