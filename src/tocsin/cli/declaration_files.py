"""The files of monitors that a command was given, read and checked together."""

from __future__ import annotations

from pathlib import Path

from tocsin.cli.declaration import Declaration, DeclarationInvalid, Problem, load
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.output import counted
from tocsin.cli.terminal import clean

ENDINGS = (".yaml", ".yml")


def named_files(arguments: list[Path] | None, options: list[Path] | None) -> list[Path]:
    """The files, and those in folders, in the order given. Raise UsageWrong when there are none."""
    found: list[Path] = []
    for path in (*(arguments or ()), *(options or ())):
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.suffix in ENDINGS)
            if not inside:
                raise UsageWrong(f"there is no file that ends with {' or '.join(ENDINGS)} in {path}")
            found += inside
        else:
            found.append(path)
    if not found:
        raise UsageWrong("name a YAML file: tocsin apply -f monitors.yaml")
    return list(dict.fromkeys(found))


def checked(files: list[Path]) -> tuple[list[Declaration], list[Problem]]:
    """What the files declare, and the faults of those that do not fit."""
    declarations: list[Declaration] = []
    problems: list[Problem] = []
    for file in files:
        try:
            declarations.append(load(file))
        except DeclarationInvalid as error:
            problems += error.problems
    return declarations, problems + _clashes(declarations)


def required(arguments: list[Path] | None, options: list[Path] | None) -> list[Declaration]:
    """What the files declare. Raise CommandFailed with every fault when there is one."""
    declarations, problems = checked(named_files(arguments, options))
    if problems:
        raise FilesWrong(problems)
    return declarations


class FilesWrong(CommandFailed):
    """One line for each fault."""

    def __init__(self, problems: list[Problem]) -> None:
        lines = [clean(str(problem)) for problem in problems]
        super().__init__("\n".join((counted(len(lines), "problem"), *lines)))


def _clashes(declarations: list[Declaration]) -> list[Problem]:
    """Files of one source would delete each other's monitors: each must have a source of its own."""
    first: dict[str, Declaration] = {}
    found = []
    for declaration in declarations:
        other = first.setdefault(declaration.source, declaration)
        if other is not declaration:
            line, column = declaration.document.position("/source")
            message = f"{declaration.source!r} is the source of {other.path} too: give each file a source of its own"
            found.append(Problem(declaration.path, line, column, "/source", message))
    return found
