"""What is typed into a list's own search, as a condition on its rows: answered by the index, never by reading them.

Few rows are named by their ids. Of many, the first in a list's order are looked at one by one, each through its own
entry; only where that finds too few does the index name them all (measured, 200,000 deals: 20,000 of them 20 ms).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Exists, OuterRef, Q, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from alur.fields.filtering.wording import Wording, finds_words
from alur.search.models import SearchEntry
from alur.search.queries.contents import ACTIVITY, ORGANIZATION, PERSON
from alur.search.queries.guessing import Guess, guess
from alur.search.queries.matching import query_of
from alur.search.words import words_typed

FEW = 2000
NOTHING = Wording(Q(id__in=[]), Q(id__in=[]), is_few=True)

_EVERY = {
    "sqlite": """
        SELECT e.record_id FROM search_searchentry_fts f
        CROSS JOIN search_searchentry e ON e.workspace_id = %s AND e.id = f.rowid
        WHERE f.search_searchentry_fts MATCH %s""",
    "postgresql": """
        SELECT record_id FROM search_searchentry WHERE workspace_id = %s AND kind = %s AND lexemes @@ %s::tsquery""",
}


@finds_words
def rows_worded(workspace_id: int, kind: str, text: str) -> Wording:
    """A typing error finds nothing here: what a list shows must hold what is asked for.

    An activity is also found by the company and the person that it is with.
    """
    guesses = [guess(workspace_id, word) for word in words_typed(text)]
    if not guesses or not all(one.words and one.is_sure for one in guesses):
        return NOTHING
    found = _rows_held(workspace_id, kind, "id", guesses)
    if kind == ACTIVITY:
        for whose in (ORGANIZATION, PERSON):
            found = _either(found, _rows_held(workspace_id, whose, f"{whose}_id", guesses))
    return found


def _rows_held(workspace_id: int, kind: str, key: str, guesses: Sequence[Guess]) -> Wording:
    """Rows whose `key` is the id of a record of this kind that holds the words."""
    query = query_of(workspace_id, kind, guesses)
    asked = [kind, query] if connection.vendor == "postgresql" else [query]
    sql = _EVERY[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [workspace_id, *asked, FEW + 1])
        ids = [int(row[0]) for row in cursor.fetchall()]
    if len(ids) <= FEW:
        named = Q(**{f"{key}__in": ids})
        return Wording(named, named, is_few=True)
    # Our own text; what was typed are its values.
    whole = Q(**{f"{key}__in": RawSQL(sql, [workspace_id, *asked])})  # noqa: S611
    return Wording(whole, _by_row(workspace_id, kind, guesses) if key == "id" else whole)


def _either(one: Wording, other: Wording) -> Wording:
    return Wording(one.whole | other.whole, one.by_row | other.by_row, one.is_few and other.is_few)


def _by_row(workspace_id: int, kind: str, guesses: Sequence[Guess]) -> Q:
    """The row's own entry holds the words; every word in it has a space before and after."""
    entry = SearchEntry.objects.filter(workspace_id=workspace_id, kind=kind, record_id=OuterRef("id")).annotate(
        spaced=Concat("words", Value(" "), output_field=TextField())
    )
    for one in guesses:
        if one.is_beginning or all(word.startswith(one.typed) for word in one.words):
            entry = entry.filter(spaced__contains=f" {one.typed}")
        else:
            either = Q()
            for word in one.words:
                either |= Q(spaced__contains=f" {word} ")
            entry = entry.filter(either)
    return Q(Exists(entry))
