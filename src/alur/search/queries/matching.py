"""Which records match: the database's index is asked once for each kind, and gives the latest changed first."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from alur.kernel.ids import LARGEST_ID
from alur.pipeline.access import owners_seen_by
from alur.search.queries.contents import OWNED
from alur.search.queries.guessing import Guess
from alur.search.words import scope
from alur.tenancy.models import Member

_ASKED = {
    "sqlite": """
        SELECT e.id, e.record_id FROM search_searchentry_fts f
        CROSS JOIN search_searchentry e ON e.workspace_id = %s AND e.id = f.rowid
        WHERE f.search_searchentry_fts MATCH %s AND f.rowid < %s ORDER BY f.rowid DESC LIMIT %s""",
    "postgresql": """
        SELECT id, record_id FROM search_searchentry
        WHERE workspace_id = %s AND kind = %s AND lexemes @@ %s::tsquery AND id < %s ORDER BY id DESC LIMIT %s""",
}

_NEWEST = """
    SELECT id, record_id FROM (
        SELECT id, record_id, lexemes FROM search_searchentry
        WHERE workspace_id = %s AND kind = %s AND id < %s ORDER BY id DESC LIMIT %s
    ) AS newest WHERE lexemes @@ %s::tsquery ORDER BY id DESC LIMIT %s"""
_LOOKED_AT = 1000
"""PostgreSQL takes the kind, its mark and a word for three rare things, and sorts all that have the word: 4 to 8 ms of
100,000 companies for a common one, where the newest thousand give enough of them in one."""


def matching(
    member: Member, kind: str, guesses: Sequence[Guess], limit: int, *, before: int = LARGEST_ID
) -> list[tuple[int, int]]:
    """(entry id, record id) of records of a kind that hold every guessed word, the latest changed first.

    What the member may not see is left out by its marks; who shows a record still asks for it through the member.
    `before` goes on below an entry of an earlier page.
    """
    if not guesses or not all(one.words for one in guesses):
        return []
    query = _query(_marks(member, kind), kind, guesses)
    asked = [kind, query] if connection.vendor == "postgresql" else [query]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and kind not in OWNED:
            cursor.execute(_NEWEST, [member.workspace_id, kind, before, _LOOKED_AT, query, limit])
            if len(rows := cursor.fetchall()) == limit:
                return [(int(entry_id), int(record_id)) for entry_id, record_id in rows]
        cursor.execute(_ASKED[connection.vendor], [member.workspace_id, *asked, before, limit])
        return [(int(entry_id), int(record_id)) for entry_id, record_id in cursor.fetchall()]


def query_of(workspace_id: int, kind: str, guesses: Sequence[Guess]) -> str:
    """What the database's index is asked for all records of a kind with these words, whoever may see them."""
    return _query([_whole(scope(workspace_id, kind))], kind, guesses)


def _query(marks: Sequence[str], kind: str, guesses: Sequence[Guess]) -> str:
    either, both = (" | ", " & ") if connection.vendor == "postgresql" else (" OR ", " AND ")
    conditions = [marks, *(_words(one, kind) for one in guesses)]
    return both.join(f"({either.join(alternatives)})" for alternatives in conditions)


def _marks(member: Member, kind: str) -> list[str]:
    owners = owners_seen_by(member) if kind in OWNED else None
    if owners is None:
        return [_whole(scope(member.workspace_id, kind))]
    return [_term(scope(member.workspace_id, kind, owner_id), kind) for owner_id in (0, *sorted(owners))]


def _words(guess: Guess, kind: str) -> list[str]:
    if guess.is_beginning:
        return [_term(guess.typed, kind, is_beginning=True)]
    return [_term(word, kind) for word in guess.words]


def _term(word: str, kind: str, *, is_beginning: bool = False) -> str:
    """A word in the language of the database's index. Words hold letters, digits and our own marks: no escapes.

    All but the first word of an entry, its mark, are kept with the kind before them (migrations 0003 and 0004).
    """
    whole = _whole(f"{kind[:2]}{word}")
    if not is_beginning:
        return whole
    return f"{whole}:*" if connection.vendor == "postgresql" else f"{whole} *"


def _whole(word: str) -> str:
    return f"'{word}'" if connection.vendor == "postgresql" else f'"{word}"'
