"""What an owner asks of the vault: an export, a backup, a look at one, a workspace made of one. The worker does it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from alur.exchange.models import VaultJob, VaultKind, VaultState
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member

KEPT_FOR = timedelta(hours=24)
LARGEST_UPLOAD = 500 * 1024 * 1024
AT_WORK = (VaultState.WAITING, VaultState.RUNNING, VaultState.STOPPING)


def ask_for_export(by: Member, *, at: datetime) -> VaultJob:
    """Everything as a file that `by` alone can fetch, for a day. One at a time."""
    _check_may(by)
    _check_none_at_work(by.workspace_id, VaultKind.EXPORT)
    job = _job(by.workspace_id, VaultKind.EXPORT, by, at)
    job.path = f"exports/{job.workspace_id}/{job.id}.zip"
    job.save(force_insert=True)
    return job


def ask_for_backup(workspace_id: int, *, by: Member | None, at: datetime) -> VaultJob:
    """A copy that is kept with the others; nobody asks by name at night."""
    if by is not None:
        _check_may(by)
    _check_none_at_work(workspace_id, VaultKind.BACKUP)
    job = _job(workspace_id, VaultKind.BACKUP, by, at)
    job.path = f"backups/{job.workspace_id}/{job.id}.zip"
    job.save(force_insert=True)
    return job


def ask_for_check(source: VaultJob, *, by: Member, at: datetime) -> VaultJob:
    """Look a backup or an export through before it is restored."""
    _check_may(by)
    if not source.path or not (Path(settings.DATA_DIR) / source.path).exists():
        raise Conflict(N_("This file is no longer there."))
    job = _job(by.workspace_id, VaultKind.CHECK, by, at)
    job.path, job.file_name = source.path, source.file_name
    job.wanted = {"source": str(source.id), "made_at": source.created_at.isoformat()}
    job.save(force_insert=True)
    return job


def take_in(name: str, content: Iterable[bytes], *, by: Member, at: datetime) -> VaultJob:
    """Keep an export that was sent in, for a day, and look it through. Refusal for one that is too large."""
    _check_may(by)
    job = _job(by.workspace_id, VaultKind.CHECK, by, at)
    job.path, job.file_name = f"exports/{job.workspace_id}/{job.id}-in.zip", Path(name).name[:160]
    path = Path(settings.DATA_DIR) / job.path
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _keep(path, content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    job.expires_at = at + KEPT_FOR
    job.save(force_insert=True)
    return job


def ask_for_restore(checked: VaultJob, *, name: str, by: Member, at: datetime) -> VaultJob:
    """A workspace beside this one, of what was looked through. Refusal without a name, Conflict where it is gone."""
    _check_may(by)
    name = " ".join(name.split())
    if not name:
        raise Refusal(N_("Type the name of your company."), field="name")
    if checked.state != VaultState.DONE or not (Path(settings.DATA_DIR) / checked.path).exists():
        raise Conflict(N_("This file is no longer there."))
    _check_none_at_work(by.workspace_id, VaultKind.RESTORE)
    job = _job(by.workspace_id, VaultKind.RESTORE, by, at)
    job.path, job.file_name = checked.path, checked.file_name
    job.wanted = {**checked.wanted, "name": name[:120]}
    job.save(force_insert=True)
    return job


def stop(job: VaultJob) -> None:
    """One that waits is stopped at once; one that runs, at its next step."""
    rows = VaultJob.objects.filter(workspace_id=job.workspace_id, id=job.id)
    if not rows.filter(state=VaultState.WAITING).update(state=VaultState.STOPPED, finished_at=timezone.now()):
        rows.filter(state=VaultState.RUNNING).update(state=VaultState.STOPPING)


def _job(workspace_id: int, kind: str, by: Member | None, at: datetime) -> VaultJob:
    return VaultJob(workspace_id=workspace_id, id=new_id(), kind=kind, by_id=by.id if by else None, created_at=at)


def _check_may(by: Member) -> None:
    if not by.is_owner:
        raise Refusal(N_("Only an owner can take everything out, or put it back."))


def _check_none_at_work(workspace_id: int, kind: str) -> None:
    if VaultJob.objects.filter(workspace_id=workspace_id, kind=kind, state__in=AT_WORK).exists():
        raise Conflict(N_("This is being done already."))


def _keep(path: Path, content: Iterable[bytes]) -> None:
    size = 0
    with path.open("wb") as file:
        for chunk in content:
            size += len(chunk)
            if size > LARGEST_UPLOAD:
                raise Refusal(N_("This file is larger than 500 MB. Restore it on the command line."), field="file")
            file.write(chunk)
