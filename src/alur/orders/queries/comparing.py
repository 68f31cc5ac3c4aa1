"""What changed between two versions of a quote: its lines, its terms, and what it comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from alur.orders.models import Quote
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.writing import drafts_of

CELLS = ("name", "details", "unit", "quantity", "unit_price", "discount")
TERMS = ("valid_until", "tax_mode", "language", "addressee", "note", "terms")
SUMS = ("list_amount", "discount", "net", "tax", "total")


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that came (`old` is None), went (`new` is None), or is another now in the cells `changed`."""

    old: LineDraft | None
    new: LineDraft | None

    @property
    def name(self) -> str:
        line = self.new or self.old
        return line.name if line else ""

    @property
    def changed(self) -> tuple[str, ...]:
        if self.old is None or self.new is None:
            return ()
        return tuple(cell for cell in CELLS if getattr(self.old, cell) != getattr(self.new, cell))


@dataclass(frozen=True, slots=True)
class TermChange:
    name: str
    old: date | str
    new: date | str


@dataclass(frozen=True, slots=True)
class SumChange:
    """Minor units; `discount` is what was taken off."""

    name: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """From `older` to `newer`; a line that only stands elsewhere has not changed."""

    older: Quote
    newer: Quote
    lines: Sequence[LineChange]
    terms: Sequence[TermChange]
    sums: Sequence[SumChange]

    def __bool__(self) -> bool:
        return bool(self.lines or self.terms or self.sums)


def compare(one: Quote, other: Quote) -> Comparison:
    """Two versions of an offer, from the earlier to the later."""
    older, newer = sorted((one, other), key=lambda quote: quote.revision)
    before, after = drafts_of(older), drafts_of(newer)
    terms = [
        TermChange(name, getattr(older, name), getattr(newer, name))
        for name in TERMS
        if getattr(older, name) != getattr(newer, name)
    ]
    was, now = _sums(older, before), _sums(newer, after)
    sums = [SumChange(name, was[name], now[name]) for name in SUMS if was[name] != now[name]]
    return Comparison(older, newer, line_changes(before, after), terms, sums)


def line_changes(before: Sequence[LineDraft], after: Sequence[LineDraft]) -> list[LineChange]:
    """In the order of the later version, then what went. Each line is one of the other version's at most: the same
    one, else that of its product, else that of its name."""
    left, partner = list(range(len(before))), dict[int, int]()
    for key in _KEYS:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for place in left:
            if (mark := key(before[place])) is not None:
                waiting[mark].append(place)
        for place, line in enumerate(after):
            if place not in partner and waiting.get(mark := key(line)):
                partner[place] = waiting[mark].pop(0)
        taken = set(partner.values())
        left = [place for place in left if place not in taken]
    found = [LineChange(before[partner[place]] if place in partner else None, line) for place, line in enumerate(after)]
    return [one for one in found if one.old is None or one.changed] + [
        LineChange(before[place], None) for place in left
    ]


_KEYS: tuple[Callable[[LineDraft], Any], ...] = (
    lambda line: line,
    lambda line: line.product_id,
    lambda line: line.name.casefold() or None,
)


def _sums(quote: Quote, lines: Sequence[LineDraft]) -> dict[str, int]:
    off = quote.list_amount - sum(line.amount for line in lines)
    return {name: off if name == "discount" else getattr(quote, name) for name in SUMS}
