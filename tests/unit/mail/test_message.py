"""A message is to one person and has one subject; on the wire it is what was meant, whatever stands in it."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8, default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.errors import ValidationFailed
from tocsin.mail.message import LONGEST_SUBJECT, Message, compose, is_address

SENDER = "tocsin@example.com"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

printable = st.characters(exclude_categories=["C", "Zl", "Zp"])
addresses = st.from_regex(r'[^\s<>()\[\]\\,:;"@]{1,20}@[^\s<>()\[\]\\,:;"@]{1,20}', fullmatch=True).filter(is_address)
subjects = st.text(printable, min_size=1, max_size=LONGEST_SUBJECT).filter(str.isprintable)
bodies = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], include_characters="\n"), max_size=3000)


def arrived(message: Message) -> EmailMessage:
    wire = compose(message, SENDER, NOW).as_bytes(policy=SMTPUTF8)
    return message_from_bytes(wire.replace(b"\r\n", b"\n"), policy=default)


def message(**given: str) -> Message:
    return Message(**{"to": "ada@example.org", "subject": "Hello", "text": "Good day\n", "html": "<p>x</p>\n"} | given)


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "=?utf-8?q?=0d=0aBcc=3a_eve?=@example.org",
        "ada@=?utf-8?q?=0d=0a?=.example.org",
        "ada@example.org\nBcc: eve@example.net",
        "ada@example.org\r\nRCPT TO:<eve@example.net>",
        "ada@example.org\u2028Bcc: eve@example.net",
        "ada@example.org\x00",
        "ada@example.org, eve@example.net",
        "ada@example.org;eve@example.net",
        "ada@example.org@example.net",
        "Ada <ada@example.org>",
        '"ada eve"@example.org',
        "ada@example.org SIZE=1",
        "ada\u202e@example.org",
        "a" * 310 + "@example.org",
    ],
)
def test_what_is_not_one_bare_address_is_refused(to: str) -> None:
    with pytest.raises(ValidationFailed, match="A mail needs one address"):
        message(to=to)


@pytest.mark.parametrize(
    "to", ["ada@example.org", "o'neil+x_y=z@sub.example.org", "жанна@пример.example", "a@localhost"]
)
def test_an_address_is_taken_as_it_is(to: str) -> None:
    assert arrived(message(to=to))["To"] == to


@pytest.mark.parametrize(
    "subject", ["", "Hello\nBcc: eve@example.net", "Hello\r", "a\x0bb", "a\u2028b", "\x00", "x" * 201]
)
def test_a_subject_of_more_than_a_line_is_refused(subject: str) -> None:
    with pytest.raises(ValidationFailed, match="A mail's subject is one line"):
        message(subject=subject)


@pytest.mark.parametrize("word", ["=?utf-8?q?=0d=0aBcc:_eve?=", "x =?utf-8?b?DQpCY2M6IGV2ZQ==?=", "=?utf-8?q?Hi?="])
def test_an_encoded_word_in_a_subject_stays_what_it_is(word: str) -> None:
    """The library decodes it while it composes, line breaks included (CVE-2024-6923)."""
    mail = arrived(message(subject=word))
    assert (mail["Subject"].replace("\u200b", ""), mail["Bcc"]) == (word, None)


def test_a_program_wrote_it_and_wants_no_answer() -> None:
    found = arrived(message())
    assert (found["Auto-Submitted"], found["X-Auto-Response-Suppress"]) == ("auto-generated", "All")


def test_sender_date_and_id_are_set() -> None:
    found = arrived(message())
    assert (found["From"], found["Date"]) == ("Tocsin <tocsin@example.com>", "Fri, 02 Jan 2026 03:04:05 +0000")
    assert found["Message-ID"].endswith("@example.com>")


def test_two_mails_have_two_ids() -> None:
    assert arrived(message())["Message-ID"] != arrived(message())["Message-ID"]


def test_the_same_mail_to_the_same_reader_has_the_same_id() -> None:
    same = {arrived(message(dedup_key="one"))["Message-ID"] for _ in range(2)}
    others = {arrived(message(dedup_key=key, to=to))["Message-ID"] for key, to in (("two", "ada@x"), ("one", "bob@x"))}
    assert (len(same), len(same | others)) == (1, 3)


def test_mails_of_one_thread_name_the_same_beginning() -> None:
    one, two, other = (arrived(message(thread=thread)) for thread in ("group:7", "group:7", "group:8"))
    assert one["References"] == one["In-Reply-To"] == two["References"] != other["References"]
    assert one["Message-ID"] != two["Message-ID"]


def test_what_stands_in_a_key_gets_into_no_header() -> None:
    found = arrived(message(thread="a\r\nBcc: eve@example.net", dedup_key="b\r\nBcc: eve@example.net"))
    assert (found["Bcc"], "eve" in f"{found['References']} {found['Message-ID']}") == (None, False)


def test_a_long_link_stands_in_the_source_as_it_is() -> None:
    link = "https://tocsin.example.com/reset#token=" + "a" * 300
    assert link.encode() in compose(message(text=f"{link}\n"), SENDER, NOW).as_bytes()


def test_no_line_is_longer_than_the_wire_allows() -> None:
    wire = compose(message(text="x" * 5000 + "\n", html="ü" * 5000 + "\n"), SENDER, NOW).as_bytes()
    assert max(len(line) for line in wire.splitlines()) <= 998


def test_bodies_show_in_no_repr() -> None:
    assert "947261" not in repr(message(text="947261", html="947261"))


@settings(deadline=None)
@given(addresses, subjects, bodies)
def test_whatever_is_taken_arrives_as_it_was_written(to: str, subject: str, text: str) -> None:
    found = arrived(message(to=to, subject=subject, text=text + "\n"))
    form = found.get_body(("plain",))
    assert form is not None
    assert form.get_content() == text + "\n"
    assert sorted({name.lower() for name in found.keys()}) == HEADERS  # noqa: SIM118 -- it is no mapping


HEADERS = sorted(
    {
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
        "x-auto-response-suppress",
    }
)
