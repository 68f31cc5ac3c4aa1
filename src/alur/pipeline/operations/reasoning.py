"""Why deals end or wait, as the team calls it: reasons added, renamed, put away."""

from __future__ import annotations

from datetime import datetime

from alur.events.changing import Keeping
from alur.events.recording import operation
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline import design_facts as facts
from alur.pipeline.access import can_edit_pipelines
from alur.pipeline.models import CloseReason, Status
from alur.tenancy.models import Member

OUTCOMES = (Status.LOST, Status.NOT_A_FIT, Status.POSTPONED)

keeping = Keeping(
    "close_reason",
    CloseReason,
    made=facts.ReasonAdded,
    edited=facts.ReasonRenamed,
    deleted=facts.ReasonArchived,
    restored=facts.ReasonRestored,
)


def add_reason(
    workspace_id: int, outcome: str, *, name_id: str, name_en: str = "", by: Member | None, at: datetime
) -> CloseReason:
    """Add a reason for an outcome (lost, not_a_fit, postponed). An archived one of this name comes back."""
    _allow(by)
    if outcome not in OUTCOMES:
        raise Refusal(N_("Choose how the deal ended."), field="outcome")
    names = _names(name_id, name_en)
    with operation(workspace_id, by=by, at=at) as act:
        same = CloseReason.objects.filter(workspace_id=workspace_id, outcome=outcome)
        archived = same.filter(deleted_at__isnull=False, name_id=names[0]).first()
        if archived is not None:
            _check_free(archived, names)
            keeping.restore(archived, act)
            return archived
        row = CloseReason(
            workspace_id=workspace_id,
            id=new_id(),
            outcome=outcome,
            name_id=names[0],
            name_en=names[1],
            position=same.count(),
        )
        _check_free(row, names)
        keeping.make(row, act)
    return row


def rename_reason(reason: CloseReason, *, name_id: str, name_en: str, by: Member | None, at: datetime) -> None:
    """Give a reason other words; deals that ended for it show them too."""
    _allow(by)
    names = _names(name_id, name_en)
    with operation(reason.workspace_id, by=by, at=at) as act:
        _check_free(reason, names)
        keeping.edit(reason, {"name_id": names[0], "name_en": names[1]}, act)


def archive_reason(reason: CloseReason, *, by: Member | None, at: datetime) -> None:
    """Offer a reason no longer. Deals that ended for it keep it."""
    _allow(by)
    with operation(reason.workspace_id, by=by, at=at) as act:
        if reason.deleted_at is not None:
            return
        keeping.delete(reason, act)


def _allow(by: Member | None) -> None:
    if by is not None and not can_edit_pipelines(by):
        raise Refusal(N_("Only owners and supervisors change pipelines."))


def _names(name_id: str, name_en: str) -> tuple[str, str]:
    first, second = " ".join(name_id.split())[:80], " ".join(name_en.split())[:80]
    if not (first or second):
        raise Refusal(N_("Type the reason in a few words."), field="name_id")
    return first or second, second or first


def _check_free(reason: CloseReason, names: tuple[str, str]) -> None:
    others = CloseReason.objects.filter(
        workspace_id=reason.workspace_id, outcome=reason.outcome, deleted_at__isnull=True
    ).exclude(id=reason.id)
    if any(other.name_id.casefold() == names[0].casefold() for other in others):
        raise Conflict(N_("There is a reason “%(name)s” already."), field="name_id", name=names[0])
