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
from alur.pipeline.operations.flowing import flow_shifted, turns_of
from alur.pipeline.operations.losing import Lost, losses_shifted
from alur.pipeline.operations.standing import SPELLED
from alur.pipeline.operations.totalling import Shift, Standing, now_shifted, past_shifted, spell_changes
from alur.tenancy.inserting import Insertion
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
    _insertions: list[Insertion] = field(default_factory=list)
    _shifts: list[Shift] = field(default_factory=list)

    def make_ready(self) -> None:
        """Put together all that `write` says to the database."""
        self._insertions = [
            *([Insertion.of_instances(self.deals)] if self.deals else []),
            self._insertion(DealSpell, _SPELL, [_spell_row(spell) for spell in self.spells]),
            self._insertion(Track, _TRACK, self.tracks),
            self._insertion(TrackSpell, _TRACK_SPELL, self.track_spells),
            self._insertion(LineItem, (*_WORTH, "position"), self.lines),
            self._insertion(LineSpell, (*_WORTH, "from_at", "until_at"), self.line_spells),
            self._insertion(DealPerson, ("person_id", "role", "position"), self.people),
            self._insertion(DealTag, ("tag_id",), self.tags),
        ]
        self._shifts = [
            now_shifted((None, Standing.of(deal)) for deal in self.deals),
            past_shifted(self.workspace_id, spell_changes(self.spells, sign=1)),
            flow_shifted(self.workspace_id, ((1, turn) for turn in turns_of(self.spells))),
            losses_shifted(self.workspace_id, ((None, Lost.of(deal)) for deal in self.deals)),
        ]

    def write(self) -> None:
        """Insert the rows and add up the totals. Inside a transaction."""
        for one in self._insertions:
            one.write()
        for shift in self._shifts:
            shift.add_up(self.workspace_id)

    def _insertion(self, model: type[Scoped], names: tuple[str, ...], rows: Sequence[Row]) -> Insertion:
        ids = new_ids(len(rows))
        return Insertion.of(
            model, (*_KEY, *names), ((self.workspace_id, row_id, *row) for row_id, row in zip(ids, rows, strict=True))
        )


def spell_of(deal: Deal, at: datetime, event_id: int) -> SpellRow:
    return SpellRow(deal.id, at, event_id, *_spelled(deal))
