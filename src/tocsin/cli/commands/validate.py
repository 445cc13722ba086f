"""`tocsin validate`."""

from __future__ import annotations

import msgspec

from tocsin.cli.declaration_files import checked, named_files
from tocsin.cli.failures import ExitCode
from tocsin.cli.options import AsJson, FileOptions, Files
from tocsin.cli.output import counted, print_json
from tocsin.cli.terminal import clean, note


def validate(files: Files = None, file: FileOptions = None, as_json: AsJson = False) -> None:
    """Check YAML files without a server.

    Each fault is given as `file:line:column: pointer: what would be right`. What only a server can know, such as the
    names of monitors elsewhere, is checked by `tocsin apply --dry-run`.
    """
    declarations, problems = checked(named_files(files, file))
    if as_json:
        print_json(msgspec.json.encode(problems))
    else:
        for problem in problems:
            print(clean(str(problem)))
        for declaration in declarations:
            number = counted(len(declaration.monitors), "monitor")
            print(f"{declaration.path}: {number} of the source {declaration.source}")
    if problems:
        note(counted(len(problems), "problem"))
        raise SystemExit(ExitCode.FAILED)
