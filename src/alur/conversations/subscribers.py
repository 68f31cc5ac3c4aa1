from __future__ import annotations

from collections.abc import Collection

from alur.conversations.access import visible_activities
from alur.conversations.facts import ActivityDeleted
from alur.conversations.models import Activity
from alur.conversations.operations.planning import about, write
from alur.conversations.queries.planned import planned_with
from alur.events.purging import TrashPurged, remove
from alur.events.recording import Operation, Subject
from alur.events.subscribing import within
from alur.files.access import holds_files
from alur.files.operations.purging import drop_files_of
from alur.pipeline.facts import DealClosed
from alur.pipeline.models import Status
from alur.tenancy.models import Member


@within(TrashPurged)
def drop_what_is_about_nothing_else(fact: TrashPurged, act: Operation) -> None:
    """An activity outlives the person or company that it names, but not the last of what it is about."""
    places = {"organization": "organization_id", "person": "person_id", "deal": "deal_id"}
    if fact.kind not in places:
        return
    rows = Activity.objects.filter(workspace_id=act.workspace_id, **{f"{places[fact.kind]}__in": fact.records})
    # Judged here: asked for in SQL, SQLite walks all activities without a deal (0.9 s of 600,000).
    named = rows.values_list("id", "deal_id", "organization_id", "person_id")
    going = [row[0] for row in named if fact.kind == "deal" or sum(place is not None for place in row[1:]) == 1]
    drop_files_of(act.workspace_id, "activity", going)
    if fact.kind != "deal":  # those of a deal are parts of it, and go along
        remove(Activity, act.workspace_id, going)


@within(DealClosed)
def leave_the_unfit_alone(fact: DealClosed, act: Operation) -> None:
    """What was planned with a deal that is not a fit is on nobody's list any more; undone, it is again."""
    if fact.outcome != Status.NOT_A_FIT or act.undoes is not None:
        return
    for activity in planned_with(act.workspace_id, fact.deal).select_for_update():
        write(activity, {"deleted_at": act.at}, act.at)
        gone = ActivityDeleted(activity.id, activity.kind, activity.title)
        act.record(gone, about=about(activity))


def _timelines(workspace_id: int, activity_id: int) -> list[Subject]:
    found = Activity.objects.filter(workspace_id=workspace_id, id=activity_id).first()
    return about(found) if found is not None else [("activity", activity_id)]


@holds_files("activity", about=_timelines)
def activities_seen(member: Member, ids: Collection[int]) -> Collection[int]:
    """Files hang on activities too: a photo of a visit, a recorded call."""
    return frozenset(visible_activities(member).filter(id__in=ids).values_list("id", flat=True))
