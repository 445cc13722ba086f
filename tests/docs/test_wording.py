"""What templates may speak of is explained, and the templates that are shown work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tocsin.wording.checking import faults_in
from tocsin.wording.examples import example
from tocsin.wording.filters import FILTERS
from tocsin.wording.message import message_facts
from tocsin.wording.values import Facts

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "word-your-messages.md").read_text()
TEMPLATES = re.findall(r"^```jinja\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
CELLS = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("|")]
EXPLAINED = {name for cell in CELLS for name in re.findall(r"`(\w+)", cell)}


def names_in(facts: Facts) -> set[str]:
    found = set(facts)
    for value in facts.values():
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, Facts) and inner.noun != "a region":
            found |= names_in(inner)
    return found


def test_every_fact_is_explained() -> None:
    facts = message_facts(example(), url="", acknowledge_url="")
    assert names_in(facts) - EXPLAINED == set()


def test_every_fact_of_a_region_is_explained() -> None:
    facts = message_facts(example(), url="", acknowledge_url="")
    assert isinstance(facts["incident"], Facts)
    regions = facts["incident"]["regions"]
    assert isinstance(regions, list)
    assert isinstance(regions[0], Facts)
    (line,) = [one for one in PAGE.splitlines() if one.startswith("| `regions`")]
    assert set(regions[0]) - set(re.findall(r"`(\w+)`", line)) == set()


def test_every_filter_is_explained_and_no_other() -> None:
    facts = message_facts(example(), url="", acknowledge_url="")
    assert EXPLAINED - names_in(facts) == FILTERS.keys() - names_in(facts)
    assert FILTERS.keys() - EXPLAINED == set()


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_that_is_shown_works(template: str) -> None:
    assert faults_in(template) == ()
