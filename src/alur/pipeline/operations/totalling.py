"""Keeps the sums of open deals beside the deals themselves, in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db import connection

from alur.kernel.ids import new_ids
from alur.kernel.money import weighted
from alur.pipeline.models import Status
from alur.tenancy.inserting import write_on_sqlite
from alur.tenancy.models import Workspace

_zones: dict[int, ZoneInfo] = {}
SUMS = ("count", "amount", "weighted")


class Stands(Protocol):
    """A deal, or a spell of it: what says where it stands."""

    @property
    def pipeline_id(self) -> int: ...
    @property
    def stage_id(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def amount(self) -> int: ...
    @property
    def probability(self) -> int: ...
    @property
    def temperature(self) -> str: ...


class Lasts(Stands, Protocol):
    """A spell of a deal, written or about to be."""

    @property
    def deal_id(self) -> int: ...
    @property
    def from_at(self) -> datetime: ...
    @property
    def until_at(self) -> datetime | None: ...
    @property
    def stage_entered_at(self) -> datetime: ...


@dataclass(slots=True)
class Standing:
    """What a deal counts as. `amount` in minor units of the workspace's currency."""

    pipeline_id: int
    stage_id: int
    status: str
    owner_id: int | None
    amount: int
    probability: int
    temperature: str

    @classmethod
    def of(cls, row: Stands) -> Standing:
        return cls(
            row.pipeline_id, row.stage_id, row.status, row.owner_id, row.amount, row.probability, row.temperature
        )

    @property
    def counts(self) -> bool:
        return self.status == Status.OPEN

    @property
    def weighted(self) -> int:
        return weighted(self.amount, self.probability)


def zone_of(workspace_id: int) -> ZoneInfo:
    """The zone whose days a workspace's totals are kept by; it does not change once there are deals."""
    if workspace_id not in _zones:
        _zones[workspace_id] = Workspace.objects.get(id=workspace_id).zone
    return _zones[workspace_id]


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much the rows of a table of totals change: put together first, then added up in the database."""

    table: str
    key_columns: tuple[str, ...]
    rows: list[tuple[tuple[int | str | date, ...], tuple[int | str, ...]]]
    sums: tuple[str, ...] = SUMS
    texts: tuple[str, ...] = ()

    def add_up(self, workspace_id: int) -> None:
        add_up(self.table, self.key_columns, workspace_id, self.rows, sums=self.sums, texts=self.texts)


def shift_now(workspace_id: int, changes: Iterable[tuple[Standing | None, Standing | None]]) -> None:
    """Take the old standings out of today's totals and put the new ones in."""
    now_shifted(changes).add_up(workspace_id)


def now_shifted(changes: Iterable[tuple[Standing | None, Standing | None]]) -> Shift:
    deltas: dict[tuple[int, int, int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for old, new in changes:
        for standing, sign in ((old, -1), (new, 1)):
            if standing is not None and standing.counts:
                key = (standing.pipeline_id, standing.stage_id, standing.owner_id or 0, standing.temperature)
                _add(deltas[key], standing, sign)
    return Shift(
        "pipeline_stagetotal",
        ("pipeline_id", "stage_id", "owner_id", "temperature"),
        [(key, (d[0], d[1], d[2])) for key, d in sorted(deltas.items()) if any(d)],
    )


def shift_past(workspace_id: int, changes: Iterable[tuple[datetime, Standing | None, Standing | None]]) -> None:
    """Record on their days by how much the totals changed: `(at, old, new)` each."""
    past_shifted(workspace_id, changes).add_up(workspace_id)


def past_shifted(workspace_id: int, changes: Iterable[tuple[datetime, Standing | None, Standing | None]]) -> Shift:
    zone = zone_of(workspace_id)
    deltas: dict[tuple[int, str, date, int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for at, old, new in changes:
        day = day_of(at, zone)
        for standing, sign in ((old, -1), (new, 1)):
            if standing is not None and standing.counts:
                place = (standing.stage_id, standing.owner_id or 0)
                _add(deltas[(standing.pipeline_id, "d", day, *place)], standing, sign)
                _add(deltas[(standing.pipeline_id, "m", day.replace(day=1), *place)], standing, sign)
    return Shift(
        "pipeline_pasttotal",
        ("pipeline_id", "grain", "starts_on", "stage_id", "owner_id"),
        [(key, (d[0], d[1], d[2])) for key, d in sorted(deltas.items()) if any(d)],
    )


def spell_changes(spells: Iterable[Lasts], *, sign: int) -> list[tuple[datetime, Standing | None, Standing | None]]:
    """The changes that put these spells into the past totals (sign 1), or take them out (sign -1)."""
    changes: list[tuple[datetime, Standing | None, Standing | None]] = []
    for spell in spells:
        standing = Standing.of(spell)
        if not standing.counts:
            continue
        begins = (None, standing) if sign > 0 else (standing, None)
        changes.append((spell.from_at, *begins))
        if spell.until_at is not None:
            changes.append((spell.until_at, begins[1], begins[0]))
    return changes


def _add(delta: list[int], standing: Standing, sign: int) -> None:
    delta[0] += sign
    delta[1] += sign * standing.amount
    delta[2] += sign * standing.weighted


def add_up(
    table: str,
    key_columns: tuple[str, ...],
    workspace_id: int,
    rows: list[tuple[tuple[int | str | date, ...], tuple[int | str, ...]]],
    *,
    sums: tuple[str, ...] = SUMS,
    texts: tuple[str, ...] = (),
) -> None:
    """Add the deltas in key order (rows locked in any other order deadlock on PostgreSQL); texts are put behind."""
    columns = ("workspace_id", "id", *key_columns, *sums, *texts)
    added = [f"{name} = {table}.{name} + excluded.{name}" for name in sums]
    added += [f"{name} = {table}.{name} || excluded.{name}" for name in texts]
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    again = f" ON CONFLICT (workspace_id, {', '.join(key_columns)}) DO UPDATE SET {', '.join(added)}"
    every = [
        (workspace_id, row_id, *key, *delta) for row_id, (key, delta) in zip(new_ids(len(rows)), rows, strict=True)
    ]
    if not every:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = f"({', '.join(['%s'] * len(columns))})"
            write_on_sqlite(cursor, into, marks, again, _with_days_as_text(every))
        else:  # a column as one value: reading a thousand values took longer than writing them
            arrays, given = zip(*map(_array, zip(*every, strict=True)), strict=True)
            cursor.execute(f"{into} SELECT * FROM unnest({', '.join(arrays)}){again}", given)  # noqa: S608


def _array(column: tuple[int | str | date, ...]) -> tuple[str, list[Any]]:
    """(its mark in a statement of PostgreSQL, its values)"""
    if isinstance(column[0], int):
        return "%s::bigint[]", list(column)
    if isinstance(column[0], date):
        return "%s::date[]", list(column)
    return "%s::text[]", [str(value) for value in column]


def _with_days_as_text(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """As SQLite keeps them: its driver would ask a function of Django's about each."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, column in enumerate(columns):
        if isinstance(column[0], date):
            columns[place] = [day.isoformat() for day in column]
    return list(zip(*columns, strict=True))


@lru_cache(maxsize=16_384)
def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The day that an instant falls on; an import says the same ones over and over."""
    return at.astimezone(zone).date()
