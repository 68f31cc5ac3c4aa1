"""What a file is called: a name to read, never a path, never one that hides what it is."""

from __future__ import annotations

import unicodedata

LONGEST = 120
LONGEST_ENDING = 8
UNNAMED = "file"


def clean_name(typed: str) -> str:
    """The last part of a path as one line of at most 120 letters; its ending stays.

    Format characters go, for with U+202E a browser shows `tagihan‮fdp.exe` as `tagihanexe.pdf`; dots and blanks at the
    ends go, for some systems drop them and `a.exe.` becomes `a.exe`.
    """
    last = typed.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in unicodedata.normalize("NFC", last) if not _is_hidden(letter))
    name = " ".join(plain.split()).strip(". ")
    if len(name) <= LONGEST:
        return name or UNNAMED
    ending = ending_of(name)
    kept = f".{ending}" if ending else ""
    return name[: LONGEST - len(kept)].rstrip(". ") + kept


def ending_of(name: str) -> str:
    """`pdf` for `Proposal.PDF`; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    is_one = bool(stem and dot) and len(ending) <= LONGEST_ENDING and ending.isascii() and ending.isalnum()
    return ending.lower() if is_one else ""


def _is_hidden(letter: str) -> bool:
    """Control, format and private characters; blanks of all kinds count as blanks, not as these."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") and not letter.isspace()
