"""The index made again from the records, a thousand at a time: after an upgrade, or to be sure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from django.db import connection, transaction

from alur.search.models import SearchEntry
from alur.search.operations.indexing import AT_ONCE, index_records
from alur.search.queries.contents import KINDS, record_ids

MERGED_AT_ONCE = 500


def rebuild(workspace_id: int, *, on_progress: Callable[[int], None] | None = None) -> int:
    """Bring every entry of a workspace up to its record; returns how many were not. Safe while people work."""
    changed = done = 0
    for looked_at, wrong in rebuilding(workspace_id):
        changed, done = changed + wrong, done + looked_at
        if on_progress is not None:
            on_progress(done)
    return changed


def rebuilding(workspace_id: int) -> Iterator[tuple[int, int]]:
    """The same, piece by piece, each in a short transaction: (records looked at, entries that were not right)."""
    changed = 0
    for kind in KINDS:
        for ids in chain(_records(workspace_id, kind), _entries(workspace_id, kind)):
            with transaction.atomic():
                wrong = index_records(workspace_id, {kind: ids})
            changed += wrong
            yield len(ids), wrong
    if changed:
        settle()


def is_missing(workspace_id: int) -> bool:
    """Are there records, and no index of them yet?"""
    if SearchEntry.objects.filter(workspace_id=workspace_id).exists():
        return False
    return any(record_ids(workspace_id, kind, 0, 1) for kind in KINDS)


def settle() -> None:
    """Put the many small pieces that single changes have left in the index together, in short steps."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("search_searchentry", "search_searchword"):
                cursor.execute(f"ANALYZE {table}")
                # What was written lately waits in a list that each search reads to its end.
                cursor.execute(
                    "SELECT gin_clean_pending_list(c.oid) FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid "
                    "JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'gin' AND c.relkind = 'i' AND i.indrelid IN "
                    "(SELECT %s::regclass UNION SELECT relid FROM pg_partition_tree(%s::regclass))",
                    [table, table],
                )
            return
        for index in ("search_searchentry_fts", "search_searchword_fts"):
            pages = MERGED_AT_ONCE
            # A negative number begins a merge of everything; positive ones go on with it.
            cursor.execute(f"INSERT INTO {index}({index}, rank) VALUES ('merge', %s)", [-pages])  # noqa: S608
            while True:
                before = _changes(cursor)
                cursor.execute(f"INSERT INTO {index}({index}, rank) VALUES ('merge', %s)", [pages])  # noqa: S608
                if _changes(cursor) - before < 2:
                    break


def _changes(cursor: object) -> int:
    cursor.execute("SELECT total_changes()")  # type: ignore[attr-defined]
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]


def _records(workspace_id: int, kind: str) -> Iterator[list[int]]:
    after = 0
    while ids := record_ids(workspace_id, kind, after, AT_ONCE):
        yield ids
        after = ids[-1]


def _entries(workspace_id: int, kind: str) -> Iterator[list[int]]:
    """Records that have entries: some of them may be gone."""
    after = 0
    while True:
        rows = list(
            SearchEntry.objects.filter(workspace_id=workspace_id, kind=kind, record_id__gt=after)
            .order_by("record_id")
            .values_list("record_id", flat=True)[:AT_ONCE]
        )
        if not rows:
            return
        yield rows
        after = rows[-1]
