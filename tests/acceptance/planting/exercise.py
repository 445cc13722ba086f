"""What is done on the stage: secrets put where they belong, where they do not, and everything read that can be read.

A plant that is put in a wrong place is one of its own (`stage.wrong`), so that it can be told where one comes out.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.acceptance.planting.addresses import (
    BROUGHT_KEY,
    BROUGHT_WORKSPACE_KEY,
    go_to_providers,
    ping_with_keys_of_many_kinds,
    post_to_hooks,
    use_api_keys,
)
from tests.acceptance.planting.channels import tell_by_channels
from tests.acceptance.planting.people import PASSWORDS, live_as_people
from tests.acceptance.planting.plants import FIELDS
from tests.acceptance.planting.stage import MONITORS, Stage
from tests.acceptance.planting.typing_commands import FROM_CLI, FROM_FILE, type_commands
from tests.acceptance.planting.watching import (
    WATCHING,
    change_and_copy,
    put_secrets_where_monitors_take_none,
    watch_sites_that_echo,
    watch_with_a_client_key,
)

NORMAL = (BROUGHT_KEY, BROUGHT_WORKSPACE_KEY, FROM_FILE, FROM_CLI, *WATCHING, *PASSWORDS, *FIELDS.values())

CATALOGUES = ("/api/v1/kinds", "/api/v1/hook-kinds", "/api/v1/channel-kinds")


def exercise(stage: Stage) -> None:
    """All that a server is asked."""
    for act in ACTS:
        act(stage)


def read_everything(stage: Stage) -> None:
    for path in ("", "/api/v1/openapi.json", "/healthz", "/readyz", "/metrics", *CATALOGUES):
        stage.admin.get(path)
    for path in ("monitors", "incidents", "hooks", "api-keys", "audit", "marks", "tags", "regions", "ping-key"):
        stage.ask("GET", f"/api/v1/{path}", status=200)
    for path in ("/api/v1/audit", MONITORS, "/api/v1/channels", "/api/v1/notifications", "/api/v1/deliveries"):
        _read_pages(stage, path)
    for one in stage.tower.all("/monitors"):
        for part in ("", "/results", "/transitions", "/incidents", "/availability", "/series", "/marks"):
            stage.ask("GET", f"{MONITORS}/{one['id']}{part}", status=200)
        results = stage.tower.all(f"/monitors/{one['id']}/results")
        for result in (*results[:2], *results[-3:]):
            evidence = f"{MONITORS}/{one['id']}/results/{result['region']}/{result['scheduled_at']}"
            assert stage.admin.get(evidence).status_code in {200, 404}
    for incident in stage.tower.all("/incidents"):
        stage.ask("GET", f"/api/v1/incidents/{incident['id']}", status=200)


def _read_pages(stage: Stage, path: str) -> None:
    page = stage.ask("GET", path, status=200, params={"limit": 100})
    while page["next_cursor"]:
        page = stage.ask("GET", path, status=200, params={"limit": 100, "cursor": page["next_cursor"]})


ACTS: tuple[Callable[[Stage], None], ...] = (
    tell_by_channels,
    watch_sites_that_echo,
    watch_with_a_client_key,
    change_and_copy,
    put_secrets_where_monitors_take_none,
    ping_with_keys_of_many_kinds,
    post_to_hooks,
    use_api_keys,
    live_as_people,
    go_to_providers,
    type_commands,
    read_everything,
)
