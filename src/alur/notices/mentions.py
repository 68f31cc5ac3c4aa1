"""Names after an @ in what people write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_SIGN = re.compile(r"(?<![\w@])@(?=\w)")


def mentioned(text: str, members: Iterable[tuple[int, str]]) -> set[int]:
    """The ids of the members whose name stands after an @: the whole name, or the first where only one is called so.

    `@Rina Wulandari` is not also `@Rina` of another: the longest name that fits is meant.
    """
    people = [(member_id, " ".join(name.split()).casefold()) for member_id, name in members]
    firsts = Counter(name.partition(" ")[0] for _, name in people)
    known: dict[str, set[int]] = {}
    for member_id, name in people:
        if name:
            known.setdefault(name, set()).add(member_id)
        first = name.partition(" ")[0]
        if first and firsts[first] == 1:
            known.setdefault(first, set()).add(member_id)
    longest_first = sorted(known, key=len, reverse=True)
    plain = " ".join(text.split()).casefold()
    found: set[int] = set()
    for sign in _SIGN.finditer(plain):
        rest = plain[sign.end() :]
        meant = next((one for one in longest_first if rest.startswith(one) and _ends(rest, len(one))), "")
        found |= known.get(meant, set())
    return found


def _ends(text: str, place: int) -> bool:
    """Is the word over at this place?"""
    return place >= len(text) or not (text[place].isalnum() or text[place] == "_")
