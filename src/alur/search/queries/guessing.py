"""What is typed, as words that are there: whole, as a beginning, as a part, or written a little differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from rapidfuzz.distance import OSA

from alur.search.words import is_forgiving, parts_of, scope, with_one_less

MOST = 40
"""Words that one typed word may stand for: each costs a look into the index."""
_FEW_LETTERS = 3
_LOOKED_AT = 1_500
_CANDIDATES = 200
_LONG_WORD = 8
_AFTER_ALL = "\uffff"


@dataclass(frozen=True, slots=True)
class Guess:
    """The words that a typed one may stand for, the likeliest first. `is_beginning`: there are too many to name them,
    so that the database looks for all that begin like this. `is_sure`: nothing had to be made of a typing error."""

    typed: str
    words: tuple[str, ...]
    is_beginning: bool = False
    is_sure: bool = True


def guess(workspace_id: int, typed: str, *, is_generous: bool = False) -> Guess:
    """What a typed word may stand for. With `is_generous` also what is written differently, though it is a word."""
    begun = beginning_with(workspace_id, typed)
    if begun and not is_generous:
        # Ranking all that begins with three letters took 50 to 120 ms of a million records: only the shortest words.
        is_beginning = len(begun) > MOST and len(typed) > _FEW_LETTERS
        return Guess(typed, tuple(begun[:MOST]), is_beginning)
    others = holding(workspace_id, typed) if not begun else []
    if others:
        return Guess(typed, tuple(others[:MOST]))
    like = like_words(workspace_id, typed)
    every = tuple(dict.fromkeys([*begun, *like]))[:MOST]
    return Guess(typed, every, is_sure=not like)


def beginning_with(workspace_id: int, typed: str) -> list[str]:
    """Words that begin so, the shortest first."""
    at_least, below = ("~>=~", "~<~") if connection.vendor == "postgresql" else (">=", "<")
    limit = _LOOKED_AT if len(typed) <= _FEW_LETTERS else MOST + 1
    rows = _asked(
        f"SELECT word FROM search_searchword WHERE workspace_id = %s AND word {at_least} %s AND word {below} %s "  # noqa: S608
        f"ORDER BY {'word' if connection.vendor == 'sqlite' else 'word USING ~<~'} LIMIT %s",
        [workspace_id, typed, typed + _AFTER_ALL, limit],
    )
    return sorted(rows, key=lambda word: (len(word), word))


def holding(workspace_id: int, typed: str) -> list[str]:
    """Words in which the text stands somewhere."""
    parts = parts_of(typed)
    if not parts:
        return []
    found = _keyed(workspace_id, [f"t{part}" for part in parts], "AND")
    return sorted((word for word in found if typed in word), key=lambda word: (len(word), word))


def like_words(workspace_id: int, typed: str) -> list[str]:
    """Words that were likely meant: one letter too many, too few, another, or two exchanged; two in a long word."""
    if not is_forgiving(typed):
        return []
    most = 1 if len(typed) < _LONG_WORD else 2
    found = _keyed(workspace_id, [f"d{one}" for one in with_one_less(typed)], "OR")
    ranked = [(OSA.distance(typed, word, score_cutoff=most), word) for word in found if word != typed]
    return [word for distance, word in sorted(ranked) if distance <= most]


def _keyed(workspace_id: int, keys: list[str], how: str) -> list[str]:
    mark = scope(workspace_id)
    if connection.vendor == "postgresql":
        sign = {"AND": " & ", "OR": " | "}[how]
        query = f"'{mark}' & ({sign.join(_quoted(key) for key in keys)})"
        return _asked(
            "SELECT word FROM search_searchword WHERE workspace_id = %s AND lexemes @@ %s::tsquery LIMIT %s",
            [workspace_id, query, _CANDIDATES],
        )
    return _asked(
        "SELECT w.word FROM search_searchword_fts f CROSS JOIN search_searchword w "
        "ON w.workspace_id = %s AND w.id = f.rowid WHERE f.search_searchword_fts MATCH %s LIMIT %s",
        [workspace_id, f"{mark} AND ({f' {how} '.join(_plain(key) for key in keys)})", _CANDIDATES],
    )


def _asked(sql: str, values: list[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def _quoted(key: str) -> str:
    """A lexeme for PostgreSQL; words are letters and digits, so that nothing in them needs an escape."""
    return f"'{key}'"


def _plain(key: str) -> str:
    """A string for FTS5: one that could be taken for an operator is none between quotes."""
    return f'"{key}"'
