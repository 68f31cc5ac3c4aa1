"""Quantities in thousandths, discounts in hundredths of a percent (basis points), and what a line comes to."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from alur.kernel.money import parse_number, signs_of
from alur.kernel.refusal import N_, Refusal

THOUSANDTHS = 1000
WHOLE_DISCOUNT = 10_000
LARGEST_QUANTITY = 10**12


def parse_quantity(text: str, language: str, *, field: str | None = None) -> int:
    """Thousandths from what someone typed, `2,5` or `1.200`."""
    number = parse_number(text.strip() or "?", language, field=field) if text.strip()[:1].isdigit() else None
    if number is None:
        raise Refusal(N_("Type a quantity above zero."), field=field)
    return _thousandths(number, field)


def quantity_from_decimal(text: str, *, field: str | None = None) -> int:
    """Thousandths from an API's decimal string, `2.5`."""
    try:
        return _thousandths(Decimal(text), field)
    except InvalidOperation:
        raise Refusal(N_("Type a quantity above zero."), field=field) from None


def _thousandths(number: Decimal, field: str | None) -> int:
    exact = number * THOUSANDTHS
    if not exact.is_finite() or exact != int(exact) or not 0 < exact < LARGEST_QUANTITY:
        raise Refusal(N_("Type a quantity above zero, with three decimals at most."), field=field)
    return int(exact)


def quantity_to_decimal(thousandths: int) -> str:
    """`2500` as `2.5`."""
    return f"{Decimal(thousandths).scaleb(-3).normalize():f}"


def format_quantity(thousandths: int, language: str) -> str:
    decimal_sign, group_sign = signs_of(language)
    whole, _, fraction = quantity_to_decimal(thousandths).partition(".")
    grouped = f"{int(whole):,}".replace(",", group_sign)
    return grouped + (decimal_sign + fraction if fraction else "")


def parse_discount(text: str, language: str, *, field: str | None = None) -> int:
    """Basis points from `5`, `5%` or `12,5 %`."""
    cleaned = text.strip().removesuffix("%").strip() or "0"
    if not cleaned[0].isdigit():
        raise Refusal(N_("Type a discount from 0 to 100 percent."), field=field)
    exact = parse_number(cleaned, language, field=field) * 100
    if exact != int(exact) or not 0 <= exact <= WHOLE_DISCOUNT:
        raise Refusal(N_("Type a discount from 0 to 100 percent."), field=field)
    return int(exact)


def format_discount(basis_points: int, language: str) -> str:
    text = f"{Decimal(basis_points).scaleb(-2).normalize():f}"
    return text.replace(".", signs_of(language)[0]) + "%"


def line_total(quantity: int, unit_price: int, discount: int) -> int:
    """Minor units of a line, net of discount, rounded half up once."""
    scale = THOUSANDTHS * WHOLE_DISCOUNT
    return (quantity * unit_price * (WHOLE_DISCOUNT - discount) * 2 + scale) // (2 * scale)


def format_size(count: int, language: str) -> str:
    """Bytes in the thousands that disks are sold in: `820 kB`, `4,1 GB`."""
    value, unit = Decimal(count), "B"
    for bigger in ("kB", "MB", "GB", "TB"):
        if value < THOUSANDTHS:
            break
        value, unit = value / THOUSANDTHS, bigger
    text = f"{value:.1f}" if value < 10 and unit not in ("B", "kB") else f"{value:.0f}"
    return f"{text.replace('.', signs_of(language)[0])}\u00a0{unit}"
