"""What takes back what was done to activities."""

from __future__ import annotations

from typing import Any

from alur.conversations import facts
from alur.conversations.models import Activity
from alur.conversations.operations import planning
from alur.events.recording import Operation
from alur.events.undoing import inverse_of
from alur.kernel.refusal import N_, Conflict


def _one(act: Operation, activity_id: int) -> Activity:
    activity = Activity.objects.filter(workspace_id=act.workspace_id, id=activity_id).first()
    if activity is None:
        raise Conflict(N_("The activity was removed for good; it cannot come back."))
    return activity


@inverse_of(facts.ActivityPlanned)
def take_back_plan(fact: facts.ActivityPlanned, act: Operation) -> None:
    planning.delete(_one(act, fact.activity), by=act.by, at=act.at)


@inverse_of(facts.ActivityLogged)
def take_back_log(fact: facts.ActivityLogged, act: Operation) -> None:
    planning.delete(_one(act, fact.activity), by=act.by, at=act.at)


@inverse_of(facts.ActivityDeleted)
def take_back_deletion(fact: facts.ActivityDeleted, act: Operation) -> None:
    activity = _one(act, fact.activity)
    planning.write(activity, {"deleted_at": None}, act.at)
    act.record(facts.ActivityRestored(activity.id, activity.kind, activity.title), about=planning.about(activity))
    planning.refresh_agenda(act.workspace_id, activity.deal_id, at=act.at)


@inverse_of(facts.ActivityRestored)
def take_back_restoration(fact: facts.ActivityRestored, act: Operation) -> None:
    planning.delete(_one(act, fact.activity), by=act.by, at=act.at)


@inverse_of(facts.ActivityDone)
def take_back_done(fact: facts.ActivityDone, act: Operation) -> None:
    activity = _one(act, fact.activity)
    if activity.done_at is None:
        raise Conflict(N_("This is planned again already."))
    outcome = fact.outcome[0] if fact.outcome[1:] == [activity.outcome] else activity.outcome
    is_answered = fact.answered[0] if fact.answered[1:] == [activity.is_answered] else activity.is_answered
    planning.write(activity, {"done_at": None, "outcome": outcome, "is_answered": is_answered}, act.at)
    act.record(facts.ActivityReopened(activity.id, activity.kind, activity.title), about=planning.about(activity))
    planning.refresh_agenda(act.workspace_id, activity.deal_id, at=act.at)


@inverse_of(facts.ActivityReopened)
def take_back_reopening(fact: facts.ActivityReopened, act: Operation) -> None:
    planning.finish(_one(act, fact.activity), by=act.by, at=act.at)


@inverse_of(facts.ActivityEdited)
def take_back_edit(fact: facts.ActivityEdited, act: Operation) -> None:
    activity = _one(act, fact.activity)
    if any(planning.primitive(getattr(activity, name)) != new for name, (_, new) in fact.changes.items()):
        raise Conflict(N_("This activity was changed since; this cannot be undone."))
    columns: Any = Activity._meta
    old = {name: columns.get_field(name).to_python(value) for name, (value, _) in fact.changes.items()}
    planning.edit(activity, old, by=act.by, at=act.at)
