"""Names of companies and people: what makes two of them likely the same, and how they show in a circle."""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache

_LEGAL_FORMS = frozenset(
    [
        "pt",
        "cv",
        "ud",
        "tbk",
        "persero",
        "perum",
        "koperasi",
        "yayasan",
        "toko",
        "fa",
        "firma",
        "inc",
        "ltd",
        "llc",
        "corp",
        "co",
        "company",
        "gmbh",
        "plc",
        "bv",
        "sdn",
        "bhd",
        "pte",
    ]
)
_TELLING_FORMS = frozenset(["pt", "cv", "ud", "koperasi", "yayasan"])
_KEPT_IF_ALONE = 1
_WORD = re.compile(r"[a-z0-9]+")


def name_words(name: str) -> list[str]:
    """The words of a name, without accents, case, and legal forms (PT, CV, Tbk, Inc …)."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode().casefold()
    words = _WORD.findall(plain)
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return kept or words


def legal_form(name: str) -> str:
    """`cv` of `CV Kopi Lembah Manis`; empty where it says none, or none that tells two companies apart (Toko, Tbk)."""
    words = re.split(r"[\s.,]+", name.casefold())
    return next((word for word in (words[0], words[-1]) if word in _TELLING_FORMS), "")


@lru_cache(maxsize=16_384)
def name_key(name: str) -> str:
    """One key for all ways to write a name: `GTXPro` and `GTX Pro`, `PT Maju Jaya` and `Maju Jaya, PT`."""
    key = "".join(name_words(name))
    return (key or name.strip().casefold())[:120].strip()


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """One or two letters for an avatar."""
    words = [word for word in re.split(r"[\s.,&/-]+", name) if word and word[0].isalnum()]
    significant = [word for word in words if word.casefold() not in _LEGAL_FORMS] or words
    if not significant:
        return "?"
    last = significant[-1] if len(significant) > _KEPT_IF_ALONE else ""
    return (significant[0][:1] + last[:1]).upper()


@lru_cache(maxsize=4096)
def hue_of(name: str) -> int:
    """A stable hue of an avatar, 0 to 345 in steps of 15."""
    return zlib.crc32(name.casefold().encode()) % 24 * 15
