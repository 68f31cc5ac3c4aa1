"""Search: what is typed, to what is found, kind by kind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from alur.catalogue.models import Product
from alur.kernel.ids import LARGEST_ID, id_from
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person
from alur.search.models import SearchEntry
from alur.search.queries.contents import KINDS, ORGANIZATION, PERSON, PRODUCT
from alur.search.queries.guessing import Guess, guess
from alur.search.queries.matching import matching
from alur.search.queries.showing import Found, shown
from alur.search.words import plain, words_typed
from alur.tenancy.models import Member

CANDIDATES = 3
"""So many times as many are looked at as are shown: the best named of the latest come first."""
MOST_ROUNDS = 4
NAMED: dict[str, Any] = {ORGANIZATION: Organization, PERSON: Person, PRODUCT: Product}


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found by kind, the best first. `meant` are words that were looked for in place of what was typed;
    `more` says of which kinds there is more; `marks` are the beginnings of words to point out."""

    found: dict[str, list[Found]] = field(default_factory=dict)
    more: frozenset[str] = frozenset()
    meant: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


def find(
    member: Member,
    text: str,
    *,
    kinds: Collection[str] = KINDS,
    limit: int = 5,
    seen: Sequence[tuple[str, int]] = (),
) -> Findings:
    """Records that hold every word typed (as a word's beginning, as a part, or nearly), up to `limit` of each kind.

    First what is named exactly so, then what the member has `seen` lately, then the latest changed.
    """
    typed = words_typed(text)
    if not typed:
        return Findings()
    guesses = [guess(member.workspace_id, word) for word in typed]
    hits = _hits(member, kinds, guesses, limit)
    if not any(hits.values()):
        guesses = [guess(member.workspace_id, word, is_generous=True) for word in typed]
        hits = _hits(member, kinds, guesses, limit)
    recent = _seen_matches(member, guesses, seen)
    found: dict[str, list[Found]] = {}
    for kind in kinds:
        # Only where there are more than are looked at can one of that very name be missing among them.
        named = _named_so(member, kind, text) if len(hits[kind]) >= limit * CANDIDATES else []
        first = [*named, *(one for of, one in recent if of == kind)]
        rows = _rows(member, kind, [*first, *(record_id for _, record_id in hits[kind])])
        key, fixed = name_key(text), set(first)
        ranked = sorted(
            rows, key=lambda one: (name_key(one.title) != key, one.id not in fixed, -_likeness(one, guesses))
        )
        found[kind] = ranked[:limit]
    return Findings(
        {kind: rows for kind, rows in found.items() if rows},
        frozenset(kind for kind in kinds if len(hits[kind]) > limit),
        tuple(one.words[0] for one in guesses if not one.is_sure),
        marks_of(guesses),
    )


def find_of_kind(
    member: Member, text: str, kind: str, *, limit: int, cursor: str = ""
) -> tuple[list[Found], str, Findings]:
    """A page of one kind, the latest changed first; and the cursor of the next, empty at the end."""
    before = id_from(cursor) if cursor else LARGEST_ID
    if not before:
        raise Refusal(N_("This page is no longer there. Load the list again."), field="cursor")
    typed = words_typed(text)
    if not typed:
        return [], "", Findings()
    guesses = [guess(member.workspace_id, word) for word in typed]
    rows, following = _page(member, kind, guesses, limit, before)
    if not rows and not cursor:
        guesses = [guess(member.workspace_id, word, is_generous=True) for word in typed]
        rows, following = _page(member, kind, guesses, limit, before)
    meant = tuple(one.words[0] for one in guesses if not one.is_sure)
    return rows, following, Findings(meant=meant, marks=marks_of(guesses))


def marks_of(guesses: Sequence[Guess]) -> tuple[str, ...]:
    """What to point out in the names that are shown: what was typed, or the word that was meant."""
    return tuple(one.typed if one.is_sure else one.words[0] for one in guesses if one.words)


def _hits(
    member: Member, kinds: Collection[str], guesses: Sequence[Guess], limit: int
) -> dict[str, list[tuple[int, int]]]:
    return {kind: matching(member, kind, guesses, limit * CANDIDATES) for kind in kinds}


def _rows(member: Member, kind: str, ids: Sequence[int]) -> list[Found]:
    every = list(dict.fromkeys(ids))
    rows = shown(member, kind, every)
    return [rows[one] for one in every if one in rows]


def _page(member: Member, kind: str, guesses: Sequence[Guess], limit: int, before: int) -> tuple[list[Found], str]:
    rows: list[Found] = []
    for _ in range(MOST_ROUNDS):
        hits = matching(member, kind, guesses, limit + 1, before=before)
        seen = shown(member, kind, [record_id for _, record_id in hits])
        for entry_id, record_id in hits:
            if record_id in seen:
                if len(rows) == limit:
                    return rows, str(before)
                rows.append(seen[record_id])
            before = entry_id
        if len(hits) <= limit:
            return rows, ""
    return rows, str(before)


def _named_so(member: Member, kind: str, text: str) -> list[int]:
    if kind not in NAMED:
        return []
    rows = NAMED[kind].objects.filter(workspace_id=member.workspace_id, name_key=name_key(text))
    return list(rows.order_by("-id").values_list("id", flat=True)[:3])


def _seen_matches(member: Member, guesses: Sequence[Guess], seen: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    if not seen:
        return []
    entries = SearchEntry.objects.filter(workspace_id=member.workspace_id, record_id__in=[one for _, one in seen])
    words = {(kind, one): text.split(" ") for kind, one, text in entries.values_list("kind", "record_id", "words")}
    return [one for one in seen if one in words and all(_holds(words[one], each) for each in guesses)]


def _holds(words: Sequence[str], guess: Guess) -> bool:
    return any(word.startswith(guess.typed) or word in guess.words for word in words)


def _likeness(one: Found, guesses: Sequence[Guess]) -> int:
    """How well the name fits: every word in it, the first word at its beginning. Ties stay in order of change."""
    words = plain(one.title).split()
    begins = [any(word.startswith(each.typed) or word in each.words for word in words) for each in guesses]
    is_first = bool(words) and words[0].startswith(guesses[0].typed)
    is_open = getattr(one, "status", "open") == "open"
    return 4 * all(begins) + 2 * is_open + is_first
