"""Opening a deal the way people do: with its company found or made, and its next step planned, as one act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from alur.conversations.models import ActivityKind
from alur.conversations.operations.planning import NewActivity, add, one_line
from alur.events.recording import operation
from alur.kernel.ids import new_id
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.pipeline.operations.creating import Created, NewDeal, create
from alur.tenancy.models import Member, Workspace

PLANNED = frozenset(ActivityKind.values) - {ActivityKind.NOTE}


@dataclass(frozen=True, slots=True)
class NextStep:
    kind: str
    due_at: datetime
    title: str = ""
    is_timed: bool = True


def open_deal(
    workspace: Workspace,
    new: NewDeal,
    *,
    new_organization: str = "",
    next_step: NextStep | None = None,
    by: Member | None,
    at: datetime,
    override_reason: str = "",
) -> Created:
    """Make a deal; `new_organization` names a company to make with it. Undone as one."""
    with operation(workspace.id, by=by, at=at):
        if new_organization.strip() and new.organization is None:
            company = create_organization(workspace.id, NewOrganization(name=new_organization), by=by, at=at)
            new = replace(new, organization=company)
        step_id = new_id() if next_step is not None and next_step.kind in PLANNED else None
        if next_step is not None and step_id is not None:
            new = replace(new, next_step=(step_id, next_step.kind, one_line(next_step.title), next_step.due_at))
        created = create(workspace, new, by=by, at=at, override_reason=override_reason)
        if next_step is not None:
            step = NewActivity(
                kind=next_step.kind,
                title=next_step.title,
                deal=created.deal,
                owner=new.owner or by,
                due_at=next_step.due_at,
                is_timed=next_step.is_timed,
            )
            add(workspace.id, step, by=by, at=at, step_id=step_id)
    return created
