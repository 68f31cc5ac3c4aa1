"""Opening a deal the way people do: with its company found or made, and its next step planned, as one act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import operation
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.pipeline.models import Deal
from alur.pipeline.operations.creating import Created, NewDeal, create
from alur.tenancy.models import Member, Workspace


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
        new = replace(new, has_next_step=next_step is not None)
        created = create(workspace, new, by=by, at=at, override_reason=override_reason)
        if next_step is not None:
            add(
                workspace.id,
                NewActivity(
                    kind=next_step.kind,
                    title=next_step.title,
                    deal=created.deal,
                    owner=new.owner or by,
                    due_at=next_step.due_at,
                    is_timed=next_step.is_timed,
                ),
                by=by,
                at=at,
            )
            created = replace(created, deal=Deal.objects.get(workspace_id=workspace.id, id=created.deal.id))
    return created
