"""Rows that belong together: those of one order come in whole or not at all, in one batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby, islice
from typing import Any

from alur.exchange.mapping import FileMapping
from alur.exchange.operations.rows import Judged
from alur.exchange.remembering import Remembered
from alur.kernel.refusal import N_, Refusal
from alur.orders.operations.calculating import MOST_LINES

Row = tuple[int, int, Mapping[str, str]]
"""(which file, row in it, cells)"""


class Together:
    """Batches of rows that part no order. Rows of other records stand alone: nothing is held back of them."""

    def __init__(self, mapping: FileMapping, every: Iterable[Row]) -> None:
        self._column = mapping.column("external_id") if mapping.record == "order" else None
        self._ahead: list[Row] = []
        self._apart: set[str] = set()
        self._long: set[str] = set()
        if self._column is not None:
            self._look_through(every)

    def batch(self, rows: Iterator[Row], count: int) -> list[Row]:
        """The next `count` rows, and those that follow of the last one's order."""
        batch = list(islice(chain(self._ahead, rows), count))
        self._ahead = []
        last = self._number(batch[-1]) if batch else ""
        if last and last not in self._long:
            for row in rows:
                if self._number(row) != last:
                    self._ahead = [row]
                    break
                batch.append(row)
        return batch

    def keep_whole(
        self, judged: list[tuple[Row, Judged]], refused: list[tuple[Row, Refusal]]
    ) -> tuple[list[tuple[Row, Judged]], list[tuple[Row, Refusal]]]:
        """Where a row of an order stays out, the others of it do."""
        if self._column is None:
            return judged, refused
        faulty = {number: row[1] for row, _ in reversed(refused) if (number := self._number(row))}
        whole: list[tuple[Row, Judged]] = []
        out: list[tuple[Row, Refusal]] = list(refused)
        for row, one in judged:
            number = self._number(row)
            if number in self._apart:
                out.append((row, self._said(_APART)))
            elif number in self._long:
                out.append((row, self._said(_LONG, count=MOST_LINES)))
            elif number in faulty:
                out.append((row, self._said(_FAULTY, row=faulty[number])))
            else:
                whole.append((row, one))
        return whole, sorted(out, key=lambda one: one[0][:2])

    def _look_through(self, every: Iterable[Row]) -> None:
        """Which orders stand in several places, and which have too many rows for one."""
        seen = Remembered()
        for place, (number, group) in enumerate(groupby(every, key=self._number)):
            length = sum(1 for _ in group)
            if number and seen.setdefault(number, place) != place:
                self._apart.add(number)
            elif number and length > MOST_LINES:
                self._long.add(number)

    def _number(self, row: Row) -> str:
        return self._column.cell(row[2]) if self._column is not None else ""

    def _said(self, sentence: str, **params: Any) -> Refusal:
        return Refusal(sentence, field=self._column.header if self._column is not None else None, **params)


_APART = N_("The rows of this order stand in several places. Sort the file by its number, then all of it comes in.")
_LONG = N_("An order has %(count)d lines at most.")
_FAULTY = N_("Row %(row)d of the same order has a problem: an order comes in whole.")
