"""The contract: the OpenAPI document, made from the routes and put in order."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tocsin.api.pings import contract
from tocsin.api.problem import PROBLEM_TYPE, FieldProblem, Problem

DESCRIPTION = """\
Tocsin watches web sites and services and decides whether they are up.

Send an API key as `Authorization: Bearer …` or `X-API-Key`. Errors are problem documents (RFC 9457) with a stable
`code`. Lists are paged by `cursor`. Times are RFC 3339 in UTC with milliseconds, durations are seconds, latencies say
their unit in their name.
"""
TAGS = {
    "monitors": "What is watched.",
    "history": "What was seen, what was concluded, and the figures made from it.",
    "pings": "What is said to monitors that are pushed to, and the keys that it takes.",
    "hooks": "Addresses to which other systems post what they know.",
    "marks": "Intervals that were false positives or planned: every figure follows.",
    "badges": "Pictures of a state, for pages of your own.",
    "incidents": "Periods in which a monitor was not up.",
    "silences": "Times in which nobody is told; those of maintenance are left out of availability too.",
    "policies": "Who is told what, when, in which steps.",
    "rotations": "Who takes turns on call, and who is on call when.",
    "rules": "Thresholds on metrics: what is too much, or too little.",
    "channels": "Where messages go, and what they read like.",
    "notifications": "What was said to whom, and every attempt at it.",
    "plan": "Monitors as code: what a declared set would change, and changing it.",
    "catalogue": "Kinds, tags and regions.",
    "events": "What changes, as it changes.",
    "session": "Setting up, signing in, and where somebody is signed in.",
    "account": "One's own account.",
    "factors": "Authenticator apps, recovery codes and passkeys of one's own.",
    "workspaces": "Tenants: one's own, and the one at hand.",
    "members": "Who belongs to the workspace at hand.",
    "invitations": "Who is asked into the workspace at hand.",
    "access": "Roles, API keys and the audit trail.",
    "compatibility": 'The monitors API, for clients that speak it already. Errors are `{"detail": …}`.',
    "health": "Whether this process is well.",
}


def install(app: FastAPI) -> None:
    """Serve the document and make FastAPI's own way to it give the same one."""
    app.openapi = lambda: document(app)  # type: ignore[method-assign]


def document(app: FastAPI) -> dict[str, Any]:
    """The document; made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _made(app)
    return app.openapi_schema


def _made(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
    )
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    for model in (Problem, FieldProblem):
        schemas[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas[model.__name__].pop("$defs", None)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    made["paths"].update(contract.paths())
    for operations in made["paths"].values():
        for operation in operations.values():
            _replace_default_422(operation)
            _add_malformed_address(operation)
    made["components"]["schemas"] = dict(sorted(schemas.items()))
    return made


def _replace_default_422(operation: dict[str, Any]) -> None:
    """FastAPI documents its own form of error, which we never send."""
    content = operation["responses"].get("422", {}).get("content", {})
    if "HTTPValidationError" in str(content.get("application/json")):
        del operation["responses"]["422"]


def _add_malformed_address(operation: dict[str, Any]) -> None:
    """Whatever the route is: an address with characters that no text has does not get as far (`Envelope`)."""
    told = operation["responses"].setdefault("400", {"description": "The request is malformed"})
    problem = {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}
    told["content"] = {**told.get("content", {}), PROBLEM_TYPE: problem}
