"""Activities: calls, mails, meetings, visits, tasks and notes, planned or done."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Query

from alur.api.activity_shapes import (
    COLUMNS,
    SORTS,
    ActivityChanges,
    ActivityFilter,
    ActivityList,
    ActivityNew,
    ActivityOut,
    shown_activity,
)
from alur.api.shell.answering import (
    answer,
    must_match,
    nothing,
    version_tag,
    writing,
)
from alur.api.shell.finding import deal_of, member_named, one_of, organization_named, person_named
from alur.api.shell.narrowing import narrowed
from alur.api.shell.paging import page
from alur.api.shell.reading import PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.api.shell.sharing import owned_by
from alur.conversations.access import visible_activities
from alur.conversations.models import Activity
from alur.conversations.operations.planning import (
    NewActivity,
    add,
    delete,
    edit,
    finish,
)
from alur.kernel.refusal import N_, Conflict

routes = Resource("activities")


@routes.get("/activities", ActivityList)
def list_activities(request: ApiRequest, wanted: Query[ActivityFilter]) -> HttpResponse:
    columns = {
        "deal_id__in": wanted.deal,
        "organization_id__in": wanted.organization,
        "person_id__in": wanted.person,
        "kind": wanted.kind,
        "done_at__isnull": None if wanted.is_done is None else not wanted.is_done,
        "due_at__gte": wanted.due_from,
        "due_at__lt": wanted.due_until,
    }
    rows = visible_activities(request.member)
    rows = rows.filter(**{name: value for name, value in columns.items() if value is not None})
    if wanted.owner is not None:
        rows = rows.filter(owned_by(wanted.owner))
    found, following = page(narrowed(request, "activity", rows, wanted), COLUMNS, wanted, SORTS, wanted.sort)
    return answer({"items": [shown_activity(row) for row in found], "next_cursor": following})


@routes.get("/activities/{activity_id}", ActivityOut, etag=True)
def show_activity(request: ApiRequest, activity_id: PathId) -> HttpResponse:
    return _answer(_of(request, activity_id))


@routes.post("/activities", ActivityOut, etag=True)
def make_activity(request: ApiRequest, new: ActivityNew) -> HttpResponse:
    """Without an owner: you."""
    owner = member_named(request, new.owner) if new.owner is not None else request.member
    with writing(request):
        wanted = NewActivity(
            kind=new.kind,
            title=new.title,
            body=new.body,
            outcome=new.outcome,
            deal=deal_of(request, new.deal, field="deal") if new.deal is not None else None,
            organization=organization_named(request, new.organization),
            person=person_named(request, new.person),
            owner=owner,
            due_at=new.due_at,
            is_timed=new.is_timed,
            minutes=new.minutes,
            recurrence=new.recurrence,
            repeats_until=new.repeats_until,
            remind_minutes=new.remind_minutes,
            done_at=new.done_at,
            is_answered=new.is_answered,
        )
        made = add(request.workspace.id, wanted, by=request.member, at=request.now)
    return _answer(made, status=201)


@routes.patch("/activities/{activity_id}", ActivityOut)
def change_activity(request: ApiRequest, activity_id: PathId, changes: ActivityChanges) -> HttpResponse:
    columns = changes.given()
    is_done = columns.pop("is_done", None)
    by, at = request.member, request.now
    with writing(request):
        activity = _of(request, activity_id, held=True)
        must_match(request, version_tag(activity.version))
        if "owner" in columns:
            columns["owner_id"] = columns.pop("owner")
            member_named(request, columns["owner_id"])
        if "person" in columns:
            columns["person_id"] = columns.pop("person")
            person_named(request, columns["person_id"])
        was_done = activity.done_at is not None
        if is_done is False and was_done:
            raise Conflict(N_("What is done stays done. Undo it instead."), field="is_done")
        activity = edit(activity, columns, by=by, at=at)
        if is_done and not was_done:
            finish(activity, by=by, at=at)
            activity.refresh_from_db()
    return _answer(activity)


@routes.delete("/activities/{activity_id}")
def remove_activity(request: ApiRequest, activity_id: PathId) -> HttpResponse:
    with writing(request):
        activity = _of(request, activity_id, held=True)
        must_match(request, version_tag(activity.version))
        delete(activity, by=request.member, at=request.now)
    return nothing()


def _of(request: ApiRequest, activity_id: int, *, held: bool = False) -> Activity:
    rows = visible_activities(request.member)
    if held:  # found through its deal first: a row cannot be locked together with one that may be absent
        activity = one_of(rows, activity_id)
        rows = Activity.objects.filter(workspace_id=activity.workspace_id, deleted_at__isnull=True)
    return one_of(rows, activity_id, held=held)


def _answer(row: Activity, *, status: int = 200) -> HttpResponse:
    shown = shown_activity(tuple(getattr(row, column) for column in COLUMNS))
    location = f"/api/v1/activities/{row.id}" if status == 201 else ""
    return answer(shown, status=status, etag=version_tag(row.version), location=location)
