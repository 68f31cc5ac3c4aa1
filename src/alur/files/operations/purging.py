"""Files for good: rows that left the trash, or whose record did; and after them the bytes that no row names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from alur.events.purging import TrashPurged, purges
from alur.events.recording import Operation
from alur.events.subscribing import within
from alur.files.models import StoredFile
from alur.files.queries.places import folder_of
from alur.kernel.ids import id_from

LEFT_FOR = timedelta(days=1)
BATCH = 200

purges("file", StoredFile)


@within(TrashPurged)
def drop_files_with_their_records(fact: TrashPurged, act: Operation) -> None:
    drop_files_of(act.workspace_id, fact.kind, fact.records)


def drop_files_of(workspace_id: int, kind: str, record_ids: Collection[int]) -> None:
    """Forget the files of records that are removed for good, inside an open operation. `sweep` removes the bytes."""
    StoredFile.everything.filter(workspace_id=workspace_id, record_kind=kind, record_id__in=list(record_ids)).delete()


def sweep(workspace_id: int, *, at: datetime) -> Iterator[int]:
    """Remove bytes a day old that no row names: of purged files, and of processes killed before their commit.

    The row always goes first: a row without bytes would be a lie. Yields how many of each batch went.
    """
    places = {id_from(path.name): path for path in _old_files(folder_of(workspace_id), before=at - LEFT_FOR)}
    found = list(places)
    for first in range(0, len(found), BATCH):
        ids = found[first : first + BATCH]
        rows = StoredFile.everything.filter(workspace_id=workspace_id, id__in=ids)
        going = set(ids) - set(rows.values_list("id", flat=True))
        for file_id in going:
            places[file_id].unlink(missing_ok=True)
        yield len(going)


def _old_files(folder: Path, *, before: datetime) -> Iterator[Path]:
    for path in folder.glob("*/*"):
        if id_from(path.name) and path.stat().st_mtime < before.timestamp():
            yield path
