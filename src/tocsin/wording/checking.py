"""A user's template, tried before it is kept: everything that is wrong with it, by line."""

from __future__ import annotations

from typing import Literal

from tocsin.core.errors import FieldError, ValidationFailed
from tocsin.core.notifier import TextFormat
from tocsin.wording.examples import ACKNOWLEDGE_URL, URL, examples
from tocsin.wording.faults import Fault, TemplateBroken
from tocsin.wording.message import message_facts
from tocsin.wording.templates import compiled, fill

Which = Literal["title", "body"]


def check_template(text: str, which: Which) -> None:
    """Raise ValidationFailed, its errors at `/title_template` or `/body_template`, with the lines."""
    faults = faults_in(text)
    if faults:
        errors = [FieldError(f"/{which}_template", str(fault)) for fault in faults]
        raise ValidationFailed(f"The template of the {which} has a fault, {faults[0]}.", errors=errors)


def faults_in(text: str) -> tuple[Fault, ...]:
    """It is read, and filled in for every purpose, about one monitor and about several."""
    try:
        template = compiled(text, TextFormat.PLAIN)
        for example in examples():
            fill(template, message_facts(example, url=URL, acknowledge_url=ACKNOWLEDGE_URL))
    except TemplateBroken as error:
        return error.faults
    return ()
