"""The API described: for people to read, and the contract itself."""

from __future__ import annotations

from html import escape

import msgspec
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from tocsin.api import openapi
from tocsin.api.guarded_route import GuardedRoute

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)


@router.get("/api/docs")
async def get_docs(request: Request) -> Response:
    """The endpoints, in plain HTML that needs nothing from elsewhere."""
    return HTMLResponse(_page(request.app))


@router.get("/api/v1/openapi.json")
async def get_openapi(request: Request) -> Response:
    """The contract."""
    return Response(msgspec.json.encode(openapi.document(request.app)), media_type="application/json")


def _page(app: FastAPI) -> str:
    document = openapi.document(app)
    rows = [
        f"<tr><td><code>{method.upper()}</code></td><td><code>{escape(path)}</code></td>"
        f"<td>{escape(operation.get('description', '').splitlines()[0])}</td></tr>"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tocsin API</title></head><body>'
        f"<h1>Tocsin {escape(document['info']['version'])}</h1>"
        "<p>Send an API key as <code>Authorization: Bearer …</code>. "
        'The contract: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>'
        f"<table><tbody>{''.join(rows)}</tbody></table></body></html>"
    )
