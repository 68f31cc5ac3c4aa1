"""Activities: planned, done, changed. A deal's next step follows from them in the same transaction."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alur.conversations import facts
from alur.conversations.models import Activity, ActivityKind, Recurrence
from alur.events.facts import Fact
from alur.events.purging import purges
from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.dates import iso
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.pipeline.operations.stepping import note_agenda
from alur.pipeline.operations.totalling import zone_of
from alur.tenancy.models import Member

purges("activity", Activity)

EDITABLE = frozenset({"kind", "title", "body", "outcome", "due_at", "is_timed", "recurrence", "owner_id", "person_id"})


@dataclass(frozen=True, slots=True)
class NewActivity:
    kind: str
    title: str = ""
    body: str = ""
    outcome: str = ""
    deal: Deal | None = None
    organization: Organization | None = None
    person: Person | None = None
    owner: Member | None = None
    due_at: datetime | None = None
    is_timed: bool = True
    recurrence: str = Recurrence.NONE
    done_at: datetime | None = None


def add(workspace_id: int, new: NewActivity, *, by: Member | None, at: datetime) -> Activity:
    """Plan an activity (with `due_at`) or log one that has happened. Needs something to be about."""
    if new.kind not in ActivityKind.values:
        raise Refusal(N_("Choose what kind of activity this is."), field="kind")
    if new.recurrence not in Recurrence.values:
        raise Refusal(N_("Choose how often this repeats."), field="recurrence")
    if new.kind == ActivityKind.NOTE and not (new.body.strip() or new.title.strip()):
        raise Refusal(N_("Write the note first."), field="body")
    if new.deal is None and new.organization is None and new.person is None:
        raise Refusal(N_("Choose the deal, company or person this is about."), field="deal")
    is_planned = new.due_at is not None and new.done_at is None and new.kind != ActivityKind.NOTE
    with operation(workspace_id, by=by, at=at) as act:
        organization_id = new.organization.id if new.organization else (new.deal.organization_id if new.deal else None)
        activity = Activity.objects.create(
            workspace_id=workspace_id,
            id=new_id(),
            kind=new.kind,
            title=" ".join(new.title.split())[:200],
            body=new.body.strip(),
            outcome=new.outcome.strip(),
            deal_id=new.deal.id if new.deal else None,
            organization_id=organization_id,
            person_id=new.person.id if new.person else None,
            owner_id=new.owner.id if new.owner else (by.id if by else None),
            due_at=new.due_at,
            is_timed=new.is_timed,
            recurrence=new.recurrence if is_planned else "",
            done_at=None if is_planned else (new.done_at or at),
            created_at=at,
            updated_at=at,
        )
        if is_planned and activity.due_at:
            fact: Fact = facts.ActivityPlanned(activity.id, activity.kind, activity.title, iso(activity.due_at))
        else:
            fact = facts.ActivityLogged(activity.id, activity.kind, activity.title)
        act.record(fact, about=about(activity), occurred_at=activity.done_at or at)
        refresh_agenda(workspace_id, activity.deal_id, at=at)
    return activity


def edit(activity: Activity, changes: Mapping[str, Any], *, by: Member | None, at: datetime) -> Activity:
    """Change what an activity says. Nothing changed, no event."""
    with operation(activity.workspace_id, by=by, at=at) as act:
        activity = _locked(activity)
        wanted = {name: value for name, value in changes.items() if name in EDITABLE}
        if wanted.get("kind", activity.kind) not in ActivityKind.values:
            raise Refusal(N_("Choose what kind of activity this is."), field="kind")
        changed = {
            name: [_primitive(getattr(activity, name)), _primitive(value)]
            for name, value in wanted.items()
            if getattr(activity, name) != value
        }
        if not changed:
            return activity
        _write(activity, {name: wanted[name] for name in changed}, at)
        act.record(facts.ActivityEdited(activity.id, activity.kind, activity.title, changed), about=about(activity))
        refresh_agenda(activity.workspace_id, activity.deal_id, at=at)
    return activity


def finish(activity: Activity, *, by: Member | None, at: datetime, outcome: str = "") -> Activity | None:
    """Mark a planned activity as done. Returns the one that its recurrence planned next, if it has one."""
    with operation(activity.workspace_id, by=by, at=at) as act:
        activity = _locked(activity)
        if activity.done_at is not None:
            raise Conflict(N_("This is done already."))
        _write(activity, {"done_at": at, "outcome": outcome.strip() or activity.outcome}, at)
        following = _plan_again(activity, by=by, at=at)
        act.record(
            facts.ActivityDone(activity.id, activity.kind, activity.title, following.id if following else None),
            about=about(activity),
        )
        refresh_agenda(activity.workspace_id, activity.deal_id, at=at)
    return following


def delete(activity: Activity, *, by: Member | None, at: datetime) -> None:
    with operation(activity.workspace_id, by=by, at=at) as act:
        activity = _locked(activity)
        _write(activity, {"deleted_at": at}, at)
        act.record(facts.ActivityDeleted(activity.id, activity.kind, activity.title), about=about(activity))
        refresh_agenda(activity.workspace_id, activity.deal_id, at=at)


def refresh_agenda(workspace_id: int, deal_id: int | None, *, at: datetime) -> None:
    """Give the deal its earliest planned activity as next step, and the time of its latest one done."""
    if deal_id is None:
        return
    own = Activity.objects.filter(workspace_id=workspace_id, deal_id=deal_id, deleted_at__isnull=True)
    step = own.filter(done_at__isnull=True, due_at__isnull=False).order_by("due_at", "id").first()
    last = own.filter(done_at__isnull=False).order_by("-done_at").values_list("done_at", flat=True).first()
    next_step = (step.id, str(step.kind), step.title, step.due_at) if step and step.due_at else None
    note_agenda(workspace_id, deal_id, next_step=next_step, last_activity_at=last, at=at)


def about(activity: Activity) -> list[tuple[str, int]]:
    """The records on whose timeline an activity shows."""
    named = (
        ("activity", activity.id),
        ("deal", activity.deal_id),
        ("organization", activity.organization_id),
        ("person", activity.person_id),
    )
    return [(kind, record_id) for kind, record_id in named if record_id is not None]


def _plan_again(activity: Activity, *, by: Member | None, at: datetime) -> Activity | None:
    if not activity.recurrence or activity.due_at is None:
        return None
    zone = zone_of(activity.workspace_id)
    due = activity.due_at
    while due <= at or due == activity.due_at:
        due = _next_due(due, activity.recurrence, zone)
    return add(
        activity.workspace_id,
        NewActivity(
            kind=activity.kind,
            title=activity.title,
            body=activity.body,
            deal=activity.deal,
            organization=activity.organization,
            person=activity.person,
            owner=activity.owner,
            due_at=due,
            is_timed=activity.is_timed,
            recurrence=activity.recurrence,
        ),
        by=by,
        at=at,
    )


def _next_due(due: datetime, recurrence: str, zone: Any) -> datetime:
    local = due.astimezone(zone)
    if recurrence == Recurrence.DAILY:
        return local + timedelta(days=1)
    if recurrence == Recurrence.WEEKLY:
        return local + timedelta(days=7)
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    return local.replace(year=year, month=month, day=min(local.day, calendar.monthrange(year, month)[1]))


def _locked(activity: Activity) -> Activity:
    found = (
        Activity.objects.select_for_update()
        .filter(workspace_id=activity.workspace_id, id=activity.id, deleted_at__isnull=True)
        .first()
    )
    if found is None:
        raise Conflict(N_("This activity was removed meanwhile."))
    return found


def _write(activity: Activity, columns: dict[str, Any], at: datetime) -> None:
    for name, value in columns.items():
        setattr(activity, name, value)
    activity.updated_at = at
    activity.version += 1
    activity.save(update_fields=[*columns, "updated_at", "version"])


def _primitive(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value


def _one(act: Operation, activity_id: int) -> Activity:
    activity = Activity.objects.filter(workspace_id=act.workspace_id, id=activity_id).first()
    if activity is None:
        raise Conflict(N_("The activity was removed for good; it cannot come back."))
    return activity


@inverse_of(facts.ActivityPlanned)
def take_back_plan(fact: facts.ActivityPlanned, act: Operation) -> None:
    delete(_one(act, fact.activity), by=act.by, at=act.at)


@inverse_of(facts.ActivityLogged)
def take_back_log(fact: facts.ActivityLogged, act: Operation) -> None:
    delete(_one(act, fact.activity), by=act.by, at=act.at)


@inverse_of(facts.ActivityDeleted)
def take_back_deletion(fact: facts.ActivityDeleted, act: Operation) -> None:
    activity = _one(act, fact.activity)
    _write(activity, {"deleted_at": None}, act.at)
    act.record(facts.ActivityRestored(activity.id, activity.kind, activity.title), about=about(activity))
    refresh_agenda(act.workspace_id, activity.deal_id, at=act.at)


@inverse_of(facts.ActivityRestored)
def take_back_restoration(fact: facts.ActivityRestored, act: Operation) -> None:
    delete(_one(act, fact.activity), by=act.by, at=act.at)


@inverse_of(facts.ActivityDone)
def take_back_done(fact: facts.ActivityDone, act: Operation) -> None:
    activity = _one(act, fact.activity)
    if activity.done_at is None:
        raise Conflict(N_("This is planned again already."))
    _write(activity, {"done_at": None}, act.at)
    act.record(facts.ActivityReopened(activity.id, activity.kind, activity.title), about=about(activity))
    refresh_agenda(act.workspace_id, activity.deal_id, at=act.at)


@inverse_of(facts.ActivityReopened)
def take_back_reopening(fact: facts.ActivityReopened, act: Operation) -> None:
    finish(_one(act, fact.activity), by=act.by, at=act.at)


@inverse_of(facts.ActivityEdited)
def take_back_edit(fact: facts.ActivityEdited, act: Operation) -> None:
    activity = _one(act, fact.activity)
    if any(_primitive(getattr(activity, name)) != new for name, (_, new) in fact.changes.items()):
        raise Conflict(N_("This activity was changed since; this cannot be undone."))
    old = {
        name: datetime.fromisoformat(value) if name == "due_at" and value else value
        for name, (value, _) in fact.changes.items()
    }
    edit(activity, old, by=act.by, at=act.at)
