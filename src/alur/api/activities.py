"""Activities: calls, mails, meetings, visits, tasks and notes, planned or done."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import ConfigDict, Field
from pydantic.types import Strict
from typing_extensions import TypedDict

from alur.api.deal_inputs import Kind
from alur.api.shell.answering import (
    DayOut,
    IdOut,
    InstantOut,
    answer,
    day,
    ident,
    instant,
    must_match,
    nothing,
    version_tag,
    writing,
)
from alur.api.shell.finding import deal_of, member_named, one_of, organization_named, person_named
from alur.api.shell.narrowing import RecordFilter, narrowed
from alur.api.shell.paging import listed, page
from alur.api.shell.reading import Body, Day, Flag, Id, Ids, Instant, Line, PathId, Text, absent
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.api.shell.sharing import Owners, owned_by
from alur.conversations.access import visible_activities
from alur.conversations.models import Activity
from alur.conversations.models.activity import NO_REMINDER
from alur.conversations.operations.planning import (
    EARLIEST_REMINDER,
    LONGEST_MINUTES,
    NewActivity,
    add,
    delete,
    edit,
    finish,
)
from alur.kernel.refusal import N_, Conflict

routes = Resource("activities")

SORTS = {"created_at": "created_at", "id": "id"}
RecurrenceName = Literal["", "daily", "weekly", "monthly"]
Minutes = Annotated[int, Strict(), Field(ge=1, le=LONGEST_MINUTES)]
Reminder = Annotated[int, Strict(), Field(ge=NO_REMINDER, le=EARLIEST_REMINDER)]


class ActivityOut(TypedDict):
    """Planned while it has a `due_at` and no `done_at`. `is_timed` false: due on the day, at no hour.

    `minutes` is how long it takes, null: as its kind usually does; `remind_minutes` how long before it the owner is
    reminded, null: as the owner is used to, -1: not at all.
    """

    id: IdOut
    kind: Kind
    title: str
    body: str
    outcome: str
    deal: IdOut | None
    organization: IdOut | None
    person: IdOut | None
    owner: IdOut | None
    due_at: InstantOut | None
    is_timed: bool
    minutes: int | None
    recurrence: RecurrenceName
    repeats_until: DayOut | None
    remind_minutes: int | None
    is_done: bool
    done_at: InstantOut | None
    created_at: InstantOut
    updated_at: InstantOut


class ActivityList(TypedDict):
    items: list[ActivityOut]
    next_cursor: str | None


WITHOUT_WORDS = ("call", "email", "whatsapp", "meeting", "visit", "task")
WORDS = r"\S"


def _needed(name: str, pattern: str = "") -> dict[str, Any]:
    """A text of this name is there."""
    return {"required": [name], "properties": {name: {"type": "string", **({"pattern": pattern} if pattern else {})}}}


def _kind(*kinds: str) -> dict[str, Any]:
    return {"properties": {"kind": {"enum": list(kinds)}}}


class ActivityNew(Body):
    """About a deal, an organization or a person. With `due_at` it is planned, else it has happened, at `done_at`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "allOf": [
                {"anyOf": [_needed("deal"), _needed("organization"), _needed("person")]},
                {"anyOf": [_kind(*WITHOUT_WORDS), _needed("title", WORDS), _needed("body", WORDS)]},
            ]
        },
    )

    kind: Kind
    title: Line = ""
    body: Text = ""
    outcome: Text = ""
    deal: Id | None = None
    organization: Id | None = None
    person: Id | None = None
    owner: Id | None = None
    due_at: Instant | None = None
    is_timed: Flag = True
    minutes: Minutes | None = None
    recurrence: RecurrenceName = ""
    repeats_until: Day | None = None
    remind_minutes: Reminder | None = None
    done_at: Instant | None = None


class ActivityChanges(Body):
    """`is_done` true marks a planned one as done, with its outcome."""

    kind: Kind = absent()
    title: Line = absent()
    body: Text = absent()
    outcome: Text = absent()
    person: Id | None = None
    owner: Id | None = None
    due_at: Instant | None = None
    is_timed: Flag = absent()
    minutes: Minutes | None = None
    recurrence: RecurrenceName = absent()
    repeats_until: Day | None = None
    remind_minutes: Reminder | None = None
    is_done: Flag = absent()


class ActivityFilter(RecordFilter):
    deal: Ids | None = None
    organization: Ids | None = None
    person: Ids | None = None
    owner: Owners | None = None
    kind: Kind | None = None
    is_done: bool | None = None
    due_from: Instant | None = None
    due_until: Annotated[Instant | None, Field(description="The first instant that no longer counts.")] = None
    sort: Annotated[str, listed(SORTS)] = "-id"


COLUMNS = (
    "id",
    "kind",
    "title",
    "body",
    "outcome",
    "deal_id",
    "organization_id",
    "person_id",
    "owner_id",
    "due_at",
    "is_timed",
    "minutes",
    "recurrence",
    "repeats_until",
    "remind_minutes",
    "done_at",
    "created_at",
    "updated_at",
)


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
    return answer({"items": [_shown(row) for row in found], "next_cursor": following})


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
    shown = _shown(tuple(getattr(row, column) for column in COLUMNS))
    location = f"/api/v1/activities/{row.id}" if status == 201 else ""
    return answer(shown, status=status, etag=version_tag(row.version), location=location)


def _shown(row: tuple[Any, ...]) -> ActivityOut:
    value = dict(zip(COLUMNS, row, strict=False))
    return {
        "id": str(value["id"]),
        "kind": value["kind"],
        "title": value["title"],
        "body": value["body"],
        "outcome": value["outcome"],
        "deal": ident(value["deal_id"]),
        "organization": ident(value["organization_id"]),
        "person": ident(value["person_id"]),
        "owner": ident(value["owner_id"]),
        "due_at": instant(value["due_at"]),
        "is_timed": value["is_timed"],
        "minutes": value["minutes"],
        "recurrence": value["recurrence"],
        "repeats_until": day(value["repeats_until"]),
        "remind_minutes": value["remind_minutes"],
        "is_done": value["done_at"] is not None,
        "done_at": instant(value["done_at"]),
        "created_at": instant(value["created_at"]),
        "updated_at": instant(value["updated_at"]),
    }
