"""The records that carry custom values. They belong to domains above, which say here where theirs are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from alur.fields.models import FieldDefinition
from alur.tenancy.prepared import Prepared, Slot

Records = Callable[[int], "QuerySet[Any]"]

_records: dict[str, Records] = {}


def holds_custom(record_kind: str, records: Records) -> None:
    """Register the records of a kind: workspace id to those that are kept, each with `custom`."""
    _records[record_kind] = records


def records_of(record_kind: str, workspace_id: int) -> QuerySet[Any]:
    return _records[record_kind](workspace_id)


@dataclass(frozen=True, slots=True)
class Filled:
    """How many records of the field's kind hold a value in it, of how many."""

    count: int
    total: int

    @property
    def percent(self) -> int:
        return round(100 * self.count / self.total) if self.total else 0


def filled(definition: FieldDefinition) -> Filled:
    records = records_of(definition.record_kind, definition.workspace_id)
    return Filled(records.filter(custom__has_key=definition.key).count(), records.count())


def definitions_of(workspace_id: int, record_kind: str) -> list[FieldDefinition]:
    """The fields of a kind of record that are in use, in order."""
    return _DEFINITIONS(workspace_id=workspace_id, record_kind=record_kind)


_DEFINITIONS = Prepared(
    lambda: FieldDefinition.objects.filter(
        workspace_id=Slot("workspace_id"), record_kind=Slot("record_kind"), archived_at__isnull=True
    ).order_by("position", "id")
)
