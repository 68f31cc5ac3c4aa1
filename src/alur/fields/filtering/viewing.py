"""From where a filter is asked: by whom, when, and over which rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alur.fields.models import FieldDefinition
from alur.fields.queries.records import definitions_of
from alur.kernel.dates import at_local
from alur.tenancy.models import Member


@dataclass(frozen=True)
class Viewpoint:
    """`zone` is the one whose days count, the workspace's. `prefix` leads from the rows to the records asked about
    (`deal__` from a spell), but for the columns that `instead` names: those of the rows themselves.
    """

    member: Member
    now: datetime
    zone: ZoneInfo
    prefix: str = ""
    instead: Mapping[str, str] = field(default_factory=dict)

    @property
    def workspace_id(self) -> int:
        return self.member.workspace_id

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def path(self, column: str) -> str:
        """Where a column of the records is, seen from the rows."""
        return self.instead.get(column, self.prefix + column)

    def begins(self, day: date) -> datetime:
        """The instant at which a day begins."""
        return at_local(day, time.min, self.zone)

    def own_fields(self, kind: str) -> dict[str, FieldDefinition]:
        """The workspace's fields in use of a kind of record by key, read once."""
        kept: dict[str, dict[str, FieldDefinition]] = self.__dict__.setdefault("_own_fields", {})
        if kind not in kept:
            kept[kind] = {row.key: row for row in definitions_of(self.workspace_id, kind)}
        return kept[kind]


def instants(view: Viewpoint, days: tuple[date | None, date | None]) -> tuple[datetime | None, datetime | None]:
    """The half-open instants of half-open days."""
    first, last = days
    return (view.begins(first) if first else None, view.begins(last) if last else None)


def day_after(day: date) -> date:
    return day + timedelta(days=1)
