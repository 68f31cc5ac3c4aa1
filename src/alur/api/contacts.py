"""Ways to reach a person or a company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Literal

from typing_extensions import TypedDict

from alur.api.shell.reading import Body, Line, Tag
from alur.people.models import ContactPoint

ContactKindName = Literal["phone", "email", "social"]


class ContactOut(TypedDict):
    """`value` is for machines (E.164, lower case), `typed` what was typed."""

    kind: ContactKindName
    value: str
    typed: str
    label: str


class ContactIn(Body):
    """`value` as people write it; what GET gives can be sent back."""

    kind: ContactKindName
    value: Line
    typed: Line | None = None
    label: Tag | Literal[""] = ""


def contacts_wanted(contacts: Sequence[ContactIn]) -> list[list[str]]:
    """(kind, typed, label) as the operations take them."""
    return [[one.kind, one.typed or one.value, one.label] for one in contacts]


def contacts_shown(workspace_id: int, whose: str, ids: Collection[int]) -> dict[int, list[ContactOut]]:
    """Contacts by record id; `whose` is the column, person_id or organization_id."""
    found: dict[int, list[ContactOut]] = defaultdict(list)
    if not ids:
        return found
    conditions: dict[str, Any] = {f"{whose}__in": list(ids)}
    rows = ContactPoint.objects.filter(workspace_id=workspace_id, **conditions)
    for *_order, record_id, kind, value, typed, label in sorted(
        rows.values_list("position", "id", whose, "kind", "value", "typed", "label")
    ):
        found[record_id].append({"kind": kind, "value": value, "typed": typed, "label": label})
    return found
