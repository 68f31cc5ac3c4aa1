"""Whole numbers in words, as they stand on quotes and receipts: `empat ratus lima puluh tujuh juta`."""

from __future__ import annotations

from collections.abc import Callable

_ID = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"]
_ID_POWERS = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))
_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EN_POWERS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def in_words(number: int, language: str) -> str:
    """A number of zero or more, below 10^18, in Indonesian or English."""
    return _indonesian(number) if language.startswith("id") else _english(number)


def _indonesian(number: int) -> str:
    if number < 12:
        return _ID[number]
    if number < 20:
        return f"{_ID[number - 10]} belas"
    if number < 100:
        return _and_rest(f"{_ID[number // 10]} puluh", number % 10, _indonesian)
    if number < 200:
        return _and_rest("seratus", number - 100, _indonesian)
    if number < 1_000:
        return _and_rest(f"{_ID[number // 100]} ratus", number % 100, _indonesian)
    if number < 2_000:
        return _and_rest("seribu", number - 1_000, _indonesian)
    power, word = next(one for one in _ID_POWERS if number >= one[0])
    return _and_rest(f"{_indonesian(number // power)} {word}", number % power, _indonesian)


def _english(number: int) -> str:
    if number < 20:
        return _EN[number]
    if number < 100:
        tens = _EN_TENS[number // 10 - 2]
        return f"{tens}-{_EN[number % 10]}" if number % 10 else tens
    if number < 1_000:
        return _and_rest(f"{_EN[number // 100]} hundred", number % 100, _english)
    power, word = next(one for one in _EN_POWERS if number >= one[0])
    return _and_rest(f"{_english(number // power)} {word}", number % power, _english)


def _and_rest(words: str, rest: int, spell: Callable[[int], str]) -> str:
    return f"{words} {spell(rest)}" if rest else words
