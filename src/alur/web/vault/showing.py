"""What the page of exports and backups shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alur.exchange.models import VaultJob, VaultKind, VaultState
from alur.exchange.operations.sampling import SAMPLE_KINDS
from alur.exchange.operations.vault_jobs import KEPT_FOR
from alur.exchange.queries.holdings import GROUPS, MAIN, by_group, counts_now
from alur.kernel.dates import format_time
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.web.shell.answers import sentences
from alur.web.shell.requests import MemberRequest
from alur.web.vault.finding import key_of

BACKED_UP_AT = time(2, 30)
NIGHTS = 30
LISTED, MOST = 3, 60
LOWEST, TALLEST = 30, 100
TITLES = {
    "people": gettext_lazy("Companies and people"),
    "deals": gettext_lazy("Deals and steps"),
    "activities": gettext_lazy("Activities"),
    "products": gettext_lazy("Products and prices"),
    "history": gettext_lazy("History of changes"),
    "rest": gettext_lazy("Team, fields, imports"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One line of what goes out: how many rows there are now, and bytes in the last export (0: not known yet)."""

    title: Any
    counts: list[int]
    size: int


@dataclass(frozen=True, slots=True)
class Night:
    """One bar. `state` is ok, failed or none; `height` is out of a hundred."""

    day: date
    state: str
    height: int


def vault_context(request: MemberRequest, refusal: Refusal | None = None) -> dict[str, Any]:
    """Everything on the page; `refusal` belongs to the form that was sent."""
    jobs = list(
        VaultJob.objects.filter(workspace_id=request.workspace.id, created_at__gt=request.now - timedelta(days=400))
        .exclude(kind__in=(VaultKind.LIST, *SAMPLE_KINDS))
        .order_by("-created_at")[:200]
    )
    mine = [job for job in jobs if job.by_id == request.member.id and job.created_at > request.now - KEPT_FOR]
    backups = [job for job in jobs if job.kind == VaultKind.BACKUP]
    kept = [job for job in backups if job.path and job.state == VaultState.DONE]
    export = next((job for job in mine if job.kind == VaultKind.EXPORT and job.state != VaultState.STOPPED), None)
    now = counts_now(request.workspace.id)
    last = next((job for job in jobs if "sizes" in job.found), None)
    return {
        "groups": _groups(now, last),
        "last_size": last.size if last else 0,
        "export": export,
        "export_key": key_of(request, export) if export is not None and export.path else "",
        "backup_at_work": next((job for job in backups if job.is_at_work), None),
        "failed_backup": _failed(backups),
        "kept": [(job, key_of(request, job)) for job in kept[:LISTED]],
        "older": [(job, key_of(request, job)) for job in kept[LISTED:MOST]],
        "nights": _nights(request, backups),
        "backup_days": settings.BACKUP_DAYS,
        "backup_time": format_time(BACKED_UP_AT, request.f.language),
        **_restore_context(request, mine, now),
        "failure": failure_of,
        "typed": request.POST,
        "errors": sentences(refusal) if refusal is not None else {},
    }


def failure_of(job: VaultJob) -> str:
    """The sentence of a job that failed, in the reader's language."""
    return Refusal(job.failure, **job.failure_params).sentence(_) if job.failure else ""


def _groups(now: dict[str, int], last: VaultJob | None) -> list[Group]:
    sizes = by_group(last.found["sizes"]) if last else {}
    return [Group(TITLES[key], [now[label] for label in MAIN.get(key, ())], sizes.get(key, 0)) for key in GROUPS]


def _failed(backups: list[VaultJob]) -> VaultJob | None:
    """The newest backup, where it failed."""
    done = next((job for job in backups if job.state in (VaultState.DONE, VaultState.FAILED)), None)
    return done if done is not None and done.state == VaultState.FAILED else None


def _nights(request: MemberRequest, backups: list[VaultJob]) -> list[Night]:
    """Thirty days up to today: the last word of each day."""
    by_day: dict[date, VaultJob] = {}
    for job in backups:
        if job.state in (VaultState.DONE, VaultState.FAILED):
            by_day.setdefault(job.created_at.astimezone(request.f.zone).date(), job)
    largest = max((job.size for job in by_day.values()), default=0) or 1
    nights = []
    for back in range(NIGHTS - 1, -1, -1):
        day = request.f.today - timedelta(days=back)
        last = by_day.get(day)
        if last is None:
            nights.append(Night(day, "none", LOWEST // 3))
        elif last.state == VaultState.FAILED:
            nights.append(Night(day, "failed", TALLEST))
        else:
            nights.append(Night(day, "ok", LOWEST + (TALLEST - LOWEST) * last.size // largest))
    return nights


def _restore_context(request: MemberRequest, mine: list[VaultJob], now: dict[str, int]) -> dict[str, Any]:
    """The check or restore at hand: the newest of this member's within a day."""
    job = next((one for one in mine if one.kind in (VaultKind.CHECK, VaultKind.RESTORE)), None)
    if job is None or job.state == VaultState.STOPPED:
        return {"restoring": None, "restoring_source": 0}
    made = job.wanted.get("made_at")
    context: dict[str, Any] = {
        "restoring": job,
        "restoring_failure": failure_of(job),
        "restoring_source": id_from(job.wanted.get("source", "")),
        "backup_at": datetime.fromisoformat(made) if made else None,
    }
    if job.kind == VaultKind.CHECK and job.state == VaultState.DONE:
        made_at = datetime.fromisoformat(job.found["made_at"])
        is_ours = job.found["workspace"] == str(request.workspace.id)
        context |= {
            "made_at": made_at,
            "is_ours": is_ours,
            "changes": _changes(now if is_ours else {}, job.found["rows"]),
            "row_count": sum(job.found["rows"].values()),
            "suggested": f"{job.found['name']} {request.f.short_day(made_at)}",
        }
    return context


def _changes(now: dict[str, int], then: dict[str, int]) -> list[tuple[Any, int | None, int]]:
    """(what, how many now, how many in the file), by main table."""
    words = {
        "people.Organization": _("Companies"),
        "people.Person": _("People"),
        "pipeline.Deal": _("Deals"),
        "conversations.Activity": _("Activities"),
        "catalogue.Product": _("Products"),
        "events.Event": _("Changes in the history"),
    }
    return [(title, now.get(label), then.get(label, 0)) for label, title in words.items()]
