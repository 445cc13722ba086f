"""Every page can be found from the first one."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
LINK = re.compile(r"\]\(([^)#\s]+\.md)")


def linked(page: Path) -> set[Path]:
    return {(page.parent / link).resolve() for link in LINK.findall(page.read_text()) if not link.startswith("http")}


def test_every_page_is_linked_from_the_index_or_from_the_list_of_decisions() -> None:
    pages = {page.resolve() for page in DOCS.rglob("*.md")}
    found = linked(DOCS / "README.md") | linked(DOCS / "adr" / "README.md") | {(DOCS / "README.md").resolve()}
    assert pages - found == set()
