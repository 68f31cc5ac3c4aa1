"""Rows that hold what was typed. The index of words lies above lists and registers itself here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Wording:
    """The same rows twice: `whole` is for the database to find them all at once, `by_row` to look at rows one by one
    in their order. `is_few`: they are named one by one, so that nothing else has to be tried.
    """

    whole: Q = field(default_factory=Q)
    by_row: Q = field(default_factory=Q)
    is_few: bool = False


Finder = Callable[[int, str, str], Wording]
_finders: list[Finder] = []


def finds_words(finder: Finder) -> Finder:
    """Register who finds words: of a workspace, a kind of record and what was typed."""
    _finders[:] = [finder]
    return finder


def wording(workspace_id: int, kind: str, text: str) -> Wording:
    """Rows of a kind that hold every word of the text, as a beginning or a part of one of theirs."""
    (finder,) = _finders
    return finder(workspace_id, kind, text)
