"""Keeping the index: what records say is written again when they say something else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db import connection

from alur.kernel.ids import new_ids
from alur.search.models import SearchEntry, SearchWord
from alur.search.queries.contents import OWNED, Content, contents
from alur.search.words import keys_of, scope, words_of
from alur.tenancy.inserting import insert_values

AT_ONCE = 500
_ENTRY = ("workspace_id", "id", "kind", "record_id", "words")


def index_records(workspace_id: int, records: Mapping[str, Collection[int]]) -> int:
    """Make the entries of these records (kind to ids) say what the records say now; returns how many changed.

    Inside the transaction of the change. What is in the trash or gone has no entry.
    """
    changed = 0
    for kind, ids in records.items():
        every = sorted(ids)
        for first in range(0, len(every), AT_ONCE):
            changed += _index(workspace_id, kind, every[first : first + AT_ONCE])
    return changed


def _index(workspace_id: int, kind: str, ids: Collection[int]) -> int:
    wanted = {one.record_id: _words(workspace_id, kind, one) for one in contents(workspace_id, kind, ids)}
    own = SearchEntry.objects.filter(workspace_id=workspace_id, kind=kind)
    stale = []
    for entry_id, record_id, words in own.filter(record_id__in=ids).values_list("id", "record_id", "words"):
        if wanted.get(record_id) == words:
            del wanted[record_id]
        else:
            stale.append(entry_id)
    if stale:
        own.filter(id__in=stale).delete()
    if wanted:
        know_words(workspace_id, (word for words in wanted.values() for word in words.split(" ")))
        rows = zip(new_ids(len(wanted)), wanted.items(), strict=True)
        insert_values(
            SearchEntry, _ENTRY, ((workspace_id, row_id, kind, record_id, words) for row_id, (record_id, words) in rows)
        )
    return len(stale) + len(wanted)


def _words(workspace_id: int, kind: str, content: Content) -> str:
    marks = [scope(workspace_id, kind)]
    if kind in OWNED:
        marks.append(scope(workspace_id, kind, content.owner_id))
    return " ".join([*marks, *words_of(content.texts)])


def know_words(workspace_id: int, words: Iterable[str]) -> None:
    """Take words into the vocabulary. Always in one order, so that two who bring the same new ones do not lock up."""
    every = sorted({word for word in words if word[0] != "_"})
    for first in range(0, len(every), AT_ONCE):
        some = every[first : first + AT_ONCE]
        known = set(SearchWord.objects.filter(workspace_id=workspace_id, word__in=some).values_list("word", flat=True))
        new = [word for word in some if word not in known]
        if not new:
            continue
        mark = scope(workspace_id)
        rows = [
            (workspace_id, row_id, word, " ".join([mark, *keys_of(word)]))
            for row_id, word in zip(new_ids(len(new)), new, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_searchword (workspace_id, id, word, keys) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (workspace_id, word) DO NOTHING",
                rows,
            )
