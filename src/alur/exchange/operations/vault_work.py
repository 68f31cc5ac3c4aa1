"""What was asked of the vault, as the worker does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from alur.events.recording import operation, via
from alur.exchange.facts import WorkspaceRestored
from alur.exchange.models import VaultJob, VaultKind, VaultState
from alur.exchange.operations.checking import Checked, check_export
from alur.exchange.operations.demo import load_in_steps
from alur.exchange.operations.demo_removal import remove_in_steps
from alur.exchange.operations.exporting import Exported, record_export, write_export
from alur.exchange.operations.keeping import forget_old_backups
from alur.exchange.operations.list_export import do_list
from alur.exchange.operations.restoring import restore_workspace
from alur.exchange.operations.vault_jobs import KEPT_FOR
from alur.exchange.steps import Steps
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Workspace

STILL = timedelta(seconds=60)

_log = structlog.get_logger()


class VaultWork:
    def __init__(self, job: VaultJob) -> None:
        self.job = job
        self.steps: Steps[dict[str, Any]] = _KINDS[job.kind](job)

    def tell(self, done: int, whole: int) -> bool:
        job = self.job
        job.done_part, job.whole, job.beat_at = done, whole, timezone.now()
        job.save(update_fields=["done_part", "whole", "beat_at"])
        if not _only(job).filter(state=VaultState.STOPPING).exists():
            return True
        self.steps.close()
        self._end(VaultState.STOPPED)
        return False

    def finish(self, found: dict[str, Any]) -> None:
        self.job.found = found
        self._end(VaultState.DONE)

    def fail(self, error: Exception) -> None:
        job = self.job
        if isinstance(error, Refusal):
            job.failure = error.message[:300]
            job.failure_params = {name: str(value)[:300] for name, value in error.params.items()}
        else:
            job.failure = N_("Something went wrong. It is written in the log.")
            _log.error("vault job failed", kind=job.kind, job=job.id, workspace=job.workspace_id, exc_info=error)
        self._end(VaultState.FAILED)

    def give_back(self) -> None:
        _only(self.job).filter(state=VaultState.RUNNING).update(state=VaultState.WAITING, beat_at=None, done_part=0)

    def _end(self, state: str) -> None:
        job = self.job
        job.state, job.finished_at = state, timezone.now()
        if state != VaultState.DONE and job.kind in (VaultKind.EXPORT, VaultKind.BACKUP, VaultKind.LIST):
            job.path = ""
        job.save()


def claim_job() -> VaultWork | None:
    """What has waited longest, or lies still since its worker is gone."""
    now = timezone.now()
    is_free = Q(state=VaultState.WAITING) | Q(
        state__in=(VaultState.RUNNING, VaultState.STOPPING), beat_at__lt=now - STILL
    )
    # A restore marks its unfinished workspace with a job of that workspace: not one to run.
    waiting = VaultJob.objects.filter(is_free).exclude(kind=VaultKind.RESTORE, target_id__isnull=False)
    for job in waiting.order_by("created_at")[:5]:
        if _only(job).filter(is_free).update(state=VaultState.RUNNING, beat_at=now):
            job.state, job.beat_at = VaultState.RUNNING, now
            return VaultWork(job)
    return None


def _only(job: VaultJob) -> QuerySet[VaultJob]:
    return VaultJob.objects.filter(workspace_id=job.workspace_id, id=job.id)


def _export(job: VaultJob) -> Steps[dict[str, Any]]:
    workspace = Workspace.objects.get(id=job.workspace_id)
    exported = yield from write_export(workspace, _path(job), at=job.created_at)
    with via("web"):
        record_export(
            workspace.id,
            file_name(workspace, job),
            sum(exported.rows.values()),
            exported.files,
            by=job.by,
            at=timezone.now(),
        )
    job.size, job.expires_at = exported.bytes, timezone.now() + KEPT_FOR
    job.file_name = file_name(workspace, job)
    return _told(exported)


def _backup(job: VaultJob) -> Steps[dict[str, Any]]:
    """Written, read through again, and room made for the next. Its files stay where they lie: thirty copies of all
    photos would fill the disk, and a restore here takes them from there."""
    workspace = Workspace.objects.get(id=job.workspace_id)
    exported = yield from write_export(workspace, _path(job), at=job.created_at, with_files=False)
    yield from check_export(_path(job))
    job.size, job.file_name = exported.bytes, file_name(workspace, job)
    forget_old_backups(job.workspace_id, at=job.created_at, newest=job)
    return _told(exported)


def _check(job: VaultJob) -> Steps[dict[str, Any]]:
    checked: Checked = yield from check_export(_path(job))
    job.size = _path(job).stat().st_size
    return {
        "rows": checked.rows,
        "files": checked.files,
        "bytes": checked.bytes,
        "name": checked.workspace["name"],
        "workspace": str(checked.workspace_id),
        "made_at": checked.made_at.isoformat(),
        "alur": checked.alur,
        "has_whole_history": checked.has_whole_history,
        "members": checked.members,
        "with_sign_in": checked.with_sign_in,
    }


def _restore(job: VaultJob) -> Steps[dict[str, Any]]:
    """Make the workspace, and say so in the one that asked."""
    user = job.by.user if job.by is not None else None
    restored = yield from restore_workspace(_path(job), name=job.wanted["name"], by_user=user, at=timezone.now())
    made = restored.workspace
    job.target_id = made.id
    with via("web"), operation(job.workspace_id, by=job.by, at=timezone.now()) as act:
        act.record(WorkspaceRestored(job.file_name, made.id, made.name), about=[("workspace", job.workspace_id)])
    return {
        "name": made.name,
        "rows": restored.rows,
        "members": restored.members,
        "with_sign_in": restored.with_sign_in,
    }


def _list(job: VaultJob) -> Steps[dict[str, Any]]:
    with via("web"):
        found = yield from do_list(job)
    job.expires_at = timezone.now() + KEPT_FOR
    return found


def _sample(job: VaultJob) -> Steps[dict[str, Any]]:
    workspace = Workspace.objects.get(id=job.workspace_id)
    deals = yield from load_in_steps(workspace, by=job.by, at=job.created_at, deals=job.wanted["deals"])
    return {"deals": deals}


def _clearing(job: VaultJob) -> Steps[dict[str, Any]]:
    deals = yield from remove_in_steps(Workspace.objects.get(id=job.workspace_id), by=job.by, at=job.created_at)
    return {"deals": deals}


_KINDS: dict[str, Callable[[VaultJob], Steps[dict[str, Any]]]] = {
    VaultKind.EXPORT: _export,
    VaultKind.BACKUP: _backup,
    VaultKind.CHECK: _check,
    VaultKind.RESTORE: _restore,
    VaultKind.LIST: _list,
    VaultKind.SAMPLE: _sample,
    VaultKind.CLEARING: _clearing,
}


def file_name(workspace: Workspace, job: VaultJob) -> str:
    """What a browser calls it: the company and the day, in letters that every system takes."""
    day = timezone.localtime(job.created_at, workspace.zone)
    return f"{workspace.slug}-{day:%Y-%m-%d-%H%M}.zip"


def _path(job: VaultJob) -> Path:
    return Path(settings.DATA_DIR) / job.path


def _told(exported: Exported) -> dict[str, Any]:
    return {
        "rows": exported.rows, "sizes": exported.sizes, "files": exported.files, "position": exported.position,
    }  # fmt: skip
