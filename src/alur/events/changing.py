"""Plain records that are made, edited and put away: one way to record it and to take it back, for every such model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from django.db import IntegrityError, models

from alur.events.facts import Fact
from alur.events.recording import Operation, Subject, attempt
from alur.events.undoing import inverse_of
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict
from alur.tenancy.inserting import insert_rows
from alur.tenancy.scoped import Scoped

M = TypeVar("M", bound=Scoped)


@dataclass(frozen=True)
class RecordMade(Fact):
    name: ClassVar[str] = ""
    record: int
    title: str


@dataclass(frozen=True)
class RecordEdited(Fact):
    """`changes` is field to [old, new]."""

    name: ClassVar[str] = ""
    record: int
    title: str
    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordDeleted(Fact):
    name: ClassVar[str] = ""
    record: int
    title: str


@dataclass(frozen=True)
class RecordRestored(Fact):
    name: ClassVar[str] = ""
    record: int
    title: str


class Keeping:
    """The four facts of a model, how they are recorded, and their inverses.

    The model has `deleted_at`; with `updated_at` and `version` these are kept too.
    """

    def __init__(
        self,
        kind: str,
        model: type[Scoped],
        *,
        made: type[RecordMade],
        edited: type[RecordEdited],
        deleted: type[RecordDeleted],
        restored: type[RecordRestored],
    ) -> None:
        self.kind, self.model = kind, model
        self.made, self.edited, self.deleted, self.restored = made, edited, deleted, restored
        self.names = {one.name for one in model._meta.concrete_fields}
        inverse_of(made)(lambda fact, act: self.delete(self._kept(fact, act), act))
        inverse_of(edited)(self._take_back_edit)
        inverse_of(deleted)(lambda fact, act: self.restore(self._any(fact, act), act))
        inverse_of(restored)(lambda fact, act: self.delete(self._kept(fact, act), act))

    def make(self, row: Scoped, act: Operation, *, about: Iterable[Subject] = ()) -> None:
        insert_rows([row])
        row._state.adding = False
        act.record(self.made(row.id, str(row)), about=[(self.kind, row.id), *about])

    def edit(
        self,
        row: Scoped,
        changes: Mapping[str, Any],
        act: Operation,
        *,
        further: Mapping[str, list[Any]] | None = None,
        about: Iterable[Subject] = (),
    ) -> bool:
        """Write what differs and record it. `further` are changes already written elsewhere. False: nothing changed."""
        changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
        recorded = {name: [primitive(getattr(row, name)), primitive(value)] for name, value in changed.items()}
        recorded.update(further or {})
        if not recorded:
            return False
        self._write(row, changed, act)
        act.record(self.edited(row.id, str(row), recorded), about=[(self.kind, row.id), *about])
        return True

    def delete(self, row: Scoped, act: Operation) -> None:
        self._write(row, {"deleted_at": act.at}, act)
        act.record(self.deleted(row.id, str(row)), about=[(self.kind, row.id)])

    def restore(self, row: Scoped, act: Operation) -> None:
        """Bring it back. Conflict where another has taken its name or outside number since."""
        try:
            with attempt():
                self._write(row, {"deleted_at": None}, act)
        except IntegrityError:
            raise Conflict(
                N_("Another has the name or number of “%(title)s” now. Change that one first."), title=str(row)
            ) from None
        act.record(self.restored(row.id, str(row)), about=[(self.kind, row.id)])

    def _write(self, row: Scoped, columns: dict[str, Any], act: Operation) -> None:
        for name, value in columns.items():
            setattr(row, name, value)
        written = list(columns)
        if "updated_at" in self.names:
            row.updated_at = act.at  # type: ignore[attr-defined]
            written.append("updated_at")
        if "version" in self.names:
            row.version += 1  # type: ignore[attr-defined]
            written.append("version")
        if written:
            row.save(update_fields=written)

    def _any(self, fact: Any, act: Operation) -> Scoped:
        row = self.model._base_manager.filter(workspace_id=act.workspace_id, id=fact.record).first()
        if row is None:
            raise Conflict(N_("“%(title)s” was removed for good."), title=fact.title)
        return row

    def _kept(self, fact: Any, act: Operation) -> Scoped:
        row = self._any(fact, act)
        if row.deleted_at is not None:  # type: ignore[attr-defined]
            raise Conflict(N_("“%(title)s” is in the trash already."), title=fact.title)
        return row

    def _take_back_edit(self, fact: Any, act: Operation) -> None:
        row = self._kept(fact, act)
        columns = {name: pair for name, pair in fact.changes.items() if name in self.names}
        if any(primitive(getattr(row, name)) != new for name, (_, new) in columns.items()):
            raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=str(row))
        further = {name: [new, old] for name, (old, new) in fact.changes.items() if name not in self.names}
        for name, (_, old) in further.items():
            self.write_further(row, name, old, act)
        restored = {name: self._column(name, old) for name, (old, _) in columns.items()}
        self.edit(row, restored, act, further=further)

    def write_further(self, row: Scoped, name: str, value: Any, act: Operation) -> None:
        """Write back what lies outside the row (tags, contact points). A domain with such parts overrides this."""
        raise Conflict(N_("This cannot be undone."))

    def _column(self, name: str, value: Any) -> Any:
        column: Any = self.model._meta.get_field(name)
        return column.to_python(value)


def primitive(value: Any) -> Any:
    """A column's value as a fact carries it."""
    if isinstance(value, date | datetime):
        return iso(value)
    return str(value) if isinstance(value, models.Choices) else value
