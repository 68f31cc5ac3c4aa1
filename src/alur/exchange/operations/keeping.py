"""Which backups stay, and what is cleared away: files whose time is over, and what was never whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from alur.exchange.models import VaultJob, VaultKind, VaultState
from alur.tenancy.models import Workspace

WEEKS, MONTHS = 8, 12
TOLD_FOR = timedelta(days=90)
"""How long a job is remembered once its file is gone."""


def kept_days(days: Iterable[date], *, daily: int) -> set[date]:
    """The days whose last backup stays: so many days, then one a week for eight weeks, one a month for a year."""
    newest_first = sorted(set(days), reverse=True)
    kept = set(newest_first[:daily])
    rules: tuple[tuple[Callable[[date], object], int], ...] = (
        (lambda day: day.isocalendar()[:2], WEEKS),
        (lambda day: (day.year, day.month), MONTHS),
    )
    for span, count in rules:
        spans: dict[object, date] = {}
        for day in newest_first:
            spans.setdefault(span(day), day)
        kept.update(list(spans.values())[:count])
    return kept


def forget_old_backups(workspace_id: int, *, at: datetime, newest: VaultJob) -> int:
    """Remove the files of backups that no rule keeps; of one day the last stays. Returns how many went."""
    zone = Workspace.objects.get(id=workspace_id).zone
    rows = VaultJob.objects.filter(workspace_id=workspace_id, kind=VaultKind.BACKUP, state=VaultState.DONE)
    jobs = [newest, *rows.exclude(path="").order_by("-created_at")]
    by_day: dict[date, VaultJob] = {}
    for job in jobs:
        by_day.setdefault(timezone.localtime(job.created_at, zone).date(), job)
    kept = {by_day[day].id for day in kept_days(by_day, daily=settings.BACKUP_DAYS)} | {newest.id}
    gone = [job for job in jobs if job.id not in kept]
    for job in gone:
        drop_file(job)
    return len(gone)


def drop_file(job: VaultJob) -> None:
    (Path(settings.DATA_DIR) / job.path).unlink(missing_ok=True)
    VaultJob.objects.filter(workspace_id=job.workspace_id, id=job.id).update(path="")


def clear_away(workspace_id: int, *, at: datetime) -> None:
    """Exports and uploads whose day is over lose their files; what is long over is forgotten."""
    rows = VaultJob.objects.filter(workspace_id=workspace_id)
    for job in rows.filter(expires_at__lt=at).exclude(path=""):
        drop_file(job)
    old = rows.filter(created_at__lt=at - TOLD_FOR).exclude(kind=VaultKind.BACKUP, state=VaultState.DONE, path__gt="")
    old.exclude(kind=VaultKind.RESTORE, state=VaultState.RUNNING).delete()
