"""The rows that point at a record, found from the models themselves: a table that is new is moved without being named.

Only what carries a record's kind and plain id is named here, by hand; a test looks for such tables that nobody named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from alur.events.changing import primitive
from alur.events.models import EventSubject
from alur.events.purging import relations_to
from alur.files.models import StoredFile
from alur.people.models import ContactPoint, OrganizationTag, PersonRole, PersonTag
from alur.pipeline.models import Deal
from alur.tenancy.inserting import insert_values

BATCH = 400
PLAIN = ((EventSubject, "kind", ("event_id",)), (StoredFile, "record_kind", ()))
"""(table, column of the kind, what makes two rows one)"""
REPLACED = (ContactPoint, OrganizationTag, PersonTag, PersonRole)
"""Rows that an edit of their record throws away and writes anew: kept whole, for their ids may be gone at undoing."""
DERIVED = frozenset({"rescue.CustomerWatch", "rescue.Watch"})
"""Reckoned anew of the rows that moved (rescue/subscribers.py), in the same transaction."""
STAYING = frozenset(
    {
        "pipeline.DealSpell", "pipeline.TrackSpell", "pipeline.LineSpell", "pipeline.LineItem", "pipeline.DealPerson",
        "pipeline.DealTag", "pipeline.Track", "pipeline.Answer", "rescue.Rolling", "rescue.Snooze", "warmth.Override",
        "rescue.Merge",
    }
)  # fmt: skip
"""A deal's past stays with it; its parts stay too, and the winner is given others (operations/merging_deals.py)."""
_ALIKE = {ContactPoint: ("kind", "value")}
_AFTER = 1_000
"""Contacts of the loser come after all of the winner's."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """A column of a table that leads to a record; `alike` are the sets of other columns of which each record has one
    row of a value."""

    model: Any
    column: str
    alike: tuple[tuple[str, ...], ...]
    kind_column: str = ""

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.column}"

    def rows(self, workspace_id: int, kind: str, record_id: int) -> Any:
        of_kind = {self.kind_column: kind} if self.kind_column else {}
        return self.model._base_manager.filter(workspace_id=workspace_id, **of_kind, **{self.column: record_id})


def pointing_at(model: Any) -> Iterator[Pointing]:
    for relation in relations_to(model):
        child = relation.model
        if child._meta.label in DERIVED or (model is Deal and child._meta.label in STAYING):
            continue
        alike = [
            tuple(name for name in constraint.fields if name not in ("workspace_id", relation.column_name))
            for constraint in child._meta.constraints
            if isinstance(constraint, models.UniqueConstraint) and relation.column_name in constraint.fields
        ]
        alike += [_ALIKE[child]] if child in _ALIKE else []
        yield Pointing(child, relation.column_name, tuple(alike))
    for child, kind_column, columns in PLAIN:
        yield Pointing(child, "record_id", (columns,) if columns else (), kind_column)


@dataclass(slots=True)
class Moved:
    """Table and column to ids, and table to whole rows, as a Merge keeps them."""

    ids: dict[str, list[int]]
    parts: dict[str, list[list[Any]]]


def move_all(workspace_id: int, kind: str, model: Any, *, loser: int, winner: int) -> Moved:
    """Point at the winner whatever points at the loser. What the winner has already is taken away, and kept whole."""
    moved = Moved({}, {})
    for pointing in pointing_at(model):
        rows = pointing.rows(workspace_id, kind, loser)
        if pointing.model is model:
            rows = rows.exclude(id=winner)
        ids = list(rows.order_by("id").values_list("id", flat=True))
        if not ids:
            continue
        double = _doubles(workspace_id, kind, pointing, loser, winner)
        kept_whole = ids if pointing.model in REPLACED else [one for one in ids if one in double]
        if kept_whole:
            moved.parts.setdefault(pointing.label, []).extend(whole_rows(pointing.model, workspace_id, kept_whole))
        going = [one for one in ids if one not in double]
        for some in _batches(sorted(double)):
            pointing.model._base_manager.filter(workspace_id=workspace_id, id__in=some).delete()
        for some in _batches(going):
            there = pointing.model._base_manager.filter(workspace_id=workspace_id, id__in=some)
            if pointing.model is ContactPoint:
                there.update(**{pointing.column: winner, "position": models.F("position") + _AFTER})
            else:
                there.update(**{pointing.column: winner})
        if going:
            moved.ids[pointing.label] = going
    return moved


def move_back(
    workspace_id: int, kind: str, model: Any, moved: dict[str, list[int]], *, loser: int, winner: int
) -> list[str]:
    """Point at the loser again what still points at the winner. Returns the tables of which some no longer does."""
    kept = []
    for pointing in pointing_at(model):
        ids = moved.get(pointing.label, []) if pointing.model not in REPLACED else []
        back = 0
        for some in _batches(ids):
            rows = pointing.rows(workspace_id, kind, winner).filter(id__in=some)
            back += rows.update(**{pointing.column: loser})
        if back != len(ids):
            kept.append(pointing.label)
    return kept


def put_back(workspace_id: int, model: Any, moved: Moved, *, winner: int) -> list[str]:
    """The loser's own rows again, as they were. Returns the tables whose rows had been edited at the winner since."""
    kept = []
    for pointing in pointing_at(model):
        rows = moved.parts.get(pointing.label, [])
        if not rows:
            continue
        columns = columns_of(pointing.model)
        ids = [row[columns.index("id")] for row in rows]
        there = pointing.model._base_manager.filter(workspace_id=workspace_id, id__in=ids)
        mine = there.filter(**{pointing.column: winner})
        was_moved = set(mine.values_list("id", flat=True))
        mine.filter(id__in=was_moved).delete()
        left = set(there.values_list("id", flat=True))
        fields = [pointing.model._meta.get_field(name) for name in columns]
        again = [
            [field.to_python(cell) for field, cell in zip(fields, row, strict=True)]
            for row in rows
            if row[columns.index("id")] not in left and _can_stand(pointing.model, workspace_id, columns, row)
        ]
        insert_values(pointing.model, columns, again, or_skip=True)
        is_edited = pointing.model in REPLACED and not set(moved.ids.get(pointing.label, ())) <= was_moved
        if len(again) != len(rows) or is_edited:
            kept.append(pointing.label)
    return kept


def whole_rows(model: Any, workspace_id: int, ids: list[int]) -> list[list[Any]]:
    columns = columns_of(model)
    return [
        [primitive(cell) for cell in row]
        for some in _batches(ids)
        for row in model._base_manager.filter(workspace_id=workspace_id, id__in=some)
        .order_by("id")
        .values_list(*columns)
    ]


def _doubles(workspace_id: int, kind: str, pointing: Pointing, loser: int, winner: int) -> set[int]:
    """The loser's rows that say what one of the winner's says."""
    found: set[int] = set()
    for columns in pointing.alike:
        has = set(pointing.rows(workspace_id, kind, winner).values_list(*columns))
        if has:
            rows = pointing.rows(workspace_id, kind, loser).values_list("id", *columns)
            found |= {row_id for row_id, *cells in rows if tuple(cells) in has}
    return found


def _can_stand(model: Any, workspace_id: int, columns: tuple[str, ...], row: list[Any]) -> bool:
    """Is all that the row refers to still there?"""
    cells = dict(zip(columns, row, strict=True))
    for relation in model._meta.local_fields:
        target = cells.get(getattr(relation, "column_name", ""))
        if (
            target is not None
            and not relation.related_model._base_manager.filter(workspace_id=workspace_id, id=target).exists()
        ):
            return False
    return True


def columns_of(model: Any) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.local_concrete_fields if field.column)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]
