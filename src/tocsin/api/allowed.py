"""Which methods a path takes: what `Allow` must say beside a 405 (RFC 9110 §15.5.6)."""

from __future__ import annotations

import re

from fastapi import FastAPI

from tocsin.api import openapi


def allowed_methods(app: FastAPI, path: str) -> str:
    """Such as `GET, HEAD, POST`; empty when no path of the contract fits."""
    methods: set[str] = set()
    for template, operations in openapi.document(app)["paths"].items():
        if _pattern(template).fullmatch(path):
            methods |= {method.upper() for method in operations}
            if "{" not in template:
                break
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


def _pattern(template: str) -> re.Pattern[str]:
    """Ids are numbers, so that `/monitors/bulk` is not taken for a monitor; `re` keeps what it has compiled."""
    expression = re.sub(r"\\{[a-z_]+_id\\}", "[0-9]+", re.escape(template))
    return re.compile(re.sub(r"\\{[a-z_]+\\}", "[^/]+", expression))
