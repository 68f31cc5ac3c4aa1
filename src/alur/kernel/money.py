"""Money: whole minor units of a currency. Never a float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from alur.kernel.currency import digits_of, symbol_of
from alur.kernel.refusal import N_, Refusal

NBSP = "\u00a0"
LARGEST = 9_000_000_000_000_000
GROUP = 3

_UNITS = {
    "id": {"rb": 3, "ribu": 3, "jt": 6, "juta": 6, "miliar": 9, "milyar": 9, "t": 12, "triliun": 12},
    "en": {"k": 3, "thousand": 3, "mn": 6, "million": 6, "bn": 9, "billion": 9, "tn": 12, "trillion": 12},
}
_SHORT = {
    "id": ((12, "triliun"), (9, "miliar"), (6, "jt"), (3, "rb")),
    "en": ((12, "tn"), (9, "bn"), (6, "mn"), (3, "k")),
}
_SHAPE = re.compile(r"(?P<sign>-?)(?P<number>[0-9][0-9.,]*)\s*(?P<unit>[a-z]*)\.?$", re.IGNORECASE)


def weighted(amount: int, probability: int) -> int:
    """What an amount counts at a probability in percent, rounded half up: the one place where this is done."""
    return (amount * probability + 50) // 100


def signs_of(language: str) -> tuple[str, str]:
    """(decimal sign, grouping sign) of a language."""
    return (",", ".") if language.startswith("id") else (".", ",")


def parse_money(text: str, currency: str, language: str, *, field: str | None = None) -> int:
    """Minor units from what someone typed: `1.500.000`, `Rp 1,5 jt`, `2 miliar`; in English `1,500,000`, `1.5 bn`.

    Raises Refusal for what is ambiguous (`1.50`, `1.500.00`, `1,500`): groups have three digits, and the decimal sign
    is the language's.
    """
    cleaned = text.replace(NBSP, " ").strip()
    sign = "-" if cleaned.startswith("-") else ""
    unsigned = cleaned.removeprefix(sign).strip()
    for mark in (f"{symbol_of(currency)}.", symbol_of(currency), currency):
        if unsigned.lower().startswith(mark.lower()):
            cleaned = sign + unsigned[len(mark) :].strip()
            break
    match = _SHAPE.match(cleaned)
    if match is None:
        raise Refusal(
            N_("“%(text)s” is not an amount. Type it like %(example)s."), field=field, **_hint(text, language)
        )
    unit = match["unit"].lower()
    if unit == "m":
        raise Refusal(N_("“M” can mean a million or a billion. Write the word in full."), field=field)
    units = {**_UNITS["id"], **_UNITS["en"]}
    if unit and unit not in units:
        raise Refusal(
            N_("“%(text)s” is not an amount. Type it like %(example)s."), field=field, **_hint(text, language)
        )
    number = parse_number(match["number"], language, field=field, text=text)
    if not unit and number.as_tuple().exponent == -GROUP:
        raise _two_ways(text, language, field)
    exact = number.scaleb(units.get(unit, 0) + digits_of(currency))
    amount = int(exact)
    if exact != amount:
        raise Refusal(N_("%(currency)s has no amounts smaller than its unit."), field=field, currency=currency)
    if amount > LARGEST:
        raise Refusal(N_("This amount is too large."), field=field)
    return -amount if match["sign"] else amount


def parse_number(number: str, language: str, *, field: str | None = None, text: str = "") -> Decimal:
    """A plain number in a language's own writing; Refusal where groups do not have three digits."""
    decimal_sign, group_sign = signs_of(language)
    whole, _, fraction = number.partition(decimal_sign)
    groups = whole.split(group_sign)
    grouped_well = len(groups) == 1 or (1 <= len(groups[0]) <= GROUP and all(len(g) == GROUP for g in groups[1:]))
    parts = [*groups, fraction] if decimal_sign in number else groups
    if not all(part.isascii() and part.isdigit() for part in parts):
        hint = _hint(text or number, language)
        raise Refusal(N_("“%(text)s” is not an amount. Type it like %(example)s."), field=field, **hint)
    if not grouped_well:
        raise _two_ways(text or number, language, field)
    return Decimal("".join(groups) + ("." + fraction if fraction else ""))


def _two_ways(text: str, language: str, field: str | None) -> Refusal:
    hint = _hint(text, language)
    return Refusal(N_("“%(text)s” can be read in two ways. Type it like %(example)s."), field=field, **hint)


def _hint(text: str, language: str) -> dict[str, object]:
    return {"text": text, "example": "1.500.000" if language.startswith("id") else "1,500,000"}


def number_text(decimal: str, language: str) -> str:
    """A decimal string as a language writes it: `3.500,5`; in English `3,500.5`."""
    decimal_sign, group_sign = signs_of(language)
    whole, _point, fraction = decimal.lstrip("-").partition(".")
    text = f"{int(whole):,}".replace(",", group_sign) + (decimal_sign + fraction if fraction else "")
    return f"-{text}" if decimal.startswith("-") else text


@lru_cache(maxsize=8192)
def format_money(amount: int, currency: str, language: str) -> str:
    """`Rp 1.234.567`; in English `Rp 1,234,567`."""
    decimal_sign, group_sign = signs_of(language)
    digits = digits_of(currency)
    whole, fraction = divmod(abs(amount), 10**digits)
    text = f"{whole:,}".replace(",", group_sign)
    if digits:
        text += f"{decimal_sign}{fraction:0{digits}d}"
    return f"{'-' if amount < 0 else ''}{symbol_of(currency)}{NBSP}{text}"


@lru_cache(maxsize=8192)
def format_compact(amount: int, currency: str, language: str) -> str:
    """`Rp 1,5 rb`, `Rp 450 jt`, `Rp 2,3 miliar`, `Rp 1,2 triliun`; in English `Rp 450 mn`. Each may be typed."""
    language = "id" if language.startswith("id") else "en"
    size = Decimal(abs(amount)).scaleb(-digits_of(currency))
    for power, word in _SHORT[language]:
        scaled = size.scaleb(-power)
        # Below one, three digits: 950 million are not a billion, 999.9 million are.
        places = 0 if scaled >= 10 else 1 if scaled >= 1 else GROUP
        rounded = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if rounded >= 1:
            whole, _, tenth = f"{rounded:f}".partition(".")
            figure = f"{whole}{signs_of(language)[0]}{tenth}" if tenth.strip("0") else whole
            return f"{'-' if amount < 0 else ''}{symbol_of(currency)}{NBSP}{figure}{NBSP}{word}"
    return format_money(int(size.scaleb(digits_of(currency))) * (-1 if amount < 0 else 1), currency, language)
