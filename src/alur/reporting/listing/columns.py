"""What a list can show of its records, and in which orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import F, Q, QuerySet, lookups

from alur.fields.filtering.places import Own, Reading
from alur.fields.filtering.viewing import Viewpoint
from alur.fields.models import FieldDefinition, FieldType
from alur.pipeline.access import owners_seen_by
from alur.pipeline.seeing import Owners
from alur.tenancy.models import Member

SortKind = Literal["text", "whole", "number", "day", "moment"]
Parts = Callable[[Viewpoint, Sequence[int]], Mapping[int, Any]]
Rows = Callable[[Any, Owners], "QuerySet[Any]"]
"""The rows of a workspace, by its id, that someone sees who sees the deals of these owners (or, with None, of all)."""


@dataclass(frozen=True, slots=True)
class Order:
    """By a column, or by one of the workspace's own values. Rows without a value come last either way."""

    kind: SortKind
    path: str = ""
    place: Own | None = None
    is_nullable: bool = False
    falls: bool = False
    """The first press on the head puts the largest first."""

    def expression(self) -> Any:
        return self.place.order() if self.place else F(self.path)

    def is_empty(self) -> Q | None:
        """Which rows have no value; None where all have one."""
        return Q(lookups.IsNull(self.expression(), True)) if self.is_nullable else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`shows` says what the value is, and so how it is written: money, member, moment … `paths` are where it is read;
    of several the value is a tuple. `parts` reads what stands in rows of its own, for a page at once, and `file_parts`
    what a file tells of them, where that is less. `edits` is the field that is changed in its place.
    """

    name: str
    title: str
    shows: str
    paths: tuple[str, ...] = ()
    parts: Parts | None = field(default=None, compare=False)
    file_parts: Parts | None = field(default=None, compare=False)
    order: Order | None = None
    edits: str = ""
    has_past: bool = False
    is_end: bool = False
    """Written at the end of its column, as figures are."""
    own: FieldDefinition | None = None

    def in_file(self) -> Column:
        """The column as a file needs it read."""
        return replace(self, parts=self.file_parts) if self.file_parts is not None else self

    def value(self, read: Mapping[str, Any]) -> Any:
        if self.own is not None:
            return (read["custom"] or {}).get(self.own.key)
        if len(self.paths) == 1:
            return read[self.paths[0]]
        return tuple(read[path] for path in self.paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A kind of record as a list. `first` is the column that leads to the record and is always shown; `served` are
    fields by which an index finds rows in the usual order, so that no other way needs to be tried.
    """

    kind: str
    seen: Rows = field(compare=False)
    columns: tuple[Column, ...]
    first: str
    shown: tuple[str, ...]
    usual_filter: str = ""
    usual_sort: str
    served: frozenset[str] = frozenset()

    def rows(self, member: Member) -> QuerySet[Any]:
        """Those that the member sees."""
        return self.seen(member.workspace_id, owners_seen_by(member))

    def columns_of(self, view: Viewpoint) -> dict[str, Column]:
        """All that can be shown in this workspace, its own fields last."""
        own = {key: own_column(row) for key, row in view.own_fields(self.kind).items()}
        return {**{column.name: column for column in self.columns}, **own}


def own_column(row: FieldDefinition) -> Column:
    """A workspace's own field as a column."""
    kind, reading = _OWN[row.type]
    falls = kind in ("whole", "number")
    order = Order(kind, place=Own(row.key, reading), is_nullable=True, falls=falls) if kind else None
    return Column(
        name=row.key,
        title=row.name_en,
        shows=f"own_{row.type}",
        paths=("custom",),
        order=order,
        edits="custom",
        is_end=row.type in (FieldType.NUMBER, FieldType.MONEY),
        own=row,
    )


def read_sorted(kind: SortKind, value: Any) -> Any:
    """A sort value from a cursor; ValueError for what cannot be one."""
    if kind == "moment":
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise ValueError(value)
        return found
    if kind == "day":
        return date.fromisoformat(value)
    wanted: dict[str, Any] = {"text": str, "whole": int, "number": (int, float)}
    if not isinstance(value, wanted[kind]) or isinstance(value, bool):
        raise ValueError(value)
    if not isinstance(value, str) and abs(value) >= 2**63:
        raise ValueError(value)
    return value


_OWN: dict[str, tuple[SortKind | None, Reading]] = {
    FieldType.TEXT: ("text", "text"),
    FieldType.NUMBER: ("number", "number"),
    FieldType.MONEY: ("whole", "whole"),
    FieldType.DATE: ("text", "text"),
    FieldType.CHOICE: ("text", "text"),
    FieldType.YES_NO: ("text", "flag"),
    FieldType.MEMBER: (None, "text"),
    FieldType.PERSON: (None, "text"),
}
