"""Words as the index keeps them: without case and accents, numbers also joined, and the keys by which a word is found
when it is typed wrong or known in part only.

Words are letters and digits alone, so that an underscore marks what is none: `_<workspace>_<kind>_<owner>`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST_WORD = 40
MOST_WORDS = 400
"""Of one record: the first of them. A page of notes has fewer."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(?<![^\W_])\+?\(?\d[\d\s().\-/]*\d")  # not the end of a code such as `R40000-000001`
_NO_DIGITS = re.compile(r"\D+")
_SHORTEST_NUMBER, _LONGEST_NUMBER = 6, 24
_SHORTEST_TYPED = 4
_LONGEST_TYPED = 24
_PART = 3
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def plain(text: str) -> str:
    """Without accents and case: `Café Déjà` and `CAFE DEJA` are one."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def words_of(texts: Iterable[str]) -> list[str]:
    """The distinct words of a record, in order; of `0812-3456-7890` and `01.234.567.8-901.000` also the number whole,
    and of an Indonesian telephone number its three ways to begin."""
    found: dict[str, None] = {}
    for text in texts:
        if not text:
            continue
        bare = plain(text)
        for word in _WORD.findall(bare):
            found[word[:LONGEST_WORD]] = None
        for number in _NUMBER.findall(bare):
            for whole in _ways_to_write(number):
                found[whole] = None
    return list(found)[:MOST_WORDS]


def words_typed(text: str) -> list[str]:
    """What someone searches for, word by word; a number typed in groups is one word."""
    bare = plain(text).strip()
    whole = _NUMBER.fullmatch(bare)
    if whole:
        digits = _digits(bare)
        if len(digits) >= _SHORTEST_NUMBER:
            return [digits[:LONGEST_WORD]]
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(bare)))[:8]


def _ways_to_write(number: str) -> list[str]:
    digits = _digits(number)
    if not _SHORTEST_NUMBER <= len(digits) <= _LONGEST_NUMBER:
        return []
    if number.startswith("+62") or (digits.startswith("62") and len(digits) > 9):
        return [digits, "0" + digits[2:], digits[2:]]
    return [digits]


def _digits(text: str) -> str:
    return _NO_DIGITS.sub("", text)


def keys_of(word: str) -> list[str]:
    """How a word of the vocabulary is found: every way to leave one letter out, and every three letters in a row."""
    keys = [f"t{part}" for part in parts_of(word)]
    if is_forgiving(word):
        keys += [f"d{one}" for one in with_one_less(word)]
    return keys


def is_forgiving(word: str) -> bool:
    """May this word be meant by one that is typed a little differently? Not numbers, not the shortest."""
    return _SHORTEST_TYPED <= len(word) <= _LONGEST_TYPED and not word.isdigit()


def parts_of(word: str) -> list[str]:
    """Every three letters in a row: a word that holds a text holds all of that text's parts."""
    return list(dict.fromkeys(word[at : at + _PART] for at in range(len(word) - _PART + 1)))


def with_one_less(word: str) -> list[str]:
    """The word, and each way to leave one letter out. Two words at a distance of one share one of these."""
    return list(dict.fromkeys([word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]))


@lru_cache(maxsize=4096)
def scope(workspace_id: int, kind: str = "", owner_id: int | None = None) -> str:
    """The mark that keeps a workspace, a kind of record in it, or one owner's of that kind, apart. Owner 0: nobody."""
    mark = f"_{_short(workspace_id)}"
    if kind:
        mark += f"_{kind}"
    if owner_id is not None:
        mark += f"_{_short(owner_id)}"
    return mark


def _short(number: int) -> str:
    digits = ""
    while number:
        number, place = divmod(number, 36)
        digits = _DIGITS[place] + digits
    return digits or "0"
