"""Pointing out in a name what was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from alur.search.words import plain

_WORD = re.compile(r"[^\W_]+")


def marked(text: str, marks: Sequence[str]) -> Markup:
    """The text with `<mark>` around the part of each word that one of the marks begins, or stands in."""
    done, at = Markup(""), 0
    for word in _WORD.finditer(text):
        start, length = _place(word[0], marks)
        if length:
            first = word.start() + start
            done += escape(text[at:first]) + Markup("<mark>") + escape(text[first : first + length]) + Markup("</mark>")
            at = first + length
    return done + escape(text[at:])


def _place(word: str, marks: Sequence[str]) -> tuple[int, int]:
    bare = plain(word)
    if len(bare) != len(word):  # a letter became two: point out the whole word or nothing
        return (0, len(word)) if any(mark in bare for mark in marks) else (0, 0)
    for mark in sorted(marks, key=len, reverse=True):
        if bare.startswith(mark):
            return 0, len(mark)
    for mark in marks:
        if len(mark) > 2 and mark in bare:
            return bare.index(mark), len(mark)
    return 0, 0


def around(text: str, marks: Sequence[str], length: int = 120) -> str:
    """A piece of a long text, from a little before the first mark on."""
    if len(text) <= length:
        return text
    for word in _WORD.finditer(text):
        if _place(word[0], marks)[1]:
            first = max(0, text.rfind(" ", 0, max(0, word.start() - 30)) + 1)
            piece = text[first : first + length]
            return ("… " if first else "") + piece + (" …" if first + length < len(text) else "")
    return text[:length] + " …"
