"""A job that pings a whole Tocsin: it goes missing, comes back, and nothing that was answered for is ever lost."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field

import httpx

from tests.acceptance.test_storage_trouble import locked
from tests.acceptance.tower import Tower

JOBS = 20
KILLS = 3


@dataclass
class Job:
    """A heartbeat, and the messages of those pings that were answered."""

    id: int
    key: str
    answered: set[str] = field(default_factory=set)


def heartbeat(tower: Tower, name: str = "backup", **config: object) -> Job:
    made = tower.post("/monitors", {"name": name, "kind": "heartbeat", "config": {"period": "1d", **config}})
    return Job(made["id"], tower.get(f"/monitors/{made['id']}/ping-key")["key"])


def test_a_job_that_goes_missing_is_down_and_up_again_with_its_next_ping(tower: Tower) -> None:
    tower.start()
    job = heartbeat(tower, period="1s", grace="1s")
    assert tower.client.get(f"/ping/{job.key}").text == "OK"
    tower.until_state(job.id, "up")
    tower.until_state(job.id, "down")
    (incident,) = tower.get("/incidents", monitor_id=job.id)["items"]
    assert (incident["reason"], incident["severity"]) == ("heartbeat_missing", "down")
    assert tower.client.post(f"/ping/{job.key}", content=b"done").status_code == 200
    tower.until(lambda: tower.get(f"/incidents/{incident['id']}")["ended_at"], "the incident has ended")
    newest = tower.get(f"/monitors/{job.id}/transitions")["items"]
    assert [one["to_state"] for one in newest if one["to_state"] == "up"][:2] == ["up", "up"]
    assert tower.stop() == 0


def test_a_job_that_fails_is_down_before_it_is_answered(tower: Tower) -> None:
    tower.start()
    job = heartbeat(tower)
    tower.client.get(f"/ping/{job.key}/start")
    assert tower.client.post(f"/ping/{job.key}/3", content=b"no space left on device").status_code == 200
    found = tower.get(f"/monitors/{job.id}")
    assert (found["state"], found["summary"]) == ("down", "The job ended with exit code 3")
    assert tower.stop() == 0


def test_every_ping_that_was_answered_survives_a_kill_and_none_is_doubled(tower: Tower) -> None:
    tower.start()
    jobs = [heartbeat(tower, f"job {number}") for number in range(JOBS)]
    for _ in range(KILLS):
        workers = [threading.Thread(target=keep_pinging, args=(tower, jobs)) for _ in range(4)]
        for worker in workers:
            worker.start()
        time.sleep(random.uniform(0.7, 1.5))
        tower.kill()
        for worker in workers:
            worker.join()
        tower.start()
    assert sum(len(job.answered) for job in jobs) > JOBS
    for job in jobs:
        messages = [one["message"] for one in tower.all(f"/monitors/{job.id}/pings")]
        assert job.answered <= set(messages)
        assert len(messages) == len(set(messages))
    assert tower.stop() == 0


def keep_pinging(tower: Tower, jobs: list[Job]) -> None:
    """Until the server is gone. What was not answered may be stored or not."""
    with httpx.Client(base_url=tower.url, timeout=10) as client:
        while True:
            job, message = random.choice(jobs), str(random.randrange(10**12))
            try:
                answer = client.get(f"/ping/{job.key}", params={"m": message})
            except httpx.TransportError:
                return
            if answer.status_code == 200:
                job.answered.add(message)


def test_while_nothing_can_be_stored_no_ping_is_answered_for(sqlite_tower: Tower) -> None:
    tower = sqlite_tower
    tower.start()
    job = heartbeat(tower)
    path = tower.folder / "data" / "tocsin.db"
    assert tower.client.get(f"/ping/{job.key}").status_code == 200
    with locked(path):
        refused = tower.client.get(f"/ping/{job.key}/start")
    assert (refused.status_code, refused.headers["retry-after"].isdigit()) == (503, True)
    tower.until(lambda: len(tower.all(f"/monitors/{job.id}/pings")) == 2, "what waited is stored")
    assert tower.get(f"/monitors/{job.id}")["state"] == "up"
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert tower.stop() == 0
