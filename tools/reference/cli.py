"""docs/reference/cli.md: every command of `tocsin`, its arguments and its options."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from tocsin.cli.root import ENTRIES, app, load
from tools.reference import NOTICE
from tools.reference.schema import table

INTRODUCTION = """# Command line

`tocsin COMMAND --help` says the same as this page. `make run` puts `tocsin` into `.venv/bin`.
"""


def page() -> str:
    root = get_command(app)
    parts = [NOTICE, INTRODUCTION, _text(root.help) + "\n", "These stand before the command:\n", _options(root.params)]
    for words, command in commands():
        parts += [f"## {' '.join(words)}\n", _text(command.help) + "\n"]
        if arguments := [p for p in command.params if isinstance(p, TyperArgument) and not p.hidden]:
            rows = [(f"`{_name(p)}`", _default(p), _text(p.help)) for p in arguments]
            parts.append(table(("argument", "default", "meaning"), rows))
        parts.append(_options(command.params))
    return "\n".join(part for part in parts if part)


def _options(parameters: Sequence[object]) -> str:
    options = [p for p in parameters if isinstance(p, TyperOption) and not p.hidden]
    rows = [(_spelling(p), _default(p), _meaning(p)) for p in options]
    return table(("option", "default", "meaning"), rows) if rows else ""


def commands() -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    """Every command that does something, with the words that call it, in the order of `--help`."""
    for entry in ENTRIES:
        yield from _walk(("tocsin", entry.name), load(entry.name, entry.target))


def _walk(words: tuple[str, ...], command: object) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    if isinstance(command, TyperGroup):
        for name, child in command.commands.items():
            yield from _walk((*words, name), child)
    elif isinstance(command, TyperCommand) and not command.hidden:
        yield words, command


def _name(argument: TyperArgument) -> str:
    name = argument.metavar or (argument.name or "").upper()
    return f"{name}…" if argument.nargs == -1 else name


def _spelling(option: TyperOption) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    return names + "".join(f" / `{name}`" for name in option.secondary_opts)


def _meaning(option: TyperOption) -> str:
    text = _text(option.help)
    if option.multiple:
        text += " May be given several times."
    if option.envvar:
        text += f" From `{option.envvar}` when not given."
    return text


def _default(parameter: TyperArgument | TyperOption) -> str:
    value = parameter.default
    if parameter.required:
        return "required"
    if isinstance(parameter.show_default, str):
        return f"`{parameter.show_default}`"
    if value is None or value is False or value == [] or callable(value):
        return ""
    return f"`{value.value if isinstance(value, Enum) else value}`"


def _text(text: str | None) -> str:
    return (text or "").split("\f")[0].strip()
