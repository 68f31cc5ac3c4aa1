"""What the rows of a file say, and what would become of each: the same for a trial and for the import itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from alur.exchange.mapping import FileMapping
from alur.exchange.models import FailedRow
from alur.exchange.operations.grouping import Row, Together
from alur.exchange.operations.importing_activities import ActivityPlanner
from alur.exchange.operations.importing_deals import DealPlanner
from alur.exchange.operations.importing_members import MemberPlanner
from alur.exchange.operations.importing_orders import OrderPlanner
from alur.exchange.operations.importing_records import OrganizationPlanner, PersonPlanner, ProductPlanner
from alur.exchange.operations.matching import Known
from alur.exchange.operations.rows import Judged, Planner, values_of
from alur.exchange.reading import read_rows
from alur.kernel.refusal import Refusal

PLANNERS: dict[str, Callable[[FileMapping, Known, str], Planner]] = {
    "deal": DealPlanner,
    "organization": OrganizationPlanner,
    "person": PersonPlanner,
    "product": ProductPlanner,
    "order": OrderPlanner,
    "member": MemberPlanner,
    "activity": ActivityPlanner,
}
Read = tuple[list[tuple[Row, dict[str, Any]]], list[tuple[Row, Refusal]]]
"""The rows that could be read, with what they say, and those that could not."""


def rows_of(paths: Sequence[Path], done: int) -> Iterator[Row]:
    """The rows of all files, from the one after the first `done` on."""
    every = ((file, number, cells) for file, path in enumerate(paths) for number, cells in read_rows(path))
    return islice(every, done, None)


def read_cells(batch: Sequence[Row], mapping: FileMapping, currency: str) -> Read:
    """What the cells say, and the rows that cannot be read. Asks the database nothing."""
    read: list[tuple[Row, dict[str, Any]]] = []
    refused: list[tuple[Row, Refusal]] = []
    for row in batch:
        try:
            read.append((row, values_of(mapping, row[2], currency)))
        except Refusal as refusal:
            refused.append((row, refusal))
    return read, refused


def judge(
    given: Read, planner: Planner, together: Together
) -> tuple[list[tuple[Row, Judged]], list[tuple[Row, Refusal]]]:
    """What would become of each row, and the rows that are refused, with those that belong together with them."""
    read, refused = given[0], list(given[1])
    planner.prepare([values for _, values in read])
    judged: list[tuple[Row, Judged]] = []
    for row, values in read:
        try:
            judged.append((row, planner.judge(row[1], values)))
        except Refusal as refusal:
            refused.append((row, refusal))
    return together.keep_whole(judged, refused)


def failed_row(workspace_id: int, job_id: int, row: Row, refusal: Refusal) -> FailedRow:
    """A refused row as it is kept, to be mended and sent again."""
    return FailedRow(
        workspace_id=workspace_id,
        data_import_id=job_id,
        file=row[0],
        number=row[1],
        column=(refusal.field or "")[:120],
        message=refusal.message[:300],
        params={name: value if isinstance(value, int) else str(value)[:300] for name, value in refusal.params.items()},
        cells=[[header, text] for header, text in row[2].items()],
    )
