"""Jobs come round by each workspace's own clock; a failure, a stop or a second worker loses and doubles nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.accounts.models import SignInFailure
from alur.events import scheduling
from alur.events.models import ScheduledJob, Submission
from alur.events.scheduling import LEASE, Schedule, next_time, scheduled, scheduled_once
from alur.kernel.ids import new_id
from alur.tenancy.models import Workspace
from tests.world import NOW, World

NIGHT = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)  # 02.30 on the 24th in Jakarta

REAL = dict(scheduling._jobs)
swept: list[tuple[str, int]] = []


@pytest.fixture(autouse=True)
def only_our_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "_jobs", {})
    swept.clear()


def sweep_at_night() -> None:
    @scheduled("tests.sweep", "30 2 * * *")
    def sweep(workspace: Workspace, at: datetime) -> Iterator[None]:
        for room in range(3):
            swept.append((workspace.name, room))
            yield


def work(schedule: Schedule, at: datetime) -> int:
    """Everything that is due then."""
    done = 0
    while pieces := schedule.work(at=at):
        done += pieces
    return done


def test_a_job_runs_in_every_workspace_at_its_own_half_past_two(world: World) -> None:
    Workspace.objects.filter(id=world.elsewhere.id).update(timezone="Asia/Jayapura")  # two hours earlier
    sweep_at_night()
    schedule = Schedule()
    assert work(schedule, NOW) == 0
    work(schedule, NIGHT - timedelta(minutes=1))
    assert {name for name, _ in swept} == {"Lain Jaya"}
    work(schedule, NIGHT)
    assert swept[3:] == [("Arunika Niaga", room) for room in range(3)]
    work(schedule, NIGHT + timedelta(hours=12))
    assert len(swept) == 6
    work(schedule, NIGHT + timedelta(days=1))
    assert len(swept) == 12


def test_what_was_missed_is_made_up_for_once(world: World) -> None:
    sweep_at_night()
    work(Schedule(), NOW)
    work(Schedule(), NOW + timedelta(days=9))
    assert swept.count(("Arunika Niaga", 0)) == 1


def test_a_job_for_all_workspaces_runs_once(world: World) -> None:
    @scheduled_once("tests.lamp", "0 * * * *")
    def light(at: datetime) -> None:
        swept.append(("everywhere", at.hour))

    schedule = Schedule()
    work(schedule, NOW)
    work(schedule, NOW + timedelta(hours=1))
    assert len(swept) == 1


def test_a_job_that_fails_is_tried_again_ever_later_and_does_not_stop_the_others(world: World) -> None:
    @scheduled("tests.fall", "0 0 1 * *")
    def fall(workspace: Workspace, at: datetime) -> None:
        if workspace.id == world.workspace.id:
            raise ValueError("stumbled")
        swept.append((workspace.name, 0))

    schedule, first = Schedule(), datetime(2026, 12, 1, 0, 0, tzinfo=NOW.tzinfo)
    work(schedule, NOW)
    work(schedule, first)
    row = ScheduledJob.objects.get(name="tests.fall", workspace_id=world.workspace.id)
    assert swept == [("Lain Jaya", 0)]
    assert (row.tries, row.next_at) == (1, first + timedelta(minutes=1))
    assert "stumbled" in row.error
    work(schedule, first + timedelta(minutes=1))
    row.refresh_from_db()
    assert row.next_at == first + timedelta(minutes=3)


def test_two_workers_never_take_the_same_job(world: World) -> None:
    sweep_at_night()
    one, two = Schedule(), Schedule()
    work(one, NOW)
    takers = [scheduling._claim(NIGHT), scheduling._claim(NIGHT), scheduling._claim(NIGHT)]
    assert {row.workspace_id for row in takers if row} == {world.workspace.id, world.elsewhere.id}
    assert takers[2] is None
    assert work(two, NIGHT) == 0, "both are at work elsewhere"
    assert work(two, NIGHT + LEASE + timedelta(seconds=1)) > 0, "they died; what they held is taken up"


def test_a_worker_that_stops_gives_its_job_back(world: World) -> None:
    sweep_at_night()
    stopped = Schedule()
    work(stopped, NOW)
    stopped.work(at=NIGHT, is_stopped=lambda: len(swept) == 1)
    assert swept == [("Arunika Niaga", 0)] or swept == [("Lain Jaya", 0)]
    stopped.close()
    work(Schedule(), NIGHT)
    assert len(swept) == 1 + 3 + 3


def test_a_changed_rhythm_counts_from_the_next_look(world: World) -> None:
    sweep_at_night()
    work(Schedule(), NOW)

    @scheduled("tests.sweep", "0 12 * * *")
    def sweep_at_noon(workspace: Workspace, at: datetime) -> None:
        swept.append((workspace.name, 12))

    schedule = Schedule()
    work(schedule, NOW)
    work(schedule, NOW.replace(hour=12))
    assert ("Arunika Niaga", 12) in swept


@given(
    st.sampled_from(["30 2 * * *", "*/15 * * * *", "0 8 * * 1-5", "0 0 1 * *"]),
    st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin", "America/New_York"]),
    st.integers(0, 4 * 365 * 24 * 60),
)
def test_a_next_time_lies_ahead(rhythm: str, zone: str, minutes: int) -> None:
    after = NOW + timedelta(minutes=minutes)
    assert after < next_time(rhythm, zone, after) <= after + timedelta(days=32)


def test_old_submissions_and_wrong_passwords_are_forgotten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "_jobs", REAL)
    for age in (1, 3):
        at = NOW - timedelta(days=age)
        Submission.objects.create(workspace_id=world.workspace.id, id=new_id(), key=str(age), created_at=at)
        SignInFailure.objects.create(email="sari@arunika.example", network="10.0.0.1", failed_at=at)
    schedule = Schedule()
    work(schedule, NOW)
    work(schedule, NOW + timedelta(days=1) - timedelta(minutes=1))
    assert list(Submission.objects.filter(workspace_id=world.workspace.id).values_list("key", flat=True)) == ["1"]
    assert not SignInFailure.objects.exists()
