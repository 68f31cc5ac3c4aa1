"""What an owner asks of the vault is done by the worker, piece by piece; backups stay as long as their rule says."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from alur.events.models import Event
from alur.exchange.models import VaultJob, VaultKind, VaultState
from alur.exchange.operations.background import Background
from alur.exchange.operations.keeping import clear_away, kept_days
from alur.exchange.operations.vault_jobs import (
    ask_for_backup,
    ask_for_check,
    ask_for_export,
    ask_for_restore,
    stop,
    take_in,
)
from alur.exchange.tasks import back_up
from alur.kernel.refusal import Conflict, Refusal
from alur.tenancy.models import Member, Workspace
from tests.exchange.working import work
from tests.world import NOW, World, user_of


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def reload(job: VaultJob) -> VaultJob:
    found: VaultJob = VaultJob.objects.get(workspace_id=job.workspace_id, id=job.id)
    return found


def test_an_export_is_made_for_a_day_and_recorded_under_the_owners_name(world: World, tmp_path: Path) -> None:
    job = ask_for_export(world.wati, at=NOW)
    work()
    job = reload(job)
    assert (job.state, job.file_name) == (VaultState.DONE, "arunika-niaga-2026-11-23-0900.zip")
    assert job.found["rows"]["tenancy.Member"] == 6
    assert job.size == (tmp_path / job.path).stat().st_size
    event = Event.objects.get(workspace_id=world.workspace.id, name="workspace.exported")
    assert (event.actor_id, event.via) == (world.wati.id, "web")
    clear_away(world.workspace.id, at=timezone.now() + timedelta(hours=23))
    assert reload(job).path
    clear_away(world.workspace.id, at=timezone.now() + timedelta(hours=25))
    assert (reload(job).path, list(tmp_path.rglob("*.zip"))) == ("", [])


def test_only_owners_ask_and_one_thing_at_a_time(world: World) -> None:
    for who in (world.budi, world.sari, world.vina):
        with pytest.raises(Refusal):
            ask_for_export(who, at=NOW)
    ask_for_export(world.wati, at=NOW)
    with pytest.raises(Conflict):
        ask_for_export(world.wati, at=NOW)
    assert VaultJob.objects.count() == 1


def test_a_backup_is_looked_through_and_restored_beside(world: World, tmp_path: Path) -> None:
    deal = world.make_deal()
    back_up(world.workspace, NOW)
    work()
    backup = VaultJob.objects.get(kind=VaultKind.BACKUP)
    assert (backup.state, backup.by_id) == (VaultState.DONE, None)
    assert not Event.objects.filter(workspace_id=world.workspace.id, name="workspace.exported").exists()

    check = ask_for_check(backup, by=world.wati, at=NOW)
    work()
    check = reload(check)
    assert check.found["rows"]["pipeline.Deal"] == 1
    assert check.found["has_whole_history"] is True
    assert Workspace.objects.count() == 2, "a check changes nothing"

    with pytest.raises(Refusal, match="name"):
        ask_for_restore(check, name="  ", by=world.wati, at=NOW)
    restore = ask_for_restore(check, name="Arunika pulih", by=world.wati, at=NOW)
    work()
    restore = reload(restore)
    made = Workspace.objects.get(id=restore.target_id or 0)
    assert (made.name, restore.state) == ("Arunika pulih", VaultState.DONE)
    assert Member.objects.get(workspace_id=made.id, user=user_of(world.wati)).is_owner
    assert type(deal).objects.get(workspace_id=made.id).id == deal.id
    event = Event.objects.get(workspace_id=world.workspace.id, name="workspace.restored")
    assert (event.payload["workspace"], event.actor_id) == (made.id, world.wati.id)


def test_what_is_sent_in_is_looked_through_and_what_is_no_export_says_so(world: World, tmp_path: Path) -> None:
    job = take_in("lama.zip", [b"no ", b"zip"], by=world.wati, at=NOW)
    work()
    job = reload(job)
    assert job.state == VaultState.FAILED
    assert job.failure.startswith("This file is no zip")
    with pytest.raises(Conflict):
        ask_for_restore(job, name="Arunika", by=world.wati, at=NOW)


def test_a_file_that_is_too_large_is_refused_and_not_kept(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alur.exchange.operations.vault_jobs.LARGEST_UPLOAD", 5)
    with pytest.raises(Refusal, match="larger"):
        take_in("lama.zip", [b"123", b"456"], by=world.wati, at=NOW)
    assert (list(tmp_path.rglob("*.zip")), VaultJob.objects.count()) == ([], 0)


def test_one_that_waits_is_stopped_at_once_and_one_that_runs_at_its_next_step(world: World, tmp_path: Path) -> None:
    waiting = ask_for_export(world.wati, at=NOW)
    stop(waiting)
    assert reload(waiting).state == VaultState.STOPPED
    job = ask_for_export(world.wati, at=NOW)
    runner = Background()
    begin(runner)
    stop(job)
    assert runner._at_hand is not None
    assert runner._at_hand.tell(1, 2) is False
    job = reload(job)
    assert (job.state, job.path, list(tmp_path.rglob("*.zip*"))) == (VaultState.STOPPED, "", [])


def begin(runner: Background) -> None:
    """Claim a job and do its first piece."""
    pieces = iter([False, True])
    runner.work(is_stopped=lambda: next(pieces))


def test_a_worker_that_stops_gives_its_job_back_and_one_that_died_is_followed(world: World, tmp_path: Path) -> None:
    job = ask_for_export(world.wati, at=NOW)
    runner = Background()
    begin(runner)
    assert reload(job).state == VaultState.RUNNING
    runner.close()
    assert (reload(job).state, list(tmp_path.rglob("*.zip*"))) == (VaultState.WAITING, [])
    begin(dead := Background())
    assert Background().work() == 0, "it may still be at work"
    VaultJob.objects.filter(id=job.id).update(beat_at=timezone.now() - timedelta(minutes=2))
    work()
    assert reload(job).state == VaultState.DONE
    assert dead._at_hand is not None


def test_the_file_of_a_backup_goes_when_no_rule_keeps_it(world: World, tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_DAYS = 2
    for days in (100, 40, 33, 9, 2, 1, 1, 0):
        ask_for_backup(world.workspace.id, by=world.wati, at=NOW - timedelta(days=days))
        work()
    kept = VaultJob.objects.filter(kind=VaultKind.BACKUP).exclude(path="").order_by("created_at")
    ages = [(NOW - job.created_at).days for job in kept]
    assert ages == [100, 40, 33, 9, 1, 0]
    assert len(list(tmp_path.rglob("*.zip"))) == 6
    with zipfile.ZipFile(tmp_path / kept[0].path) as file:
        assert "manifest.json" in file.namelist()


@given(st.sets(st.integers(0, 900), max_size=400), st.integers(1, 30))
def test_the_newest_days_stay_and_about_one_a_week_and_month_before_them(ages: set[int], daily: int) -> None:
    days = {date(2026, 11, 23) - timedelta(days=age) for age in ages}
    kept = kept_days(days, daily=daily)
    assert kept <= days
    assert set(sorted(days)[-daily:]) <= kept
    assert len(kept) <= daily + 8 + 12
    for year, month in list(sorted({(day.year, day.month) for day in days})[-12:]):
        assert any((day.year, day.month) == (year, month) for day in kept)
