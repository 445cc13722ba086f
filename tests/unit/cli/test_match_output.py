"""What a matcher is about, in a line."""

from tocsin.cli.match_output import in_a_line


def test_an_empty_matcher_is_about_everything() -> None:
    assert in_a_line({"tags": [], "everything": True}) == "everything"


def test_every_field_that_is_set_has_its_words() -> None:
    match = {"monitors": [1, 2], "tags": ["prod"], "without_tags": ["lab"], "severities": ["critical"]}
    assert in_a_line(match, {1: "shop"}) == "shop, monitor 2; tagged prod; not tagged lab; critical"
