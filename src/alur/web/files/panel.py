"""The panel of files that stands on the page of a deal, a company or a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404

from alur.conversations.models import Activity
from alur.events.queries.timeline import Happening
from alur.files.access import sees_record
from alur.files.models import StoredFile
from alur.files.queries.lists import files_by_record, files_of
from alur.kernel.ids import id_from
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.research.models import ResearchNote
from alur.web.deals.sentences import Told
from alur.web.shell.requests import MemberRequest

SHOWN = 8


def _place_of_activity(activity: Activity) -> str:
    if activity.deal_id:
        return f"/deals/{activity.deal_id}/"
    if activity.organization_id:
        return f"/organizations/{activity.organization_id}/"
    return f"/persons/{activity.person_id}/"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that files hang on, and where it is shown."""

    model: Any
    place: Callable[[Any], str]


KINDS = {
    "deal": Kind(Deal, lambda one: f"/deals/{one.id}/"),
    "organization": Kind(Organization, lambda one: f"/organizations/{one.id}/"),
    "person": Kind(Person, lambda one: f"/persons/{one.id}/"),
    "research_note": Kind(ResearchNote, lambda one: f"/organizations/{one.organization_id}/"),
    "activity": Kind(Activity, _place_of_activity),
}


@dataclass(frozen=True, slots=True)
class Record:
    kind: str
    id: int
    title: str
    place: str


def record_or_404(request: MemberRequest) -> Record:
    """The record that the request names, if the member sees it."""
    given = request.POST if request.method == "POST" else request.GET
    kind = next((name for name in KINDS if name in given), "")
    return find_record(request, kind, id_from(given.get(kind, "")))


def find_record(request: MemberRequest, kind: str, record_id: int) -> Record:
    if kind not in KINDS or not sees_record(request.member, kind, record_id):
        raise Http404
    row = KINDS[kind].model.objects.get(workspace_id=request.workspace.id, id=record_id)
    return Record(kind, record_id, str(row), KINDS[kind].place(row))


def panel_context(request: MemberRequest, kind: str, record_id: int, *, most: int = SHOWN) -> dict[str, Any]:
    """What `files/panel.html` needs; one more than is shown is read, to know whether there are more."""
    found = files_of(request.workspace.id, kind, record_id, limit=most + 1)
    return {
        "kind": kind,
        "record_id": record_id,
        "files": found[:most],
        "more": len(found) > most,
        "can_edit": request.member.can_change,
        "is_whole": most != SHOWN,
        "most_bytes": settings.FILE_LIMIT,
        "errors": {},
    }


def without_files_sent_along(happenings: list[Happening]) -> list[Happening]:
    """A timeline's events without those of files that came with an activity: they show beneath it."""
    return [one for one in happenings if one.name != "file.added" or one.data["kind"] != "activity"]


def files_sent_along(request: MemberRequest, told: list[Told]) -> dict[int, list[StoredFile]]:
    """Activity id to what was sent with it, for those on this page of a timeline."""
    ids = {one.happening.data["activity"] for one in told if one.happening.name == "activity.logged"}
    return files_by_record(request.workspace.id, "activity", ids)
