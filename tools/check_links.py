"""Find dead links in the project's Markdown: files that are not there, headings that no longer exist.

Links to other sites are left alone: a check that depends on somebody else's server is not a check.
"""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
INLINE = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
ANCHOR = re.compile(r"<a\s+(?:id|name)=\"([^\"]+)\"")
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def main() -> int:
    root = Path.cwd()
    files = tracked_markdown(root)
    dead = [line for file in files for line in dead_links(file, root)]
    for line in dead:
        print(line)
    print(f"links: {len(files)} Markdown files, {len(dead)} dead links")
    return 1 if dead else 0


def tracked_markdown(root: Path) -> list[Path]:
    """What git knows, and what it would be told about: build folders are neither."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.md"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=30).stdout
    return sorted(root / name for name in set(listed.split("\0")) - {""} if (root / name).is_file())


def dead_links(file: Path, root: Path) -> list[str]:
    """One sentence for each link of `file` that leads nowhere."""
    source = file.read_text(encoding="utf-8")
    text = blank(source, FENCE, CODE, COMMENT)
    problems = []
    for match in [*INLINE.finditer(text), *DEFINITION.finditer(text)]:
        if problem := why_dead(match.group(1), file, root):
            line = text.count("\n", 0, match.start()) + 1
            problems.append(f"{file.relative_to(root)}:{line}: {problem}")
    return problems


def why_dead(link: str, file: Path, root: Path) -> str | None:
    if ELSEWHERE.match(link) or link.startswith("//"):
        return None
    address, _, anchor = link.partition("#")
    target = (root / address.lstrip("/") if address.startswith("/") else file.parent / unquote(address)).resolve()
    if not address:
        target = file
    if not target.exists():
        return f"{link}: there is no such file"
    if not target.is_relative_to(root):
        return f"{link}: leads out of the repository"
    if anchor and target.suffix == ".md" and unquote(anchor) not in anchors(target):
        return f"{link}: {target.relative_to(root)} has no heading #{anchor}"
    return None


@cache
def anchors(file: Path) -> frozenset[str]:
    """The anchors that GitHub gives to a file's headings, and those written as HTML."""
    text = blank(file.read_text(encoding="utf-8"), FENCE, COMMENT)
    seen: Counter[str] = Counter()
    names = set(ANCHOR.findall(text))
    for heading in HEADING.findall(text):
        name = slug(heading)
        names.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return frozenset(names)


def slug(heading: str) -> str:
    """GitHub's rule: lower case, spaces become hyphens, everything but letters, digits, `-` and `_` goes."""
    shown = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").replace("*", "")
    kept = (c for c in shown.strip().lower() if c in " -_" or unicodedata.category(c)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


def blank(text: str, *patterns: re.Pattern[str]) -> str:
    """`text` with what the patterns find made invisible, and every line still where it was."""
    for pattern in patterns:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    return text


if __name__ == "__main__":
    sys.exit(main())
