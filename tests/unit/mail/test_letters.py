"""Every letter says the same in both forms, escapes what strangers wrote, and loads nothing from anywhere."""

from __future__ import annotations

import inspect
import re
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from jinja2 import UndefinedError

from tocsin.core.errors import ValidationFailed
from tocsin.mail import letters
from tocsin.mail.message import Message

TO = "ada@example.org"
AT = datetime(2026, 1, 2, 4, 4, 5, tzinfo=timezone(timedelta(hours=1)))
URL = "https://tocsin.example.com/invitations?a=1&b=2#token=x"
WICKED = 'Eve"</p>\n<a href=https://evil.example>Sign in</a>\r\nhttps://evil.example/reset'


def all_letters(name: str = "Ada") -> dict[str, Message]:
    return {
        "sign_up_code": letters.sign_up_code(TO, "947261", 15),
        "account_exists": letters.account_exists(TO, "https://t.example/sign-in", "https://t.example/forgotten"),
        "password_reset": letters.password_reset(TO, name, "https://t.example/reset", "tok-en_1", 30),
        "password_changed": letters.password_changed(TO, name, AT, "2001:db8::1", name),
        "email_code": letters.email_code(TO, "947261", 15),
        "email_changed": letters.email_changed(TO, name, "ada@new.example", AT),
        "invitation": letters.invitation(TO, name, "editor", name, URL, AT),
        "second_factor_changed": letters.second_factor_changed(TO, f"A passkey was added: {name}"),
        "new_device": letters.new_device(TO, name, AT, None, name),
        "test_message": letters.test_message(TO),
    }


EACH = pytest.mark.parametrize("letter", all_letters().values(), ids=all_letters())
EACH_WICKED = pytest.mark.parametrize("letter", all_letters(WICKED).values(), ids=all_letters())


class Page(HTMLParser):
    """What a reader of the HTML sees, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._is_body = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_body |= tag == "body"
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "background", "action")]

    def handle_data(self, data: str) -> None:
        if self._is_body:
            self.words += data.split()


def links_in(text: str) -> list[str]:
    return re.findall(r"https?://\S+", text)


def test_every_letter_is_tried_here() -> None:
    written = [name for name, made in inspect.getmembers(letters, inspect.isfunction) if _is_letter(name, made)]
    assert sorted(all_letters()) == sorted(written)


def test_every_template_is_in_the_package_and_used() -> None:
    shipped = {file.name for file in (files("tocsin.mail") / "templates").iterdir()}
    used = {f"{name}.{form}" for name in all_letters() for form in ("txt", "html")}
    assert shipped == used | {"letter.txt", "letter.html", "forms.html"}


@EACH
def test_both_forms_say_the_same(letter: Message) -> None:
    assert Page(letter.html).words == letter.text.split()


@EACH_WICKED
def test_both_forms_say_the_same_of_a_wicked_name(letter: Message) -> None:
    assert Page(letter.html).words == letter.text.split()


@EACH
def test_links_stand_in_full_in_the_text(letter: Message) -> None:
    assert Page(letter.html).links == links_in(letter.text)


@EACH_WICKED
def test_a_wicked_name_adds_no_link_and_no_tag(letter: Message) -> None:
    [plain] = [found for found in all_letters().values() if found.subject == letter.subject]
    assert links_in(letter.text) == links_in(plain.text)
    assert (Page(letter.html).links, Page(letter.html).tags) == (Page(plain.html).links, Page(plain.html).tags)


@EACH_WICKED
def test_a_wicked_name_adds_no_line(letter: Message) -> None:
    [plain] = [found for found in all_letters().values() if found.subject == letter.subject]
    assert letter.text.count("\n") == plain.text.count("\n")


def test_a_name_is_no_template() -> None:
    assert "Hello {{ 7 * 7 }}," in letters.password_reset(TO, "{{ 7 * 7 }}", "https://t.example/", "x", 30).text


@EACH
def test_nothing_is_loaded_from_elsewhere(letter: Message) -> None:
    assert set(Page(letter.html).tags).isdisjoint({"img", "script", "link", "style", "iframe", "form", "object"})
    assert "url(" not in letter.html
    assert "@import" not in letter.html


@EACH
def test_it_is_readable_in_the_dark(letter: Message) -> None:
    assert '<meta name="color-scheme" content="light dark">' in letter.html
    assert not re.search(r"[ ;\"](color|background(-color)?): ", letter.html)


@EACH
def test_lines_fit_a_terminal(letter: Message) -> None:
    assert [line for line in letter.text.splitlines() if len(line) > 80 and "://" not in line] == []
    assert "\n\n\n" not in letter.text


@pytest.mark.parametrize("name", ["sign_up_code", "email_code"])
def test_a_code_stands_by_itself_and_in_no_subject(name: str) -> None:
    letter = all_letters()[name]
    assert "\n    947261\n" in letter.text
    assert "15 minutes" in letter.text
    assert "947261" not in letter.subject


def test_one_minute_is_no_minutes() -> None:
    assert "valid for 1 minute." in letters.sign_up_code(TO, "947261", 1).text


def test_a_reset_token_stands_where_no_server_logs_it() -> None:
    letter = letters.password_reset(TO, "Ada", "https://t.example/reset", "a b/c=", 30)
    assert links_in(letter.text) == ["https://t.example/reset#token=a%20b%2Fc%3D"]


def test_an_invitation_names_what_where_and_by_whom() -> None:
    text = letters.invitation(TO, "Acme", "editor", "Eve", URL, AT).text
    assert 'Workspace: "Acme"\nRole: editor\nInvited by: "Eve"\n' in text
    assert (URL in text, "until 2026-01-02 03:04 UTC" in text) == (True, True)


def test_circumstances_are_told_in_utc() -> None:
    text = letters.new_device(TO, "Ada", AT, "2001:db8::1", "Firefox on Linux").text
    assert "When: 2026-01-02 03:04 UTC\nFrom: 2001:db8::1\nWith: Firefox on Linux\n" in text


def test_unknown_circumstances_are_said_to_be_unknown() -> None:
    assert "From: unknown\nWith: unknown\n" in letters.new_device(TO, "Ada", AT, None, None).text


def test_an_address_that_is_none_becomes_no_link() -> None:
    assert "evil.example" not in letters.new_device(TO, "Ada", AT, "evil.example", None).text


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/reset",
        "javascript:alert(1)",
        "https://",
        "https://t.example/a b",
        "https://t.example/\nhttps://evil.example",
        'https://t.example/"onclick="x',
        "https://t.example/<b>",
        "https://t.example/\u202e",
        "https://t.example/" + "a" * 2000,
    ],
)
def test_what_is_no_link_is_refused(url: str) -> None:
    with pytest.raises(ValidationFailed, match="A link in a mail must be an address"):
        letters.invitation(TO, "Acme", "editor", "Eve", url, AT)


def test_a_fact_that_is_missing_stops_the_letter() -> None:
    with pytest.raises(UndefinedError):
        letters._letter("sign_up_code", TO, "Hello", code="947261")


def _is_letter(name: str, made: object) -> bool:
    return not name.startswith("_") and inspect.signature(made).return_annotation == "Message"  # type: ignore[arg-type]
