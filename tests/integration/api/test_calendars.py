"""Shifts as calendars, and the secret addresses at which they are subscribed to."""

from __future__ import annotations

import httpx
import pytest
from icalendar import Calendar, Event

from tests.clocks import FakeClock
from tests.integration.api.duties import ROTATIONS, made, rotation
from tests.integration.api.people import ADA, signed_in, user
from tests.integration.api.test_access import with_scope
from tests.integration.api.tower import Tower
from tests.integration.api.trail import newest_entry
from tocsin.auth.configs import MASK
from tocsin.auth.permissions import Role
from tocsin.core.clock import to_datetime
from tocsin.storage.rotations import RotationRepository
from tocsin.storage.workspaces import WorkspaceRepository

BOB = "bob@example.com"
DAY = 86_400_000


@pytest.fixture
async def path(timed: Tower) -> str:
    """A rotation of two."""
    return await path_of(timed)


async def path_of(tower: Tower) -> str:
    await user(tower, ADA, Role.OWNER)
    await user(tower, BOB, Role.VIEWER)
    body = rotation("Ops, nights", ADA, BOB, time_zone="Europe/Berlin", starts_on="2023-09-04")
    return f"{ROTATIONS}/{(await made(tower.client, ROTATIONS, body))['id']}"


async def shared(tower: Tower, path: str) -> str:
    """Its address."""
    answer = await tower.client.post(f"{path}/calendar")
    assert answer.status_code == 200, answer.text
    address: str = answer.json()["calendar_path"]
    return address


def events_in(answer: httpx.Response) -> list[Event]:
    assert answer.status_code == 200, answer.text
    calendar = Calendar.from_ical(answer.content)
    return [one for one in calendar.walk("VEVENT") if isinstance(one, Event)]


async def test_a_calendar_has_an_event_for_each_shift(timed: Tower, path: str) -> None:
    events = events_in(await timed.client.get(f"{path}/calendar.ics"))
    assert [str(one["summary"]) for one in events[:2]] == ["Bob is on call: Ops, nights", "Ada is on call: Ops, nights"]
    assert [one.end for one in events[:-1]] == [one.start for one in events[1:]]


async def test_it_reaches_from_a_month_ago_to_half_a_year_ahead(timed: Tower, path: str, clock: FakeClock) -> None:
    events = events_in(await timed.client.get(f"{path}/calendar.ics"))
    first, last = (to_datetime(clock.now_ms() + days * DAY) for days in (-30, 180))
    assert [one.start <= first < one.end for one in events].index(True) == 0
    assert [one.start < last <= one.end for one in events].index(True) == len(events) - 1


async def test_times_are_utc_as_the_clock_there_reads(timed: Tower, path: str) -> None:
    """Handed over at nine in Berlin: at seven UTC in summer, at eight in winter."""
    text = (await timed.client.get(f"{path}/calendar.ics")).text
    assert "DTSTART:20231023T070000Z" in text
    assert "DTEND:20231030T080000Z" in text


async def test_it_says_what_it_is_and_how_often_to_look(timed: Tower, path: str) -> None:
    answer = await timed.client.get(f"{path}/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.text.splitlines()
    assert {"VERSION:2.0", "METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"} <= set(lines)
    assert "X-WR-CALNAME:On call: Ops\\, nights" in lines


async def test_an_event_keeps_its_name_from_one_look_to_the_next(timed: Tower, path: str, clock: FakeClock) -> None:
    before = events_in(await timed.client.get(f"{path}/calendar.ics"))
    clock.advance(DAY)
    after = events_in(await timed.client.get(f"{path}/calendar.ics"))
    assert len({str(one["uid"]) for one in before}) == len(before)
    assert {str(one["uid"]) for one in after} >= {str(one["uid"]) for one in before[1:]}


async def test_who_covers_is_in_it(timed: Tower, path: str) -> None:
    cover = {"user": BOB, "start": "2023-11-15T00:00:00Z", "end": "2023-11-16T00:00:00Z"}
    await made(timed.client, f"{path}/overrides", cover)
    events = events_in(await timed.client.get(f"{path}/calendar.ics"))
    (covering,) = [one for one in events if "description" in one]
    assert (str(covering["summary"]), covering.start.day) == ("Bob is on call: Ops, nights", 15)


async def test_a_name_cannot_break_out_of_its_line(timed: Tower) -> None:
    await user(timed, ADA, Role.OWNER)
    client = await signed_in(timed)
    await client.patch("/api/v1/account", json={"name": "Ada\\;,:END:VEVENT"})
    body = rotation("x" * 200, ADA)
    path = f"{ROTATIONS}/{(await made(timed.client, ROTATIONS, body))['id']}"
    answer = await timed.client.get(f"{path}/calendar.ics")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert str(events_in(answer)[0]["summary"]).startswith("Ada\\;,:END:VEVENT is on call")


async def test_a_calendar_is_not_kept_in_caches(timed: Tower, path: str) -> None:
    for answer in (
        await timed.client.get(f"{path}/calendar.ics"),
        await timed.anonymous.get(await shared(timed, path)),
    ):
        assert answer.headers["Cache-Control"] == "private, no-store"


async def test_whoever_knows_the_address_may_subscribe(timed_on_both: Tower) -> None:
    tower = timed_on_both
    path = await path_of(tower)
    address = await shared(tower, path)
    assert address.startswith("/calendar/")
    found = await tower.anonymous.get(address)
    assert found.content == (await tower.client.get(f"{path}/calendar.ics")).content
    assert ADA not in found.text


async def test_nobody_may_subscribe_until_it_is_shared(timed: Tower, path: str) -> None:
    assert (await timed.client.get(path)).json()["calendar_path"] is None


@pytest.mark.parametrize("key", ["nobody", "00000000-0000-4000-8000-000000000000", "x" * 2000, "a%20b"])
async def test_an_unknown_address_is_not_found(timed: Tower, path: str, key: str) -> None:
    await shared(timed, path)
    assert (await timed.anonymous.get(f"/calendar/{key}.ics")).status_code == 404


async def test_an_api_key_opens_no_calendar_of_another_workspace(timed: Tower, path: str) -> None:
    number = path.rpartition("/")[2]
    assert (await timed.client.get(f"/calendar/{number}.ics")).status_code == 404


async def test_another_address_ends_the_one_before(timed_on_both: Tower) -> None:
    tower = timed_on_both
    path = await path_of(tower)
    first = await shared(tower, path)
    second = await shared(tower, path)
    assert (await tower.anonymous.get(first)).status_code == 404
    assert (await tower.anonymous.get(second)).status_code == 200
    assert (await tower.client.delete(f"{path}/calendar")).status_code == 204
    assert (await tower.anonymous.get(second)).status_code == 404
    assert (await tower.client.get(path)).json()["calendar_path"] is None


async def test_an_address_outlasts_an_edit_and_no_deletion(timed: Tower, path: str) -> None:
    address = await shared(timed, path)
    await timed.client.put(path, json=rotation("Other", ADA))
    assert (await timed.client.get(path)).json()["calendar_path"] == address
    assert (await timed.anonymous.get(address)).status_code == 200
    await timed.client.delete(path)
    assert (await timed.anonymous.get(address)).status_code == 404


async def test_the_address_is_not_shown_to_whoever_may_only_read(timed: Tower, path: str) -> None:
    key = (await shared(timed, path)).split("/")[-1].removesuffix(".ics")
    reader = await with_scope(timed, "read")
    for address in (path, ROTATIONS):
        answer = await timed.anonymous.get(address, headers=reader)
        assert answer.status_code == 200
        assert key not in answer.text
    assert (await timed.anonymous.post(f"{path}/calendar", headers=reader)).status_code == 403
    assert (await timed.anonymous.get(f"{path}/calendar.ics", headers=reader)).status_code == 200


async def test_a_key_is_sealed_where_it_is_stored(timed_on_both: Tower) -> None:
    tower = timed_on_both
    path = await path_of(tower)
    key = (await shared(tower, path)).split("/")[-1].removesuffix(".ics")
    async with tower.parts.database.read() as connection:
        stored = await RotationRepository(connection).get(tower.actor.workspace_id, int(path.rpartition("/")[2]))
    assert stored.calendar_key is not None
    assert key not in stored.calendar_key
    assert tower.parts.box.decrypt(stored.calendar_key) == key


async def test_the_trail_tells_of_addresses_without_telling_them(timed: Tower, path: str) -> None:
    await shared(timed, path)
    entry = await newest_entry(timed.client, "rotation.calendar_shared")
    assert entry["detail"] == {"name": "Ops, nights", "calendar_key": {"before": None, "after": MASK}}
    await timed.client.delete(f"{path}/calendar")
    entry = await newest_entry(timed.client, "rotation.calendar_unshared")
    assert entry["detail"]["calendar_key"] == {"before": MASK, "after": None}


async def test_a_calendar_in_a_deleted_workspace_is_gone(timed: Tower, path: str) -> None:
    address = await shared(timed, path)
    async with timed.parts.database.write() as connection:
        await WorkspaceRepository(connection).delete(timed.actor.workspace_id, timed.parts.clock.now_ms())
    assert (await timed.anonymous.get(address)).status_code == 404
