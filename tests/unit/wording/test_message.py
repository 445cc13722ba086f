"""What is said, for every purpose, in every form, whatever stands in the facts and in a user's template."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from tests.announcements import ACKNOWLEDGE_URL, NOW, URL, announcement, told
from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.alerting.concern import Concern, Severity
from tocsin.core.notifier import Message, TextFormat
from tocsin.wording.message import LONGEST_TITLE, default_template, render, render_aside

NASTY = '<script>alert("1")</script> *bold* [x](http://evil.example) @everyone `code`\n# heading\r\n\x00'


def said(what: Announcement, text_format: TextFormat = TextFormat.PLAIN, **templates: str) -> Message:
    return render(what, format=text_format, dedup_key="key", url=URL, acknowledge_url=ACKNOWLEDGE_URL, **templates)


def group(purpose: Purpose = Purpose.PROBLEM, *, total: int = 2800) -> Announcement:
    ended = NOW if purpose is Purpose.RECOVERY else None
    incidents = tuple(told(number, ended_at=ended) for number in range(1, 51))
    return announcement(purpose, incidents=incidents, total=total, cause="the host db1.example.com")


@pytest.mark.parametrize(
    ("what", "title"),
    [
        (announcement(), "Down: web-1"),
        (announcement(total=5), "Down: web-1 (and 4 more)"),
        (group(), "Down: web-1 (and 2,799 more)"),
        (announcement(Purpose.REMINDER), "Still down: web-1"),
        (announcement(Purpose.WORSE), "Now down: web-1"),
        (announcement(Purpose.MORE, total=12), "Now 12 down: web-1 (and 11 more)"),
        (announcement(Purpose.ACKNOWLEDGED), "Acknowledged: web-1"),
        (announcement(Purpose.RECOVERY), "Recovered: web-1 after 3 min 20 s"),
        (group(Purpose.RECOVERY, total=50), "Recovered: web-1 (and 49 more) after 3 min 20 s"),
        (announcement(Purpose.REFRESH), "Down: web-1"),
        (announcement(Purpose.NOTICE), "The region eu-west looks offline."),
        (announcement(Purpose.TEST), "Test: a message from Tocsin"),
        (announcement(Purpose.CANARY), "Proof of life from Tocsin"),
        (announcement(is_flapping=True), "Flapping: web-1"),
        (announcement(incidents=(told(concern=Concern.CERTIFICATE, severity=Severity.WARNING),)), "Certificate: web-1"),
    ],
)
def test_the_title_says_what_is_the_matter(what: Announcement, title: str) -> None:
    assert said(what).title == title


@pytest.mark.parametrize("text_format", TextFormat)
def test_a_problem_says_what_since_when_why_from_where_and_what_changed(text_format: TextFormat) -> None:
    body = said(announcement(), text_format).body
    for fact in (
        "web-1",
        "2026-11-21 22:26:40 UTC",
        "Down in 2 of 2 regions",
        "eu-west",
        "No answer in 10 s.",
        "192.0.2.9",
    ):
        assert fact in body
    for address in ("https://wiki.example/web", URL, ACKNOWLEDGE_URL):
        assert address in body


@pytest.mark.parametrize("text_format", TextFormat)
def test_a_group_says_the_likely_cause_and_how_many_more(text_format: TextFormat) -> None:
    body = said(group(), text_format).body
    for fact in ("2,800 monitors", "the host db1.example.com", "web-1", "web-50", "and 2,750 more"):
        assert fact in body


@pytest.mark.parametrize("text_format", TextFormat)
def test_a_recovery_says_how_long_it_was_and_asks_for_no_acknowledgement(text_format: TextFormat) -> None:
    body = said(announcement(Purpose.RECOVERY), text_format).body
    assert "3 min 20 s" in body
    assert ACKNOWLEDGE_URL not in body


@pytest.mark.parametrize(
    ("purpose", "words"),
    [
        (Purpose.WORSE, "It was told as a warning"),
        (Purpose.MORE, "It has spread"),
        (Purpose.ACKNOWLEDGED, "Acknowledged by "),
        (Purpose.NOTICE, "The region eu-west looks offline."),
    ],
)
@pytest.mark.parametrize("text_format", TextFormat)
def test_each_purpose_has_words_of_its_own(purpose: Purpose, words: str, text_format: TextFormat) -> None:
    assert words in said(announcement(purpose), text_format).body


@pytest.mark.parametrize("text_format", TextFormat)
def test_a_test_and_a_proof_of_life_say_that_nothing_is_wrong(text_format: TextFormat) -> None:
    assert "This is a test" in said(announcement(Purpose.TEST, note=""), text_format).body
    assert "Nothing is wrong" in said(announcement(Purpose.CANARY, note=""), text_format).body


def test_a_rule_that_is_broken_is_named() -> None:
    assert "Rule: Latency" in said(announcement(incidents=(told(rule="Latency"),))).body


def test_a_region_that_is_suspect_is_called_so() -> None:
    suspect = tuple(replace(one, is_suspect=True) for one in told().regions)
    assert "this region looks offline itself" in said(announcement(incidents=(told(regions=suspect),))).body


def test_without_a_public_address_there_are_no_links() -> None:
    body = render(announcement(), format=TextFormat.PLAIN, dedup_key="key").body
    assert "Details" not in body
    assert "Acknowledge" not in body


@pytest.mark.parametrize("purpose", Purpose)
def test_nothing_in_the_facts_becomes_html(purpose: Purpose) -> None:
    body = said(_nasty(purpose), TextFormat.HTML).body
    assert "<script" not in body
    assert '"1"' not in body


@pytest.mark.parametrize("purpose", Purpose)
def test_nothing_in_the_facts_becomes_markdown(purpose: Purpose) -> None:
    body = said(_nasty(purpose), TextFormat.MARKDOWN).body
    for markup in ("[x](", " *bold*", "@everyone", " `code`", "\n#"):
        assert markup not in body


@pytest.mark.parametrize("purpose", Purpose)
def test_the_title_is_one_line_of_bounded_length(purpose: Purpose) -> None:
    long = announcement(purpose, incidents=(told(monitor="web\n" * 500),), note="so\n" * 500, total=3)
    title = said(long).title
    assert len(title) <= LONGEST_TITLE
    assert "\n" not in title
    assert title


@pytest.mark.parametrize("text_format", TextFormat)
def test_facts_of_any_length_are_told(text_format: TextFormat) -> None:
    region = told().regions[0]
    wordy = replace(region, region="r" * 63, message='"' * 5000)
    one = told(
        monitor='"' * 200, target='"' * 2000, summary='"' * 9000, regions=(wordy,) * 50, changes=('"' * 9000,) * 50
    )
    assert "own template" not in said(announcement(incidents=(one,)), text_format).body
    assert "and 2,750 more" in said(announcement(incidents=(one,) * 50, total=2800), text_format).body


def test_a_channel_may_have_its_own_words() -> None:
    made = said(announcement(), title_template="[{{ workspace }}] {{ title }}", body_template="{{ incident.monitor }}!")
    assert (made.title, made.body) == ("[Example] Down: web-1", "web-1!")
    assert "Down in 2 of 2 regions" in made.text


@pytest.mark.parametrize("text_format", TextFormat)
def test_a_broken_template_gives_way_to_the_default_and_is_told(text_format: TextFormat) -> None:
    made = said(announcement(), text_format, title_template="{{ nobody }}", body_template="\n{{ 1 / 0 }}")
    assert made.title == "Down: web-1"
    assert "Down in 2 of 2 regions" in made.body
    assert "own template could not be used" in made.body
    assert "line 1: there is no `nobody`" in made.text


def test_a_template_that_says_nothing_gives_way_to_the_default() -> None:
    made = said(announcement(), title_template="{# nothing #}", body_template="  \n ")
    assert made.title == "Down: web-1"
    assert "Down in 2 of 2 regions" in made.body


def test_without_incidents_a_template_about_one_still_says_what_it_can() -> None:
    words = "{{ incident.monitor }}{{ incident.tags|join }}{{ incident.started_at|time }}: {{ note }}"
    assert said(announcement(Purpose.NOTICE), body_template=words).body == ": The region eu-west looks offline."


@pytest.mark.parametrize("name", ["title.txt", "body.txt", "body.md", "body.html"])
def test_the_defaults_are_templates_that_a_user_could_have_written(name: str) -> None:
    made = said(announcement(), TextFormat.HTML, body_template=default_template(name))
    assert "own template" not in made.body


def _nasty(purpose: Purpose) -> Announcement:
    region = told().regions[0]
    one = told(
        monitor=NASTY,
        target=NASTY,
        summary=NASTY,
        changes=(NASTY,),
        tags=(NASTY,),
        regions=(replace(region, message=NASTY, is_suspect=True),),
        rule=NASTY,
        runbook_url='https://a.example/)"><b>[x](y)',
    )
    named = {"workspace": NASTY, "policy": NASTY, "cause": NASTY, "note": NASTY, "acknowledged_by": NASTY}
    return announcement(purpose, incidents=(one, one), total=2, **named)


@pytest.mark.parametrize("text_format", TextFormat)
def test_one_link_for_both_stands_there_once(text_format: TextFormat) -> None:
    link = "https://tocsin.example/respond/1"
    body = render(announcement(), format=text_format, dedup_key="k", url=link, acknowledge_url=link).body
    assert body.count(link) == 1


@pytest.mark.parametrize("text_format", TextFormat)
@pytest.mark.parametrize("total", [1, 3])
def test_what_was_closed_by_hand_is_not_called_well(text_format: TextFormat, total: int) -> None:
    closed = replace(group(Purpose.RECOVERY, total=total), epilogue="Resolved by ada.")
    message = said(closed, text_format)
    assert message.title.startswith("Closed: ")
    assert "Resolved by ada." in message.body
    assert "well again" not in message.body


async def test_a_template_that_takes_its_time_holds_nothing_else_up() -> None:
    loops = "{% for a in incidents %}{% for b in incidents %}{% set c = a.summary %}{% endfor %}{% endfor %}said"
    work = asyncio.create_task(render_aside(group(), format=TextFormat.PLAIN, body_template=loops, dedup_key="key"))
    turns = 0
    while not work.done():
        await asyncio.sleep(0)
        turns += 1
    assert (await work).body == "said"
    assert turns > 2
