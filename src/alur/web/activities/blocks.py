"""A day as a column of the week: its blocks, and what lasts all day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from alur.conversations.queries.calendar import Entry
from alur.web.activities.layout import SHORTEST, covered, in_sight, lanes, quantized
from alur.web.shell.formats import Formats

TWO_LINES, LINE = 38, 16
"""Minutes that the name and the time take on the axis, and those of each line below them."""

MOST_OVER = 3


@dataclass(frozen=True, slots=True)
class Block:
    """An entry on the axis: minutes from its top, its length and how much of it is seen, its lane, over how many others
    it lies, and how it looks.
    """

    entry: Entry
    top: int
    length: int
    lane: int
    lanes: int
    over: int
    seen: int
    look: str

    @property
    def has_time(self) -> bool:
        """Whether there is room for its time under its name."""
        return self.seen > TWO_LINES - LINE // 2

    @property
    def lines(self) -> int:
        """How many lines of text fit under the name and the time."""
        return max(0, (self.seen - TWO_LINES) // LINE)


@dataclass(frozen=True, slots=True)
class Column:
    day: date
    blocks: list[Block]
    all_day: list[Entry]
    first_hour: int
    last_hour: int
    now: int | None
    """Minutes from the top to this very moment, today."""


def column_of(day: date, entries: list[Entry], f: Formats, viewer_id: int, first_hour: int, last_hour: int) -> Column:
    timed = [entry for entry in entries if entry.item.is_timed]
    top_of_axis, length_of_axis = first_hour * 60, (last_hour - first_hour) * 60
    spans = []
    for entry in timed:
        local = entry.begins_at.astimezone(f.zone)
        top = quantized(local.hour * 60 + local.minute - top_of_axis)
        spans.append((top, min(top + max(SHORTEST, quantized(entry.minutes)), length_of_axis)))
    blocks = [
        Block(
            entry, top, max(SHORTEST, end - top), lane, width, min(over, MOST_OVER), seen, look_of(entry, f, viewer_id)
        )
        for entry, (top, end), (lane, width), over, seen in zip(
            timed, spans, lanes(spans), covered(spans), in_sight(spans), strict=True
        )
    ]
    local_now = f.now.astimezone(f.zone)
    now = local_now.hour * 60 + local_now.minute - top_of_axis
    return Column(
        day=day,
        blocks=blocks,
        all_day=[entry for entry in entries if not entry.item.is_timed],
        first_hour=first_hour,
        last_hour=last_hour,
        now=quantized(now) if day == f.today and 0 <= now < length_of_axis else None,
    )


def look_of(entry: Entry, f: Formats, viewer_id: int) -> str:
    """`done`, `ahead`, `ask` (past, its outcome not written), `team`, or empty for one's own."""
    if entry.is_ahead:
        return "ahead"
    if entry.item.done_at is not None:
        return "done"
    if entry.begins_at + timedelta(minutes=entry.minutes if entry.item.is_timed else 0) < f.now and f.is_past(
        entry.begins_at, is_timed=entry.item.is_timed
    ):
        return "ask"
    return "" if entry.item.owner_id == viewer_id else "team"
