"""Keeping the index: what records say is written again when they say something else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from alur.kernel.ids import new_ids
from alur.search.models import SearchEntry, SearchWord
from alur.search.queries.contents import OWNED, Content, contents
from alur.search.words import keys_of, scope, words_of
from alur.tenancy.inserting import insert_values
from alur.tenancy.prepared import Prepared, Slot, Slots

AT_ONCE = 500
_ENTRY = ("workspace_id", "id", "kind", "record_id", "words")
_WORD = ("workspace_id", "id", "word", "keys")
_KEPT = Prepared(
    lambda: SearchEntry.objects.filter(
        workspace_id=Slot("workspace_id"), kind__in=[Slots("kinds")], record_id__in=[Slots("ids")]
    ).values_list("id", "kind", "record_id", "words")
)
_KNOWN = Prepared(
    lambda: SearchWord.objects.filter(workspace_id=Slot("workspace_id"), word__in=[Slots("words")]).values_list(
        "word", flat=True
    )
)


def index_records(workspace_id: int, records: Mapping[str, Collection[int]]) -> int:
    """Make the entries of these records (kind to ids) say what the records say now; returns how many changed.

    Inside the transaction of the change. What is in the trash or gone has no entry.
    """
    every = [(kind, record_id) for kind, ids in records.items() for record_id in sorted(ids)]
    return sum(_index(workspace_id, every[first : first + AT_ONCE]) for first in range(0, len(every), AT_ONCE))


def _index(workspace_id: int, records: Sequence[tuple[str, int]]) -> int:
    ids = {kind: [record_id for _, record_id in some] for kind, some in groupby(records, itemgetter(0))}
    wanted = {
        (kind, one.record_id): _words(workspace_id, kind, one)
        for kind, some in contents(workspace_id, ids).items()
        for one in some
    }
    # A record's id is its own in the whole workspace, so kinds are asked for together.
    stale = []
    for entry_id, kind, record_id, words in _KEPT(
        workspace_id=workspace_id, kinds={kind for kind, _ in records}, ids=[record_id for _, record_id in records]
    ):
        if wanted.get((kind, record_id)) == words:
            del wanted[kind, record_id]
        else:
            stale.append(entry_id)
    if stale:
        SearchEntry.objects.filter(workspace_id=workspace_id, id__in=stale).delete()
    if wanted:
        know_words(workspace_id, (word for words in wanted.values() for word in words.split(" ")))
        rows = zip(new_ids(len(wanted)), wanted.items(), strict=True)
        insert_values(
            SearchEntry,
            _ENTRY,
            ((workspace_id, row_id, kind, record_id, words) for row_id, ((kind, record_id), words) in rows),
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
        known = set(_KNOWN(workspace_id=workspace_id, words=some))
        new = [word for word in some if word not in known]
        if not new:
            continue
        mark = scope(workspace_id)
        rows = [
            (workspace_id, row_id, word, " ".join([mark, *keys_of(word)]))
            for row_id, word in zip(new_ids(len(new)), new, strict=True)
        ]
        insert_values(SearchWord, _WORD, rows, or_skip=True)
