"""How alike two names are, and by which keys those that are alike find each other among hundreds of thousands.

Plain text in, figures out. Words are folded first: old spellings (`Tjahaja Soerabaja`) and new (`Cahaya Surabaya`),
double letters and usual short forms (`Htl.`, `RM`) become one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from rapidfuzz.distance import OSA

from alur.kernel.names import name_words

MOST_WORDS = 6
_SHORT_FORMS = {
    "htl": "hotel", "rm": "rumah makan", "rs": "rumah sakit", "rsia": "rumah sakit ibu anak", "bkl": "bengkel",
    "apt": "apotek", "apotik": "apotek", "resto": "restoran", "rest": "restoran", "tk": "", "intl": "internasional",
    "int": "internasional", "international": "internasional", "nas": "nasional", "ind": "indonesia",
    "indo": "indonesia", "bros": "saudara", "sby": "surabaya", "jkt": "jakarta", "bdg": "bandung",
    "jogja": "yogyakarta", "yogya": "yogyakarta", "dan": "", "and": "", "the": "",
}  # fmt: skip
_SPELLINGS = (
    ("tj", "c"), ("dj", "j"), ("oe", "u"), ("kh", "k"), ("ph", "f"), ("dh", "d"), ("bh", "b"), ("th", "t"),
    ("ck", "k"), ("x", "ks"), ("q", "k"), ("v", "f"), ("y", "j"),
)  # fmt: skip
_LOOSE = frozenset(
    [
        "indonesia", "internasional", "nasional", "group", "grup", "pusat", "cabang", "store", "shop", "jakarta",
        "surabaya", "bandung", "medan", "semarang", "makassar", "malang", "denpasar", "bali", "yogyakarta", "solo",
        "bogor", "bekasi", "depok", "tangerang", "palembang", "sleman", "bakery", "kafe", "cafe", "restoran", "hotel",
        "jawa", "timur", "barat", "tengah", "utara", "selatan",
    ]
)  # fmt: skip
_TITLES = frozenset(
    [
        "bu", "ibu", "pak", "bapak", "bpk", "sdr", "sdri", "mas", "mbak", "mba", "kak", "ko", "koh", "ci", "cik",
        "tuan", "nyonya", "ny", "tn", "mr", "mrs", "ms", "dr", "drs", "dra", "ir", "prof", "haji", "hajah", "hj",
        "h", "se", "sh", "st", "mm", "skom", "spd",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alike:
    """`score` 0 to 100; `words` says why: `same`, `order` (swapped words), `spelling`, `typo`, `part` (one name has
    more words), `initial` (a shortened name)."""

    score: int
    words: str


UNLIKE = Alike(0, "")


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """A word as all its spellings are: `tjahaja` and `cahaya`, `soeharto` and `suharto`, `annisa` and `anisa`. Figures
    stay as they are: Gerai 11 is not Gerai 1."""
    for old, new in _SPELLINGS:
        if old in word:
            word = word.replace(old, new)
    return "".join(
        letter for place, letter in enumerate(word) if not place or word[place - 1] != letter or letter.isdigit()
    )


def company_words(name: str) -> list[str]:
    """The folded words of a company's name, without its legal form, in their order."""
    words: list[str] = []
    for word in name_words(name):
        words += _SHORT_FORMS.get(word, word).split()
    return [folded(word) for word in words[:MOST_WORDS]] or [folded(word) for word in name_words(name)]


def person_words(name: str) -> list[str]:
    """The folded words of a person's name, without how one is addressed."""
    words = name_words(name)
    kept = [word for word in words if word not in _TITLES] or words
    return [folded(word) for word in kept[:MOST_WORDS]]


def company_keys(words: Sequence[str]) -> Iterator[str]:
    """Keys of which two names that are alike share at least one; some names that are not alike share one too."""
    joined = "".join(words)
    if not joined:
        return
    yield f"n{joined}"
    if len(joined) > 7:
        yield f"e{joined[:4]}{joined[-3:]}"  # a wrong letter in the middle, or a word more there
    several = sorted(set(words))
    if len(several) == 1:
        if len(joined) > 5:
            yield f"b{joined[:5]}"
            yield f"z{joined[-5:]}"
        return
    for one, other in combinations(several, 2):
        if len(several) > 2 or f"{one}{other}" != joined:
            yield f"p{one} {other}"
        if len(several) < 4:  # a wrong letter in one of the two
            yield f"w{one} {other[0]}"
            yield f"w{other} {one[0]}"


def companies_alike(ours: Sequence[str], theirs: Sequence[str], common: Collection[str] = ()) -> Alike:
    """Two companies' folded words. A letter that differs is no typing error where both words are `common` ones."""
    if not ours or not theirs:
        return UNLIKE
    if list(ours) == list(theirs):
        return Alike(100, "same")
    if sorted(ours) == sorted(theirs):
        return Alike(97, "order")
    if "".join(ours) == "".join(theirs):
        return Alike(97, "same")
    short, long = sorted((list(ours), list(theirs)), key=len)
    cost, words, rest = 0, "part", list(long)
    unmatched: list[str] = []
    for word in short:
        if word in rest:
            rest.remove(word)
        else:
            unmatched.append(word)
    for word in unmatched:
        error, meant = min(((_error(word, one, common), one) for one in rest), default=(100, ""))
        if error == 100:
            joined = _joined(ours, theirs)
            return joined if joined.score else UNLIKE
        cost, words = cost + error, "typo"
        rest.remove(meant)
    matched = len(short)
    for word in rest:
        cost += 8 if folded_loose(word) else 32 if word.isalpha() else 40
    if rest and matched == 1:
        cost += 12  # `Sinar` and `Sinar Surabaya`
    return Alike(max(0, 100 - cost), words) if cost < 60 else UNLIKE


def persons_alike(ours: Sequence[str], theirs: Sequence[str]) -> Alike:
    """Two persons' folded words: `Andra W.` and `Andra Wiguna`, `Bu Ratna` and `Ratna Anggraini`."""
    if not ours or not theirs:
        return UNLIKE
    if list(ours) == list(theirs):
        return Alike(100, "same")
    if sorted(ours) == sorted(theirs):
        return Alike(97, "order")
    short, long = sorted((list(ours), list(theirs)), key=len)
    cost, words, rest = 0, "part", list(long)
    for word in short:
        if word in rest:
            rest.remove(word)
            continue
        initial = next(
            (one for one in rest if (len(word) == 1 and one[0] == word) or (len(one) == 1 and word[0] == one)), ""
        )
        if initial:
            rest.remove(initial)
            cost, words = cost + 15, "initial"
            continue
        error, meant = min(((_error(word, one, ()), one) for one in rest), default=(100, ""))
        if error == 100:
            return UNLIKE
        cost, words = cost + error, "typo"
        rest.remove(meant)
    cost += 15 * len(rest)
    return Alike(max(0, 100 - cost), words) if cost < 50 else UNLIKE


@lru_cache(maxsize=1)
def _loose() -> frozenset[str]:
    return frozenset(folded(word) for word in _LOOSE)


def folded_loose(word: str) -> bool:
    """Is it a word that one leaves out: a town, a kind of business?"""
    return word in _loose()


def _joined(ours: Sequence[str], theirs: Sequence[str]) -> Alike:
    """`Kopi Nusantara` and `Kopinusantra`: a space and a letter."""
    one, other = "".join(ours), "".join(theirs)
    if len(ours) == len(theirs) or min(len(one), len(other)) < 8:
        return UNLIKE
    distance = OSA.distance(one, other, score_cutoff=1)
    return Alike(90, "typo") if distance <= 1 else UNLIKE


def _error(word: str, other: str, common: Collection[str]) -> int:
    """What it costs to take one word for a mistyped other; 100: they are two words."""
    if abs(len(word) - len(other)) > 2 or (min(len(word), len(other)) < 4 and word[0] != other[0]):
        return 100
    if not (word.isalpha() and other.isalpha()):
        return 100  # `Kios 12` is not `Kios 13`
    allowed = 2 if min(len(word), len(other)) > 7 else 1
    distance = OSA.distance(word, other, score_cutoff=allowed)
    if distance > allowed or (word in common and other in common):
        return 100
    shortest = min(len(word), len(other))
    if shortest < 3:
        return 100
    each = 8 if shortest > 6 else 12 if shortest > 4 else 22
    if sorted(word) == sorted(other):
        each -= 4  # two letters changed places
    return each * distance
