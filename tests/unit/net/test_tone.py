"""Which announcement sounds how."""

import re

import pytest

from tests.announcements import announcement
from tocsin.core.alerting.announcement import Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.net.tone import COLOURS, Tone, tone_of


@pytest.mark.parametrize("purpose", [Purpose.PROBLEM, Purpose.REMINDER, Purpose.WORSE, Purpose.MORE, Purpose.REFRESH])
def test_a_problem_sounds_as_bad_as_it_is(purpose: Purpose) -> None:
    assert tone_of(announcement(purpose)) is Tone.ALARM
    assert tone_of(announcement(purpose, severity=Severity.WARNING)) is Tone.WARNING


def test_a_recovery_is_good_news_however_bad_it_was() -> None:
    assert tone_of(announcement(Purpose.RECOVERY)) is Tone.WELL


@pytest.mark.parametrize("purpose", [Purpose.ACKNOWLEDGED, Purpose.NOTICE, Purpose.TEST, Purpose.CANARY])
def test_the_rest_is_news(purpose: Purpose) -> None:
    assert tone_of(announcement(purpose)) is Tone.NEWS


def test_every_tone_has_a_colour_of_its_own() -> None:
    assert len(set(COLOURS.values())) == len(Tone) == len(COLOURS)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in COLOURS.values())
