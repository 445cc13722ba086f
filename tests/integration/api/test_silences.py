"""`/api/v1/silences` and `/api/v1/maintenance-windows`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.integration.api.history import go_down
from tests.integration.api.tower import MONITORS, Tower, now_ms
from tests.integration.api.tower import draft as monitor_draft
from tocsin.api.fields import rfc3339
from tocsin.core.alerting.concern import Concern
from tocsin.core.alerting.silence import SilenceKind
from tocsin.services.mutes import occurrences_at
from tocsin.storage.alerts import AlertRepository, AlertStatus, StoredAlert

SILENCES, WINDOWS = "/api/v1/silences", "/api/v1/maintenance-windows"
BOTH = pytest.mark.parametrize("address", [SILENCES, WINDOWS])

AHEAD = "2030-01-06T02:00:00Z"
EVERYTHING = {"everything": True}


def draft(**fields: Any) -> dict[str, Any]:
    return {"comment": "Deploy", "match": {"tags": ["prod"]}, "duration": "2h", **fields}


async def made(tower: Tower, address: str = SILENCES, **fields: Any) -> dict[str, Any]:
    answer = await tower.client.post(address, json=draft(**fields))
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


async def holding(tower: Tower) -> list[int]:
    async with tower.parts.database.read() as connection:
        found = await occurrences_at(connection, [tower.actor.workspace_id], now_ms())
    return [one.silence_id for held in found.values() for one in held]


async def faults(tower: Tower, address: str = SILENCES, **fields: Any) -> dict[str, str]:
    answer = await tower.client.post(address, json=draft(**fields))
    assert answer.status_code == 422, answer.text
    return {error["pointer"]: error["message"] for error in answer.json()["errors"]}


@BOTH
async def test_it_holds_from_now_on_when_no_start_is_given(tower_on_both: Tower, address: str) -> None:
    await tower_on_both.create("shop", tags=["prod"])
    created = await made(tower_on_both, address)
    assert (created["status"], created["monitors"], created["created_by"]) == ("active", 1, "key:bootstrap")
    assert created["current"] == {"start": created["start"], "end": created["ends_at"]}
    assert await holding(tower_on_both) == [created["id"]]


@BOTH
async def test_it_is_read_back_and_listed_as_it_was_made(tower_on_both: Tower, address: str) -> None:
    created = await made(tower_on_both, address, start=AHEAD)
    answer = await tower_on_both.client.get(f"{address}/{created['id']}")
    assert (answer.json(), answer.headers["ETag"]) == (created, '"1"')
    assert (await tower_on_both.client.get(address)).json()["items"] == [{**created, "monitors": None}]
    for status, expected in (("upcoming", 1), ("active", 0), ("ended", 0)):
        listed = (await tower_on_both.client.get(f"{address}?status={status}")).json()["items"]
        assert len(listed) == expected


@pytest.mark.parametrize(("address", "other"), [(SILENCES, WINDOWS), (WINDOWS, SILENCES)])
async def test_a_silence_is_no_maintenance_window_and_the_reverse(tower: Tower, address: str, other: str) -> None:
    created = await made(tower, address, start=AHEAD)
    assert (await tower.client.get(f"{other}/{created['id']}")).status_code == 404
    assert (await tower.client.post(f"{other}/{created['id']}/end")).status_code == 404
    assert (await tower.client.delete(f"{other}/{created['id']}")).status_code == 404
    assert (await tower.client.put(f"{other}/{created['id']}", json=draft())).status_code == 404


async def test_a_recurring_one_tells_its_next_occurrences_on_the_clock_of_its_zone(tower: Tower) -> None:
    created = await made(
        tower, WINDOWS, start="2030-03-24T02:00:00Z", rrule="FREQ=WEEKLY;BYDAY=SU;COUNT=3", time_zone="Europe/Berlin"
    )
    assert (created["status"], created["current"]) == ("upcoming", None)
    assert [one["start"] for one in created["next"]] == [
        "2030-03-24T02:00:00.000Z",
        "2030-03-31T01:00:00.000Z",
        "2030-04-07T01:00:00.000Z",
    ]
    assert created["ends_at"] == "2030-04-07T03:00:00.000Z"


async def test_monitors_are_named_by_id_name_pattern_kind_and_tags(tower: Tower) -> None:
    first = (await tower.create("web-1", tags=["prod"]))["id"]
    await tower.create("web-2", tags=["prod", "eu"])
    counts = {
        "by name and id": {"monitors": [first, "web-2"]},
        "by pattern": {"names": ["WEB-?"]},
        "by kind": {"kinds": ["http"]},
        "by tags": {"tags": ["prod", "eu"]},
        "by one of several": {"any_tags": ["eu", "us"]},
        "by none of them": {"without_tags": ["eu"]},
        "all": EVERYTHING,
    }
    found = {name: (await made(tower, match=match))["monitors"] for name, match in counts.items()}
    assert found == {**dict.fromkeys(counts, 2), "by tags": 1, "by one of several": 1, "by none of them": 1}


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({"comment": " "}, "/comment", "must not be empty"),
        ({"comment": "two\nlines"}, "/comment", "must be one line without control characters"),
        ({"match": {}}, "/match", 'must say what it is about; {"everything": true} is about every monitor'),
        ({"match": {"tags": []}}, "/match", 'must say what it is about; {"everything": true} is about every monitor'),
        ({"match": {"everything": True, "tags": ["x"]}}, "/match/everything", "must stand alone, without tags"),
        ({"match": {"monitors": [10**9]}}, "/match/monitors/0", "is not a monitor of this workspace: 1000000000"),
        ({"match": {"monitor": [1]}}, "/match/monitor", "is not a known field here"),
        ({"duration": None}, "/duration", "is required, or `end`"),
        ({"end": AHEAD}, "/duration", "must not stand beside `end`: one of the two says how long it holds"),
        ({"duration": "367d"}, "/duration", "must be between 1s and 366d, got 367d"),
        ({"start": AHEAD, "duration": None, "end": AHEAD}, "/end", "at least 1s and at most 366d after the start"),
        ({"start": "2020-01-01T00:00:00Z"}, "/end", "must lead to an end in the future: this one is over already"),
        ({"start": "2100-01-01T00:00:00Z"}, "/start", "must be at most ten years ahead"),
        ({"start": "2030-01-01"}, "/start", "must be a time with an offset, such as 2026-11-21T09:30:00Z"),
        ({"time_zone": "europe/berlin"}, "/time_zone", "did you mean Europe/Berlin?"),
        ({"rrule": "FREQ=SECONDLY"}, "/rrule", "must have as FREQ one of YEARLY, MONTHLY, WEEKLY, DAILY, got"),
        ({"rrule": ""}, "/rrule", "must not be empty"),
        ({"rrule": "FREQ=DAILY;UNTIL=20200101"}, "/rrule", "must occur at least once in the 12 years after the start"),
        ({"unknown": 1}, "/unknown", "is not a known field"),
    ],
)  # fmt: skip
async def test_what_does_not_fit_is_refused_with_what_would_be_right(
    tower: Tower, fields: dict[str, Any], pointer: str, sentence: str
) -> None:
    assert sentence in (await faults(tower, **fields))[pointer]


async def test_a_rule_that_is_over_is_refused(tower: Tower) -> None:
    fields = {"start": "2020-01-01T00:00:00Z", "rrule": "FREQ=DAILY;COUNT=3"}
    assert (await faults(tower, **fields))["/rrule"].startswith("must lead to an end in the future")


async def test_maintenance_is_not_about_one_kind_of_trouble(tower: Tower) -> None:
    match = {"tags": ["prod"], "concerns": ["certificate"], "severities": ["warning"]}
    assert list(await faults(tower, WINDOWS, match=match)) == ["/match/concerns", "/match/severities"]
    assert (await made(tower, match=match))["match"]["concerns"] == ["certificate"]


@BOTH
async def test_what_was_read_may_be_sent_back_changed(tower_on_both: Tower, address: str) -> None:
    created = await made(tower_on_both, address, match=EVERYTHING, start=AHEAD)
    sent = {**draft(start=AHEAD, duration=created["duration"]), "match": created["match"], "comment": "Move"}
    answer = await tower_on_both.client.put(f"{address}/{created['id']}", json=sent, headers={"If-Match": '"1"'})
    assert answer.json() == {**created, "comment": "Move", "revision": 2, "updated_at": answer.json()["updated_at"]}
    again = await tower_on_both.client.put(f"{address}/{created['id']}", json=sent, headers={"If-Match": '"1"'})
    assert again.status_code == 412


@BOTH
async def test_it_is_ended_early_and_holds_nothing_any_more(tower_on_both: Tower, address: str) -> None:
    created = await made(tower_on_both, address, rrule="FREQ=DAILY")
    ended = (await tower_on_both.client.post(f"{address}/{created['id']}/end")).json()
    assert (ended["status"], ended["current"], ended["next"]) == ("ended", None, [])
    assert await holding(tower_on_both) == []
    for again in (
        await tower_on_both.client.post(f"{address}/{created['id']}/end"),
        await tower_on_both.client.put(f"{address}/{created['id']}", json=draft()),
    ):
        assert (again.status_code, again.json()["detail"]) == (409, "It is over: make another one.")


@BOTH
async def test_one_occurrence_is_ended_and_the_others_stay(tower_on_both: Tower, address: str) -> None:
    created = await made(tower_on_both, address, rrule="FREQ=DAILY")
    ended = (await tower_on_both.client.post(f"{address}/{created['id']}/end", json={"only_occurrence": True})).json()
    assert (ended["status"], ended["current"], ended["next"]) == ("upcoming", None, created["next"])
    assert await holding(tower_on_both) == []
    sent = draft(start=created["start"], rrule="FREQ=DAILY", comment="Longer")
    edited = (await tower_on_both.client.put(f"{address}/{created['id']}", json=sent)).json()
    assert edited["status"] == "upcoming"


async def test_there_must_be_an_occurrence_to_end_and_the_last_one_ends_all(tower: Tower) -> None:
    ahead, once = await made(tower, start=AHEAD), await made(tower)
    only = {"only_occurrence": True}
    refused = await tower.client.post(f"{SILENCES}/{ahead['id']}/end", json=only)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    ended = (await tower.client.post(f"{SILENCES}/{once['id']}/end", json=only)).json()
    assert ended["status"] == "ended"


@BOTH
async def test_only_what_has_not_begun_is_deleted(tower_on_both: Tower, address: str) -> None:
    ahead, begun = await made(tower_on_both, address, start=AHEAD), await made(tower_on_both, address)
    assert (await tower_on_both.client.delete(f"{address}/{ahead['id']}")).status_code == 204
    assert (await tower_on_both.client.get(f"{address}/{ahead['id']}")).status_code == 404
    refused = await tower_on_both.client.delete(f"{address}/{begun['id']}")
    assert refused.status_code == 409


async def test_a_monitor_is_silenced_for_a_while(tower_on_both: Tower) -> None:
    monitor_id = (await tower_on_both.create("shop"))["id"]
    answer = await tower_on_both.client.post(f"{MONITORS}/{monitor_id}/silence", json={"for": "2h"})
    made_of_it = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{SILENCES}/{made_of_it['id']}")
    assert (made_of_it["match"]["monitors"], made_of_it["duration"]) == ([monitor_id], 7200.0)
    assert await holding(tower_on_both) == [made_of_it["id"]]


async def test_a_monitor_that_is_not_there_cannot_be_silenced(tower: Tower) -> None:
    assert (await tower.client.post(f"{MONITORS}/999/silence", json={"for": "2h"})).status_code == 404
    assert (await tower.client.post(f"{MONITORS}/999/silence", json={"for": "2 hours"})).status_code == 422


async def test_the_same_request_makes_one_silence(tower: Tower) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await tower.client.post(SILENCES, json=draft(), headers=headers)
    second = await tower.client.post(SILENCES, json=draft(), headers=headers)
    assert (second.json(), second.headers["Idempotency-Replayed"]) == (first.json(), "true")
    assert len((await tower.client.get(SILENCES)).json()["items"]) == 1


async def test_there_is_a_limit_to_how_many_there_are(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.services.silences.MOST_LIVE", 1)
    await made(tower)
    refused = await tower.client.post(WINDOWS, json=draft())
    assert refused.status_code == 409
    assert "There are 1 silences" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("limit", "match", "said"),
    [
        ("MOST_WORDS", {"names": ["a*", "b*"]}, "would name 2 patterns of names and tags, and may 1"),
        ("MOST_WORDS", {"any_tags": ["a"], "without_tags": ["b"]}, "would name 2 patterns of names and tags"),
        ("MOST_MONITORS", {"monitors": ["web", "db"]}, "would name 2 monitors, and may 1"),
    ],
)
async def test_there_is_a_limit_to_what_all_of_them_name(
    tower: Tower, monkeypatch: pytest.MonkeyPatch, limit: str, match: dict[str, list[str]], said: str
) -> None:
    monkeypatch.setattr(f"tocsin.services.silence_limits.{limit}", 1)
    await tower.create("web")
    await tower.create("db")
    refused = await tower.client.post(WINDOWS, json=draft(match=match))
    assert refused.status_code == 409
    assert said in refused.json()["detail"]


async def test_what_one_names_that_is_replaced_or_over_does_not_count(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.services.silence_limits.MOST_WORDS", 1)
    first = await made(tower, match={"tags": ["a"]})
    replaced = await tower.client.put(f"{SILENCES}/{first['id']}", json=draft(match={"tags": ["b"]}))
    assert replaced.status_code == 200
    await tower.client.post(f"{SILENCES}/{first['id']}/end")
    assert (await tower.client.post(SILENCES, json=draft(match={"tags": ["c"]}))).status_code == 201


async def test_the_trail_tells_what_was_done(tower: Tower) -> None:
    created = await made(tower, WINDOWS, rrule="FREQ=DAILY")
    await tower.client.put(f"{WINDOWS}/{created['id']}", json=draft(start=created["start"], comment="Move"))
    await tower.client.post(f"{WINDOWS}/{created['id']}/end")
    entries = (await tower.client.get("/api/v1/audit?limit=3")).json()["items"]
    assert [(one["action"], one["subject"]) for one in entries] == [
        ("maintenance.ended", f"maintenance:{created['id']}"),
        ("maintenance.updated", f"maintenance:{created['id']}"),
        ("maintenance.created", f"maintenance:{created['id']}"),
    ]
    assert entries[1]["detail"]["rrule"] == {"before": "FREQ=DAILY", "after": None}


async def test_another_workspace_has_none_of_it(tower_on_both: Tower) -> None:
    await made(tower_on_both)
    async with tower_on_both.parts.database.read() as connection:
        assert await occurrences_at(connection, [tower_on_both.actor.workspace_id + 1], now_ms()) == {}


async def test_what_holds_is_told_with_its_kind_and_end(tower: Tower) -> None:
    created = await made(tower, WINDOWS)
    async with tower.parts.database.read() as connection:
        found = await occurrences_at(connection, [tower.actor.workspace_id], now_ms())
    (one,) = found[tower.actor.workspace_id]
    assert (one.kind, one.comment, rfc3339(one.end)) == (SilenceKind.MAINTENANCE, "Deploy", created["ends_at"])


async def test_maintenance_lies_over_monitors_and_hides_no_state(tower_on_both: Tower) -> None:
    shop = (await tower_on_both.create("shop", tags=["prod"]))["id"]
    await tower_on_both.create("test")
    await go_down(tower_on_both, shop)
    window = await made(tower_on_both, WINDOWS)
    shown = (await tower_on_both.client.get(f"{MONITORS}/{shop}")).json()
    assert (shown["state"], shown["enabled"]) == ("down", True)
    assert shown["maintenance"] == {"id": window["id"], "comment": "Deploy", **window["current"]}
    listed = (await tower_on_both.client.get(f"{MONITORS}?maintenance=true")).json()["items"]
    assert [one["id"] for one in listed] == [shop]
    assert len((await tower_on_both.client.get(f"{MONITORS}?maintenance=false")).json()["items"]) == 1


async def test_monitors_in_maintenance_are_counted(tower: Tower) -> None:
    await tower.create("shop", tags=["prod"])
    await tower.create("test", enabled=False)
    await made(tower, WINDOWS)
    counts = {}
    for query in ("", "?maintenance=true", "?maintenance=false", "?enabled=false"):
        found = (await tower.client.get(f"{MONITORS}/counts{query}")).json()
        counts[query] = (found["unknown"], found["paused"], found["maintenance"])
    assert counts == {
        "": (2, 1, 1),
        "?maintenance=true": (1, 0, 1),
        "?maintenance=false": (1, 1, 0),
        "?enabled=false": (1, 1, 0),
    }


async def test_what_changes_a_monitor_answers_with_its_maintenance(tower: Tower) -> None:
    shop = (await tower.create("shop", tags=["prod"]))["id"]
    await made(tower, WINDOWS)
    answers = [
        await tower.client.post(f"{MONITORS}/{shop}/pause"),
        await tower.client.patch(f"{MONITORS}/{shop}", json={"interval": 30}),
        await tower.client.post(MONITORS, json=monitor_draft("new", tags=["prod"])),
    ]
    assert [one.json()["maintenance"]["comment"] for one in answers] == ["Deploy"] * 3


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/api/v1/monitors/{}/badges/state.json", "maintenance"),
        ("/api/badge/{}/status", "Maintenance"),
        ("/api/v1/endpoints/_shop/health/badge.svg", "?"),
    ],
)
async def test_badges_say_maintenance(tower: Tower, address: str, words: str) -> None:
    shop = (await tower.create("shop", tags=["prod"], public=True))["id"]
    await made(tower, WINDOWS)
    assert words in (await tower.anonymous.get(address.format(shop))).text


async def test_the_badge_of_another_monitor_says_what_it_is(tower: Tower) -> None:
    other = (await tower.create("test", public=True))["id"]
    await made(tower, WINDOWS)
    assert "unknown" in (await tower.anonymous.get(f"{MONITORS}/{other}/badges/state.json")).text


async def held(tower: Tower, silence: dict[str, Any]) -> Callable[[], Awaitable[int | None]]:
    """An alert that it holds; asks when it will be decided anew."""
    alert = StoredAlert(
        incident_id=1,
        workspace_id=tower.actor.workspace_id,
        monitor_id=1,
        concern=Concern.DOWN,
        status=AlertStatus.HELD,
        held_by=f"silence:{silence['id']}",
        look_at=2**50,
        updated_at=0,
    )
    async with tower.parts.database.write() as connection:
        await AlertRepository(connection).upsert_many([alert])

    async def look_at() -> int | None:
        async with tower.parts.database.read() as connection:
            return (await AlertRepository(connection).of_incidents([1]))[1].look_at

    return look_at


@BOTH
@pytest.mark.parametrize("body", [None, {"only_occurrence": True}])
async def test_what_it_held_is_decided_anew_when_it_is_ended(
    tower_on_both: Tower, address: str, body: dict[str, Any] | None
) -> None:
    silence = await made(tower_on_both, address, rrule="FREQ=DAILY")
    look_at = await held(tower_on_both, silence)
    await tower_on_both.client.post(f"{address}/{silence['id']}/end", json=body)
    assert (await look_at() or 2**50) <= now_ms()


async def test_what_it_held_is_decided_anew_when_it_is_changed(tower_on_both: Tower) -> None:
    silence = await made(tower_on_both)
    look_at = await held(tower_on_both, silence)
    await tower_on_both.client.put(f"{SILENCES}/{silence['id']}", json=draft(match={"tags": ["other"]}))
    assert (await look_at() or 2**50) <= now_ms()
