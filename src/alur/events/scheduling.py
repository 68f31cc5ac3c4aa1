"""Jobs that come round by the clock. The background worker runs them, one piece at a time.

    @scheduled("trash.purge", "30 2 * * *")
    def purge_trash(workspace: Workspace, at: datetime) -> Iterator[None]:
        for batch in ...:
            ...  # one transaction, at most 200 ms
            yield

Registered in a domain's `tasks.py`, which its AppConfig imports in `ready`. The rhythm is that of cron, in the
workspace's zone. What was missed while no worker ran is made up for once. At each `yield` the worker hands on events
and may be told to stop: a job that was stopped, or failed, begins anew, so it must not mind doing work twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TypeVar

import structlog
from django.db.models import Q

from alur.events.models import ScheduledJob
from alur.tenancy.models import Workspace

Steps = Iterator[None] | None
WorkspaceJob = TypeVar("WorkspaceJob", bound=Callable[[Workspace, datetime], Steps])
InstallationJob = TypeVar("InstallationJob", bound=Callable[[datetime], Steps])

ENROL_EVERY = timedelta(minutes=1)
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
SLICE_SECONDS = 0.5
EVERYWHERE = 0

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    rhythm: str
    is_per_workspace: bool
    run: Callable[..., Steps]


_jobs: dict[str, Job] = {}


def scheduled(name: str, rhythm: str) -> Callable[[WorkspaceJob], WorkspaceJob]:
    """Run the function in every workspace at these times of its own clock: minute, hour, day, month, weekday."""

    def register(function: WorkspaceJob) -> WorkspaceJob:
        _jobs[name] = Job(name, rhythm, True, function)
        return function

    return register


def scheduled_once(name: str, rhythm: str) -> Callable[[InstallationJob], InstallationJob]:
    """Run the function once for all workspaces together, at these times of UTC."""

    def register(function: InstallationJob) -> InstallationJob:
        _jobs[name] = Job(name, rhythm, False, function)
        return function

    return register


def next_time(rhythm: str, zone: str, after: datetime) -> datetime:
    """The first instant after `after` at which a clock in that zone shows what the rhythm says, in UTC."""
    from zoneinfo import ZoneInfo

    from croniter import croniter  # loaded by the worker alone

    found: datetime = croniter(rhythm, after.astimezone(ZoneInfo(zone))).get_next(datetime)
    return found.astimezone(UTC)


class Schedule:
    """What one worker does of the schedule: one job at a time, piece by piece."""

    def __init__(self) -> None:
        self._enrolled_at: datetime | None = None
        self._row: ScheduledJob | None = None
        self._steps: Iterator[None] = iter(())

    def work(self, *, at: datetime, is_stopped: Callable[[], bool] = lambda: False) -> int:
        """Go on with the job at hand, or with the next that is due, for half a second. Returns the pieces done."""
        if self._enrolled_at is None or abs(at - self._enrolled_at) >= ENROL_EVERY:
            _enrol(at)
            self._enrolled_at = at
        done, until = 0, monotonic() + SLICE_SECONDS
        while monotonic() < until and not is_stopped():
            if self._row is None:
                self._row = _claim(at)
                if self._row is None:
                    break
                self._steps = _steps_of(self._row, at)
            self._go_on(self._row, at)
            done += 1
        return done

    def close(self) -> None:
        """Give back the job at hand: whoever starts next begins it anew, without waiting for the lease to end."""
        row, self._row = self._row, None
        if row is not None:
            self._steps = iter(())
            ScheduledJob.objects.filter(id=row.id).update(lease_until=None)

    def _go_on(self, row: ScheduledJob, at: datetime) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self._row = None
            _come_round(row, at)
        except Exception as error:  # whatever a job raises, the others go on
            self._row = None
            _log.exception("job failed", job=row.name, workspace=row.workspace_id)
            _try_again(row, repr(error), at)
        else:
            if row.lease_until is None or row.lease_until - at < LEASE / 2:
                row.lease_until = at + LEASE
                row.save(update_fields=["lease_until"])


def _steps_of(row: ScheduledJob, at: datetime) -> Iterator[None]:
    """A generator even around a plain function, so that all of a job runs inside the same care."""
    job = _jobs[row.name]
    if job.is_per_workspace:
        workspace = Workspace.objects.filter(id=row.workspace_id).first()
        steps = job.run(workspace, at) if workspace is not None else None
    else:
        steps = job.run(at)
    yield from steps or ()


def _enrol(at: datetime) -> None:
    """A row for each job and workspace; one whose rhythm was changed since is reckoned anew."""
    rows = {(row.name, row.workspace_id): row for row in ScheduledJob.objects.all()}
    zones = dict(Workspace.objects.values_list("id", "timezone"))
    for job in _jobs.values():
        for workspace_id, zone in zones.items() if job.is_per_workspace else ((EVERYWHERE, "UTC"),):
            row = rows.get((job.name, workspace_id))
            if row is not None and row.rhythm == job.rhythm:
                continue
            ScheduledJob.objects.update_or_create(
                name=job.name,
                workspace_id=workspace_id,
                defaults={"rhythm": job.rhythm, "next_at": next_time(job.rhythm, zone, at)},
            )


def _claim(at: datetime) -> ScheduledJob | None:
    """Take what has been due longest; two workers never take the same."""
    is_free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    due = ScheduledJob.objects.filter(is_free, next_at__lte=at, name__in=list(_jobs)).order_by("next_at", "id")
    for row in due[:5]:
        mine = ScheduledJob.objects.filter(is_free, id=row.id, next_at=row.next_at)
        if mine.update(lease_until=at + LEASE):
            row.lease_until = at + LEASE
            return row
    return None


def _come_round(row: ScheduledJob, at: datetime) -> None:
    ScheduledJob.objects.filter(id=row.id).update(
        next_at=_next_of(row, at), lease_until=None, tries=0, error="", finished_at=at
    )


def _try_again(row: ScheduledJob, error: str, at: datetime) -> None:
    """Soon, then ever later, but never later than it would come round anyway."""
    pause = min(FIRST_PAUSE * 2 ** min(row.tries, 12), LONGEST_PAUSE)
    ScheduledJob.objects.filter(id=row.id).update(
        next_at=min(at + pause, _next_of(row, at)), lease_until=None, tries=row.tries + 1, error=error
    )


def _next_of(row: ScheduledJob, at: datetime) -> datetime:
    zone = Workspace.objects.filter(id=row.workspace_id).values_list("timezone", flat=True).first() or "UTC"
    return next_time(_jobs[row.name].rhythm, zone, at)
