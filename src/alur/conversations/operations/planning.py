"""Activities: planned, done, changed. A deal's next step follows from them in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alur.conversations import facts
from alur.conversations.models import Activity, ActivityKind, Recurrence
from alur.conversations.models.activity import NO_REMINDER
from alur.events.facts import Fact
from alur.events.purging import purges
from alur.events.recording import operation
from alur.kernel import recurring
from alur.kernel.dates import iso
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.pipeline.operations.stepping import note_agenda
from alur.pipeline.operations.totalling import zone_of
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Member

purges("activity", Activity)

EDITABLE = frozenset(
    {
        "kind", "title", "body", "outcome", "due_at", "is_timed", "minutes", "recurrence", "repeats_until",
        "series_from", "series_number", "remind_minutes", "owner_id", "person_id", "is_answered",
    }
)  # fmt: skip
LONGEST_MINUTES = 24 * 60
EARLIEST_REMINDER = 14 * 24 * 60


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
    repeats_until: date | None = None
    series_from: datetime | None = None
    series_number: int = 0
    minutes: int | None = None
    remind_minutes: int | None = None
    done_at: datetime | None = None
    is_answered: bool | None = None


def add(
    workspace_id: int, new: NewActivity, *, by: Member | None, at: datetime, step_id: int | None = None
) -> Activity:
    """Plan an activity (with `due_at`) or log one that has happened. Needs something to be about.

    `step_id` is its id where its deal was made in this operation, and has it as its next step already.
    """
    if new.kind not in ActivityKind.values:
        raise Refusal(N_("Choose what kind of activity this is."), field="kind")
    _refuse_odd_figures(new.recurrence, new.minutes, new.remind_minutes)
    if new.kind == ActivityKind.NOTE and not (new.body.strip() or new.title.strip()):
        raise Refusal(N_("Write the note first."), field="body")
    if new.deal is None and new.organization is None and new.person is None:
        raise Refusal(N_("Choose the deal, company or person this is about."), field="deal")
    is_planned = new.due_at is not None and new.done_at is None and new.kind != ActivityKind.NOTE
    with operation(workspace_id, by=by, at=at) as act:
        organization_id = new.organization.id if new.organization else (new.deal.organization_id if new.deal else None)
        activity = Activity(
            workspace_id=workspace_id,
            id=step_id or new_id(),
            kind=new.kind,
            title=one_line(new.title),
            body=new.body.strip(),
            outcome=new.outcome.strip(),
            deal_id=new.deal.id if new.deal else None,
            organization_id=organization_id,
            person_id=new.person.id if new.person else None,
            owner_id=new.owner.id if new.owner else (by.id if by else None),
            due_at=new.due_at,
            is_timed=new.is_timed,
            recurrence=new.recurrence if is_planned else "",
            repeats_until=new.repeats_until if is_planned and new.recurrence else None,
            series_from=(new.series_from or new.due_at) if is_planned and new.recurrence else None,
            series_number=new.series_number,
            minutes=new.minutes,
            remind_minutes=new.remind_minutes,
            done_at=None if is_planned else (new.done_at or at),
            is_answered=new.is_answered,
            created_at=at,
            updated_at=at,
        )
        insert_rows([activity])
        activity._state.adding = False
        if is_planned and activity.due_at:
            fact: Fact = facts.ActivityPlanned(activity.id, activity.kind, activity.title, iso(activity.due_at))
        else:
            fact = facts.ActivityLogged(activity.id, activity.kind, activity.title)
        act.record(fact, about=about(activity), occurred_at=activity.done_at or at)
        if step_id is None:
            refresh_agenda(workspace_id, activity.deal_id, at=at)
    return activity


def one_line(title: str) -> str:
    """A title as it is kept."""
    return " ".join(title.split())[:200]


def edit(activity: Activity, changes: Mapping[str, Any], *, by: Member | None, at: datetime) -> Activity:
    """Change what an activity says. Nothing changed, no event.

    A new `due_at` moves this one alone; one that begins to repeat, or in another rhythm, begins a series.
    """
    with operation(activity.workspace_id, by=by, at=at) as act:
        activity = locked(activity)
        wanted = {name: value for name, value in changes.items() if name in EDITABLE}
        if wanted.get("kind", activity.kind) not in ActivityKind.values:
            raise Refusal(N_("Choose what kind of activity this is."), field="kind")
        _refuse_odd_figures(wanted.get("recurrence", ""), wanted.get("minutes"), wanted.get("remind_minutes"))
        if wanted.get("recurrence", activity.recurrence) != activity.recurrence:
            begun = wanted.get("due_at", activity.due_at) if wanted["recurrence"] else None
            wanted = {"series_from": begun, "series_number": 0, **wanted}
        changed = {
            name: [primitive(getattr(activity, name)), primitive(value)]
            for name, value in wanted.items()
            if getattr(activity, name) != value
        }
        if not changed:
            return activity
        write(activity, {name: wanted[name] for name in changed}, at)
        act.record(facts.ActivityEdited(activity.id, activity.kind, activity.title, changed), about=about(activity))
        refresh_agenda(activity.workspace_id, activity.deal_id, at=at)
    return activity


def finish(
    activity: Activity, *, by: Member | None, at: datetime, outcome: str = "", is_answered: bool | None = None
) -> Activity | None:
    """Mark a planned activity as done. Returns the one that its recurrence planned next, if it has one."""
    with operation(activity.workspace_id, by=by, at=at) as act:
        activity = locked(activity)
        if activity.done_at is not None:
            raise Conflict(N_("This is done already."))
        told = [activity.outcome, outcome.strip() or activity.outcome]
        answered = [activity.is_answered, activity.is_answered if is_answered is None else is_answered]
        write(activity, {"done_at": at, "outcome": told[1], "is_answered": answered[1]}, at)
        following = _plan_again(activity, by=by, at=at)
        next_id = following.id if following else None
        fact = facts.ActivityDone(activity.id, activity.kind, activity.title, next_id, told, answered)
        act.record(fact, about=about(activity))
        refresh_agenda(activity.workspace_id, activity.deal_id, at=at)
    return following


def delete(activity: Activity, *, by: Member | None, at: datetime) -> None:
    with operation(activity.workspace_id, by=by, at=at) as act:
        activity = locked(activity)
        write(activity, {"deleted_at": at}, at)
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


def next_of(activity: Activity, *, after: datetime) -> tuple[int, datetime] | None:
    """Number and due time of the occurrence that follows this one; None where it does not repeat, or has ended."""
    if not activity.recurrence or activity.due_at is None:
        return None
    begin = (activity.series_from or activity.due_at).astimezone(zone_of(activity.workspace_id))
    number, until = activity.series_number, activity.repeats_until
    return recurring.following(begin, activity.recurrence, number, after=after, until=until)


def _plan_again(activity: Activity, *, by: Member | None, at: datetime) -> Activity | None:
    due = next_of(activity, after=at)
    if due is None:
        return None
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
            due_at=due[1],
            is_timed=activity.is_timed,
            recurrence=activity.recurrence,
            repeats_until=activity.repeats_until,
            series_from=activity.series_from or activity.due_at,
            series_number=due[0],
            minutes=activity.minutes,
            remind_minutes=activity.remind_minutes,
        ),
        by=by,
        at=at,
    )


def _refuse_odd_figures(recurrence: str, minutes: int | None, remind_minutes: int | None) -> None:
    if recurrence not in Recurrence.values:
        raise Refusal(N_("Choose how often this repeats."), field="recurrence")
    if minutes is not None and not 0 < minutes <= LONGEST_MINUTES:
        raise Refusal(N_("It takes from one minute to a day."), field="minutes")
    if remind_minutes is not None and not NO_REMINDER <= remind_minutes <= EARLIEST_REMINDER:
        raise Refusal(N_("Reminders come up to two weeks before."), field="remind_minutes")


def locked(activity: Activity) -> Activity:
    found = (
        Activity.objects.select_for_update()
        .filter(workspace_id=activity.workspace_id, id=activity.id, deleted_at__isnull=True)
        .first()
    )
    if found is None:
        raise Conflict(N_("This activity was removed meanwhile."))
    return found


def write(activity: Activity, columns: dict[str, Any], at: datetime) -> None:
    for name, value in columns.items():
        setattr(activity, name, value)
    activity.updated_at = at
    activity.version += 1
    activity.save(update_fields=[*columns, "updated_at", "version"])


def primitive(value: Any) -> Any:
    return iso(value) if isinstance(value, date) else value
