"""Companies and persons by name, a page at a time."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person

PAGE = 50
R = TypeVar("R", Organization, Person)


def organization_list(workspace_id: int, *, text: str = "", cursor: str = "") -> tuple[list[Organization], str]:
    """A page in order of name, with owner at hand; and the cursor of the next, empty at the end."""
    rows = Organization.objects.filter(workspace_id=workspace_id).select_related("owner")
    return _page(_like(rows, text), cursor)


def person_list(workspace_id: int, *, text: str = "", cursor: str = "") -> tuple[list[Person], str]:
    rows = Person.objects.filter(workspace_id=workspace_id).select_related("organization")
    return _page(_like(rows, text), cursor)


def _like(rows: QuerySet[R], text: str) -> QuerySet[R]:
    return rows.filter(name__icontains=text) if text else rows


def _page(rows: QuerySet[R], cursor: str) -> tuple[list[R], str]:
    if cursor:
        key, _, last_id = cursor.rpartition("~")
        if not last_id.isdigit():
            raise Refusal(N_("This page is no longer there. Load the list again."), field="cursor")
        rows = rows.filter(Q(name_key__gt=key) | Q(name_key=key, id__gt=int(last_id)))
    found: list[Any] = list(rows.order_by("name_key", "id")[: PAGE + 1])
    shown = found[:PAGE]
    return shown, f"{shown[-1].name_key}~{shown[-1].id}" if len(found) > PAGE else ""
