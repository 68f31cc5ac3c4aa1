"""The same step planned on many deals at once, or with many companies or persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from alur.conversations.facts import ActivityPlanned
from alur.conversations.models import Activity
from alur.events.recording import Operation
from alur.kernel.dates import iso
from alur.kernel.ids import new_ids
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.pipeline.operations.many.standing import Restanding, restand_many
from alur.tenancy.inserting import insert_rows


def plan_many(
    deals: Sequence[Deal], *, kind: str, title: str, due_at: datetime, is_timed: bool = True, act: Operation
) -> None:
    """Plan an activity on each, its owner's; it becomes the deal's next step where none is due before it."""
    rows: list[Activity] = []
    alike = _alike(act, kind=kind, title=title, due_at=due_at, is_timed=is_timed)
    restandings: list[Restanding] = []
    for deal, activity_id in zip(deals, new_ids(len(deals)), strict=True):
        rows.append(
            Activity(
                id=activity_id,
                deal_id=deal.id,
                organization_id=deal.organization_id,
                owner_id=deal.owner_id or (act.by.id if act.by else None),
                **alike,
            )
        )
        about = [("activity", activity_id), ("deal", deal.id)]
        about += [("organization", deal.organization_id)] if deal.organization_id else []
        act.record(ActivityPlanned(activity_id, kind, title, iso(due_at)), about=about)
        if deal.next_step_due_at is None or due_at < deal.next_step_due_at:
            step = {
                "next_step_id": activity_id,
                "next_step_kind": kind,
                "next_step_title": title,
                "next_step_due_at": due_at,
            }
            restandings.append(Restanding(deal, step, None))
    insert_rows(rows)
    restand_many(act.workspace_id, restandings, at=act.at, is_edit=False)


def plan_with_many(
    whom: Sequence[Organization | Person],
    *,
    kind: str,
    title: str,
    due_at: datetime,
    is_timed: bool = True,
    act: Operation,
) -> None:
    """Plan an activity with each, its owner's."""
    rows: list[Activity] = []
    alike = _alike(act, kind=kind, title=title, due_at=due_at, is_timed=is_timed)
    for one, activity_id in zip(whom, new_ids(len(whom)), strict=True):
        subject = "organization" if isinstance(one, Organization) else "person"
        rows.append(
            Activity(
                id=activity_id,
                owner_id=one.owner_id or (act.by.id if act.by else None),
                **{f"{subject}_id": one.id},
                **alike,
            )
        )
        about = [("activity", activity_id), (subject, one.id)]
        act.record(ActivityPlanned(activity_id, kind, title, iso(due_at)), about=about)
    insert_rows(rows)


def _alike(act: Operation, **said: Any) -> dict[str, Any]:
    """The columns that are the same for all of them."""
    return {"workspace_id": act.workspace_id, **said, "created_at": act.at, "updated_at": act.at}
