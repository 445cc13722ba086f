"""axe-core's rules for WCAG 2.2 A and AA, over a page as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What another theme may change."""
RUN = """async (runOnly) => {
  const found = await axe.run(document, { runOnly, resultTypes: ["violations"] });
  return found.violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.target.join(" ")) }));
}"""


@cache
def _source() -> str:
    return SCRIPT.read_text()


def require_accessible(page: Page, rules: Mapping[str, Any] = WCAG) -> None:
    """Raise AssertionError naming what breaks which rule, and where. The page's policy stays as it is."""
    if not page.evaluate("'axe' in window"):
        # Evaluated by the debugger, which no policy keeps out, and not as a script of the page.
        page.evaluate(f"() => {{ {_source()} }}")
    found: list[dict[str, Any]] = page.evaluate(RUN, rules)
    told = [f"{page.url}: {one['id']} ({one['help']}): {'; '.join(one['at'][:5])}" for one in found]
    assert told == [], "\n".join(told)
