"""Keeps count of how deals change, day by day and month by month: what came, moved, grew, shrank and ended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from alur.pipeline.models import Grain, Status
from alur.pipeline.operations.totalling import Lasts, Shift, Standing, day_of, zone_of

KEY = (
    "grain",
    "starts_on",
    "from_stage_id",
    "from_status",
    "from_owner_id",
    "to_stage_id",
    "to_status",
    "to_owner_id",
    "amount_turn",
    "weighted_turn",
)
SUMS = ("count", "from_amount", "to_amount", "from_weighted", "to_weighted")
DAYS = ("stayed", "lasted")
Key = tuple[int | str | date, ...]


@dataclass(slots=True)
class Turn:
    """One change of a deal. `before` is None where it begins; it came to that stage at `entered_at`, and into being at
    `begun_at`."""

    at: datetime
    before: Standing | None
    after: Standing
    entered_at: datetime
    begun_at: datetime

    @property
    def was_open(self) -> bool:
        return self.before is not None and self.before.counts

    @property
    def wins(self) -> bool:
        return self.after.status == Status.WON and (self.before is None or self.before.status != Status.WON)

    @property
    def leaves(self) -> bool:
        """Does it leave the stage that it stood open in?"""
        before = self.before
        return (
            before is not None and before.counts and not (self.after.counts and before.stage_id == self.after.stage_id)
        )

    @property
    def counts(self) -> bool:
        """Does it change anything that is kept?"""
        before, after = self.before, self.after
        if before is None or before.status != after.status:
            return True
        if not after.counts:
            return False
        same = (before.stage_id, before.owner_id, before.amount, before.weighted)
        return same != (after.stage_id, after.owner_id, after.amount, after.weighted)


@dataclass(slots=True)
class Cell:
    """The sums of one kind of change, and the days."""

    sums: list[int]
    stayed: dict[int, int]
    lasted: dict[int, int]


def shift_flow(workspace_id: int, turns: Iterable[tuple[int, Turn]]) -> None:
    """Count these changes (sign 1), or take them out again (sign -1)."""
    flow_shifted(workspace_id, turns).add_up(workspace_id)


def flow_shifted(workspace_id: int, turns: Iterable[tuple[int, Turn]]) -> Shift:
    rows: list[tuple[Key, tuple[int | str, ...]]] = []
    for key, cell in sorted(cells_of(workspace_id, turns).items()):
        stayed, lasted = written(cell.stayed), written(cell.lasted)
        if any(cell.sums) or stayed or lasted:
            rows.append((key, (*cell.sums, stayed, lasted)))
    return Shift("pipeline_flowtotal", KEY, rows, sums=SUMS, texts=DAYS)


def cells_of(workspace_id: int, turns: Iterable[tuple[int, Turn]]) -> dict[Key, Cell]:
    """What these changes add to each row, by its key."""
    zone = zone_of(workspace_id)
    cells: dict[Key, Cell] = defaultdict(lambda: Cell([0] * len(SUMS), {}, {}))
    daily, monthly = str(Grain.DAY), str(Grain.MONTH)
    for sign, turn in turns:
        if not turn.counts:
            continue
        day = day_of(turn.at, zone)
        kind = _kind(turn)
        for grain, starts_on in ((daily, day), (monthly, day.replace(day=1))):
            _count(cells[(grain, starts_on, *kind)], turn, sign)
    return cells


def turns_of(spells: Iterable[Lasts]) -> Iterator[Turn]:
    """The changes that spells tell; they come ordered by deal and beginning."""
    last: Lasts | None = None
    before: Standing | None = None
    begun_at: datetime | None = None
    for spell in spells:
        if last is None or last.deal_id != spell.deal_id or begun_at is None:
            last, begun_at = None, spell.from_at
            before = None
        after = Standing.of(spell)
        yield Turn(spell.from_at, before, after, last.stage_entered_at if last is not None else spell.from_at, begun_at)
        last, before = spell, after


def written(days: Mapping[int, int]) -> str:
    """Days as the totals keep them: each as often as it was counted, with a minus where it is taken back."""
    words = []
    for number, times in sorted(days.items()):
        words += [f" {number}"] * times if times > 0 else [f" -{number}"] * -times
    return "".join(words)


@lru_cache(maxsize=64)
def read_days(text: str) -> Counter[int]:
    """How often each number of days stands in what the totals keep; for reading only.

    Two hundred thousand words for a quarter of the largest workspaces, and the same ones until a deal moves again.
    """
    found: Counter[int] = Counter()
    for word, times in Counter(text.split()).items():
        found[int(word.lstrip("-"))] += -times if word.startswith("-") else times
    return found


def _kind(turn: Turn) -> Key:
    before, after = turn.before, turn.after
    amount_turn = weighted_turn = 0
    if before is not None and before.counts and after.counts:
        amount_turn = _sign(after.amount - before.amount)
        weighted_turn = _sign(after.weighted - before.weighted)
    return (
        before.stage_id if before else 0,
        str(before.status) if before else "",
        (before.owner_id if before else after.owner_id) or 0,
        after.stage_id,
        str(after.status),
        after.owner_id or 0,
        amount_turn,
        weighted_turn,
    )


def _count(cell: Cell, turn: Turn, sign: int) -> None:
    before, after = turn.before, turn.after
    values = (
        1,
        before.amount if before else 0,
        after.amount,
        before.weighted if before else 0,
        after.weighted,
    )
    for place, value in enumerate(values):
        cell.sums[place] += sign * value
    if turn.leaves:
        days = whole_days(turn.entered_at, turn.at)
        cell.stayed[days] = cell.stayed.get(days, 0) + sign
    if turn.wins:
        days = whole_days(turn.begun_at, turn.at)
        cell.lasted[days] = cell.lasted.get(days, 0) + sign


def whole_days(since: datetime, at: datetime) -> int:
    """Days that have passed between two instants."""
    return max(0, (at - since).days)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
