"""Handing over what a leaver holds: begun with all its events under one operation, done in short pieces."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import F

from alur.accounts.access import can_manage
from alur.accounts.operations.joining import edit_member, edit_team
from alur.automation.facts import HandOverBegun, HandOverFinished
from alur.automation.models import HandOver, HandOverState, Split
from alur.automation.queries.holding import (
    REST,
    activities_held,
    deals_held,
    organizations_held,
    persons_held,
    shares_of_activities,
    shares_of_deals,
    shares_of_organizations,
)
from alur.conversations.models import Activity
from alur.conversations.operations.planning import edit as edit_activity
from alur.events.recording import Operation, attempt, operation
from alur.kernel.dates import at_local
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people.operations.organizations import edit_organization
from alur.people.operations.persons import edit_person
from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import edit as edit_deal
from alur.pipeline.operations.totalling import zone_of
from alur.tenancy.models import Member, Role, Team

A_PIECE = 40
"""Records in one transaction: some 150 ms."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Who gets what: `of` is share to member id, `rest` gets all else. `moves_overdue`: late is due tomorrow."""

    split: str
    rest: int
    of: Mapping[str, int] = field(default_factory=dict)
    moves_overdue: bool = False


def begin_hand_over(leaver: Member, shares: Shares, *, closes_access: bool, by: Member, at: datetime) -> HandOver:
    """Decide who gets what, close the leaver's access at once if asked to, and leave the rest to `go_on`.

    Raises Refusal by field, Conflict where one is at work already. Nothing of it is lost if it is interrupted.
    """
    if not can_manage(by) or by.workspace_id != leaver.workspace_id:
        raise Refusal(N_("Only owners hand work over."))
    _check(leaver, shares)
    operation_id = new_id()
    with operation(leaver.workspace_id, by=by, at=at, operation_id=operation_id) as act:
        made = HandOver(
            workspace_id=leaver.workspace_id,
            id=new_id(),
            leaver_id=leaver.id,
            by_id=by.id,
            split=shares.split,
            shares=dict(shares.of),
            rest_id=shares.rest,
            moves_overdue=shares.moves_overdue,
            operation_id=act.id,
            total=count_held(leaver),
            created_at=at,
        )
        try:
            with attempt():
                made.save(force_insert=True)
        except IntegrityError:
            raise Conflict(N_("The work of %(name)s is being handed over already."), name=leaver.name) from None
        act.record(
            HandOverBegun(made.id, leaver.id, leaver.name, made.split),
            about=[("member", leaver.id), ("hand_over", made.id)],
        )
        if closes_access:
            close_access(leaver, by=by, at=at)
    return made


def close_access(leaver: Member, *, by: Member, at: datetime) -> None:
    """They lead nobody, and come in no more: in this order, as taken back nobody leads who may not come in."""
    with operation(leaver.workspace_id, by=by, at=at):
        for team in Team.objects.filter(workspace_id=leaver.workspace_id, lead_id=leaver.id):
            edit_team(team, {"lead_id": None}, by=by, at=at)
        edit_member(leaver, {"is_active": False}, by=by, at=at)


def go_on(job: HandOver, *, at: datetime) -> bool:
    """Do one piece in a transaction of its own. False: that was the last."""
    leaver = Member.objects.get(workspace_id=job.workspace_id, id=job.leaver_id)
    by = Member.objects.filter(workspace_id=job.workspace_id, id=job.by_id or 0).first()
    with operation(job.workspace_id, by=by, at=at, operation_id=job.operation_id) as act:
        found = HandOver.objects.select_for_update().get(workspace_id=job.workspace_id, id=job.id)
        if found.state != HandOverState.RUNNING:
            return False
        for kind, give in _KINDS.items():
            given = give(found, leaver, act)
            if given:
                HandOver.objects.filter(workspace_id=job.workspace_id, id=job.id).update(**{kind: F(kind) + given})
                return True
        HandOver.objects.filter(workspace_id=job.workspace_id, id=job.id).update(
            state=HandOverState.DONE, finished_at=at, lease_until=None
        )
        fact = HandOverFinished(
            found.id, leaver.id, leaver.name, found.deals, found.activities, found.organizations, found.persons
        )
        act.record(fact, about=[("member", leaver.id), ("hand_over", found.id)])
    return False


def count_held(member: Member) -> int:
    return (
        deals_held(member).count()
        + activities_held(member).count()
        + organizations_held(member).count()
        + persons_held(member).count()
    )


def _check(leaver: Member, shares: Shares) -> None:
    if shares.split not in Split.values:
        raise Refusal(N_("Choose how the work is shared out."), field="split")
    takers = {shares.rest, *shares.of.values()}
    if leaver.id in takers:
        raise Refusal(N_("Choose someone other than %(name)s."), field="rest", name=leaver.name)
    able = Member.objects.filter(workspace_id=leaver.workspace_id, id__in=takers, is_active=True).exclude(
        role=Role.VIEWER
    )
    if able.count() != len(takers):
        raise Refusal(N_("Choose someone who is active and may change deals."), field="rest")


def _taker(job: HandOver, share: str, active: Collection[int]) -> int:
    """Whoever was chosen for the share; where they have left meanwhile, who has the rest; else an owner."""
    for chosen in (int(job.shares.get(share, 0)), job.rest_id):
        if chosen in active:
            return chosen
    owners = Member.objects.filter(workspace_id=job.workspace_id, is_active=True, role=Role.OWNER)
    return int(owners.exclude(id=job.leaver_id).order_by("created_at", "id").values_list("id", flat=True)[0])


def _active(job: HandOver) -> frozenset[int]:
    takers = [job.rest_id, *(int(member_id) for member_id in job.shares.values())]
    rows = Member.objects.filter(workspace_id=job.workspace_id, id__in=takers, is_active=True)
    return frozenset(rows.values_list("id", flat=True))


def _give_organizations(job: HandOver, leaver: Member, act: Operation) -> int:
    rows, active = list(organizations_held(leaver)[:A_PIECE]), _active(job)
    shares = shares_of_organizations(job.workspace_id, [row.id for row in rows], job.split, holder=leaver)
    for row in rows:
        edit_organization(row, {"owner_id": _taker(job, shares[row.id], active)}, by=act.by, at=act.at)
    return len(rows)


def _give_persons(job: HandOver, leaver: Member, act: Operation) -> int:
    rows, active = list(persons_held(leaver)[:A_PIECE]), _active(job)
    companies = {row.organization_id for row in rows if row.organization_id}
    shares = shares_of_organizations(job.workspace_id, companies, job.split, holder=leaver)
    for row in rows:
        share = shares.get(row.organization_id or 0, REST)
        edit_person(row, {"owner_id": _taker(job, share, active)}, by=act.by, at=act.at)
    return len(rows)


def _give_activities(job: HandOver, leaver: Member, act: Operation) -> int:
    """Those on a colleague's deal go to that colleague."""
    rows, active = list(activities_held(leaver)[:A_PIECE]), _active(job)
    owners = _owners_of_deals(job.workspace_id, {row.deal_id for row in rows if row.deal_id}, leaver)
    shares = shares_of_activities(
        [(row.id, row.deal_id, row.organization_id) for row in rows], job.split, holder=leaver
    )
    for row in rows:
        changes: dict[str, Any] = {"owner_id": owners.get(row.deal_id or 0) or _taker(job, shares[row.id], active)}
        if job.moves_overdue and row.due_at is not None and row.due_at < job.created_at:
            changes["due_at"] = _tomorrow(job, row)
        edit_activity(row, changes, by=act.by, at=act.at)
    return len(rows)


def _give_deals(job: HandOver, leaver: Member, act: Operation) -> int:
    rows, active = list(deals_held(leaver)[:A_PIECE]), _active(job)
    shares = shares_of_deals(job.workspace_id, [row.id for row in rows], job.split)
    for row in rows:
        edit_deal(row, {"owner_id": _taker(job, shares[row.id], active)}, by=act.by, at=act.at)
    return len(rows)


def _owners_of_deals(workspace_id: int, deal_ids: Collection[int], leaver: Member) -> dict[int, int]:
    """Active colleagues whose deals these are."""
    rows = Deal.objects.filter(workspace_id=workspace_id, id__in=deal_ids, owner__is_active=True)
    return {
        one: owner_id for one, owner_id in rows.exclude(owner_id=leaver.id).values_list("id", "owner_id") if owner_id
    }


def _tomorrow(job: HandOver, row: Activity) -> datetime:
    """The day after the hand-over, at the hour it had."""
    zone = zone_of(job.workspace_id)
    assert row.due_at is not None
    day = job.created_at.astimezone(zone).date() + timedelta(days=1)
    hour: time = row.due_at.astimezone(zone).timetz().replace(tzinfo=None)
    return at_local(day, hour, zone)


# Companies, people and tasks first: they follow the leaver's deals, as long as those are still the leaver's.
_KINDS = {
    "organizations": _give_organizations,
    "persons": _give_persons,
    "activities": _give_activities,
    "deals": _give_deals,
}
