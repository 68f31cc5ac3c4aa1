"""What a deal with a past becomes: the rows of its tables, put together here and inserted in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from alur.kernel.ids import new_ids
from alur.pipeline.models import Deal, DealPerson, DealSpell, DealTag, LineItem, LineSpell, Track, TrackSpell
from alur.pipeline.operations.standing import SPELLED
from alur.tenancy.inserting import insert_rows, insert_values
from alur.tenancy.scoped import Scoped

_KEY = ("workspace_id", "id", "deal_id")
_SPELL = ("from_at", "until_at", "event_id", *SPELLED)
_TRACK = ("stage_id", "state", "began_at", "ended_at")
_TRACK_SPELL = ("stage_id", "state", "from_at", "until_at")
_WORTH = ("product_id", "quantity", "unit_price", "discount", "amount")
Row = tuple[Any, ...]
"""The values of a row by one of the above, the deal's id first. An instance of a model costs ten times as much."""


@dataclass(slots=True)
class SpellRow:
    """What DealSpell holds, while it is being put together."""

    deal_id: int
    from_at: datetime
    event_id: int
    pipeline_id: int
    stage_id: int
    stage_entered_at: datetime
    status: str
    owner_id: int | None
    amount: int
    probability: int
    expected_close_on: date | None
    temperature: str
    until_at: datetime | None = None


@lru_cache(maxsize=1)
def _blank() -> dict[str, Any]:
    return {field.attname: field.get_default() for field in Deal._meta.concrete_fields}


def deal_of(**columns: Any) -> Deal:
    """`Deal(**columns)` at a third of its cost: what the other columns are by default is asked once."""
    values: Any = {**_blank(), "custom": {}, **columns}.values()
    return Deal(*values)


_spelled = attrgetter(*SPELLED)
_spell_row = attrgetter("deal_id", *_SPELL)


@dataclass(slots=True)
class DealRows:
    workspace_id: int
    deals: list[Deal] = field(default_factory=list)
    spells: list[SpellRow] = field(default_factory=list)
    tracks: list[Row] = field(default_factory=list)
    track_spells: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    line_spells: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    tags: list[Row] = field(default_factory=list)

    def write(self) -> None:
        insert_rows(self.deals)
        self._insert(DealSpell, _SPELL, [_spell_row(spell) for spell in self.spells])
        self._insert(Track, _TRACK, self.tracks)
        self._insert(TrackSpell, _TRACK_SPELL, self.track_spells)
        self._insert(LineItem, (*_WORTH, "position"), self.lines)
        self._insert(LineSpell, (*_WORTH, "from_at", "until_at"), self.line_spells)
        self._insert(DealPerson, ("person_id", "role", "position"), self.people)
        self._insert(DealTag, ("tag_id",), self.tags)

    def _insert(self, model: type[Scoped], names: tuple[str, ...], rows: Sequence[Row]) -> None:
        ids = new_ids(len(rows))
        insert_values(
            model, (*_KEY, *names), ((self.workspace_id, row_id, *row) for row_id, row in zip(ids, rows, strict=True))
        )


def spell_of(deal: Deal, at: datetime, event_id: int) -> SpellRow:
    return SpellRow(deal.id, at, event_id, *_spelled(deal))
