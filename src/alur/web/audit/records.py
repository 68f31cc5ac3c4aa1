"""The one record whose trail is asked for: found by its name, and what it is called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from alur.events.queries.feed import Sees, told_of
from alur.events.recording import Subject
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.search.queries.finding import find
from alur.search.queries.showing import Found
from alur.web.audit.kinds import RECORDS
from alur.web.shell.requests import MemberRequest

FOUND_BY_NAME = ("deal", "organization", "person", "product")
MOST_FOUND = 4
_NAMED: dict[str, tuple[Any, str]] = {
    "deal": (Deal, "title"),
    "organization": (Organization, "name"),
    "person": (Person, "name"),
}


def found_records(request: MemberRequest, text: str) -> list[Found]:
    """Records that hold the words typed, a few of each kind."""
    findings = find(request.member, text.strip()[:100], kinds=FOUND_BY_NAME, limit=MOST_FOUND)
    return [one for kind in FOUND_BY_NAME for one in findings.found.get(kind, [])]


def record_title(workspace_id: int, record: Subject, sees: Sees | None) -> str:
    """What the record is called now, or was when something was last done to it; never the name of a hidden one."""
    kind, record_id = record
    if sees is not None and not sees([record])([record]):
        return _("One record")
    model, column = _NAMED.get(kind, (None, ""))
    rows = model.everything.filter(workspace_id=workspace_id, id=record_id) if model is not None else None
    title = rows.values_list(column, flat=True).first() if rows is not None else _last_title(workspace_id, record)
    said = RECORDS.get(kind)
    return title or (said() if said is not None else _("One record"))


def _last_title(workspace_id: int, record: Subject) -> str:
    told, _older = told_of(workspace_id, *record, before=None, limit=1)
    return next((str(one.data.get("title", "")) for one in told), "")
