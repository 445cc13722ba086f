"""Where messages lead."""

import pytest

from tests.announcements import ACKNOWLEDGE_URL, URL, message
from tocsin.core.alerting.announcement import Purpose
from tocsin.net.links import beside, in_markdown, links_of


def test_a_problem_leads_to_the_incident_and_to_its_acknowledgement() -> None:
    assert links_of(message()) == [("Open incident", URL), ("Acknowledge", ACKNOWLEDGE_URL)]


@pytest.mark.parametrize("purpose", [Purpose.RECOVERY, Purpose.ACKNOWLEDGED])
def test_what_needs_nobody_any_more_is_not_acknowledged(purpose: Purpose) -> None:
    assert links_of(message(purpose)) == [("Open incident", URL)]


def test_a_notice_leads_to_tocsin() -> None:
    assert links_of(message(Purpose.NOTICE)) == [("Open Tocsin", URL)]


def test_without_a_public_address_there_are_no_links() -> None:
    assert links_of(message(url="", acknowledge_url="")) == []


def test_a_link_that_is_too_long_is_left_out() -> None:
    assert links_of(message(), longest=len(URL)) == [("Open incident", URL)]


def test_lines_that_only_repeat_the_buttons_are_left_out() -> None:
    links = links_of(message())
    assert beside(links, f"down\n\nDetails: {URL}\nAcknowledge: {ACKNOWLEDGE_URL}\nExample\n") == "down\n\nExample"
    assert beside(links, f"See {URL}") == f"See {URL}"
    assert beside([], f"Details: {URL}") == f"Details: {URL}"


def test_only_links_that_the_body_lacks_are_added() -> None:
    links = links_of(message())
    assert in_markdown(links, f"[Details]({URL})") == f"[Acknowledge]({ACKNOWLEDGE_URL})"
    assert in_markdown(links, f"[Details]({URL}) [Acknowledge]({ACKNOWLEDGE_URL})") == ""
