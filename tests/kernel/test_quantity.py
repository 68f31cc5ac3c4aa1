"""Quantities, discounts, and what a line comes to."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.quantity import (
    LARGEST_QUANTITY,
    WHOLE_DISCOUNT,
    format_discount,
    format_quantity,
    format_size,
    line_total,
    parse_discount,
    parse_quantity,
    quantity_from_decimal,
    quantity_to_decimal,
)
from alur.kernel.refusal import Refusal
from tests.kernel.reading import read_or_told

QUANTITIES = st.integers(min_value=1, max_value=LARGEST_QUANTITY - 1)
DISCOUNTS = st.integers(min_value=0, max_value=WHOLE_DISCOUNT)
PRICES = st.integers(min_value=0, max_value=10**12)
LANGUAGES = st.sampled_from(["id", "en"])


@pytest.mark.parametrize(
    ("typed", "language", "thousandths"),
    [
        ("1", "id", 1_000),
        ("2,5", "id", 2_500),
        ("2.5", "en", 2_500),
        ("1.200", "id", 1_200_000),
        ("1,200", "en", 1_200_000),
        ("1.200", "en", 1_200),
        (" 0,125 ", "id", 125),
    ],
)
def test_a_quantity_is_read_in_the_readers_own_writing(typed: str, language: str, thousandths: int) -> None:
    assert parse_quantity(typed, language) == thousandths


@pytest.mark.parametrize(
    "typed", ["", "0", "-1", "dua", "2x", "2 dus", "1e3", "²", "2²", "1.20", "0,0001", "1000000000"]
)
def test_what_is_no_quantity_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_quantity(typed, "id", field="lines")
    assert refused.value.field == "lines"


@pytest.mark.parametrize(
    ("typed", "language", "basis_points"),
    [
        ("5", "id", 500),
        ("5%", "id", 500),
        ("12,5 %", "id", 1_250),
        ("12.5%", "en", 1_250),
        ("", "id", 0),
        ("100", "id", 10_000),
    ],
)
def test_a_discount_is_a_percentage(typed: str, language: str, basis_points: int) -> None:
    assert parse_discount(typed, language) == basis_points


@pytest.mark.parametrize("typed", ["101", "-5", "lima", "5x", "0,001", "1e1", "5 5"])
def test_what_is_no_discount_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_discount(typed, "id", field="lines")
    assert refused.value.field == "lines"


@given(QUANTITIES, LANGUAGES)
def test_a_quantity_shown_can_be_typed_again(thousandths: int, language: str) -> None:
    assert parse_quantity(format_quantity(thousandths, language), language) == thousandths


@given(QUANTITIES)
def test_a_quantity_goes_through_the_decimal_string_of_the_api_unchanged(thousandths: int) -> None:
    assert quantity_from_decimal(quantity_to_decimal(thousandths)) == thousandths


@given(DISCOUNTS, LANGUAGES)
def test_a_discount_shown_can_be_typed_again(basis_points: int, language: str) -> None:
    assert parse_discount(format_discount(basis_points, language), language) == basis_points


@given(st.text(max_size=20), LANGUAGES)
def test_any_text_is_a_quantity_or_a_refusal(typed: str, language: str) -> None:
    for found in (
        read_or_told(lambda: parse_quantity(typed, language)),
        read_or_told(lambda: parse_discount(typed, language)),
    ):
        assert found != ""
        assert not isinstance(found, int) or found >= 0


@given(st.text(max_size=20))
def test_any_text_from_the_api_is_a_quantity_or_a_refusal(typed: str) -> None:
    found = read_or_told(lambda: quantity_from_decimal(typed))
    assert found != ""
    assert not isinstance(found, int) or found > 0


@given(QUANTITIES, PRICES, DISCOUNTS)
def test_a_line_is_rounded_half_up_once(quantity: int, price: int, discount: int) -> None:
    exact = Decimal(quantity) / 1000 * price * (WHOLE_DISCOUNT - discount) / WHOLE_DISCOUNT
    expected = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)) if exact < 10**20 else None
    total = line_total(quantity, price, discount)
    if expected is not None:
        assert total == expected
    assert line_total(quantity, price, WHOLE_DISCOUNT) == 0


@given(st.integers(min_value=1, max_value=10**6), PRICES)
def test_whole_quantities_without_discount_are_exact(pieces: int, price: int) -> None:
    assert line_total(pieces * 1000, price, 0) == pieces * price


@pytest.mark.parametrize(
    ("count", "indonesian", "english"),
    [(0, "0 B", "0 B"), (820_400, "820 kB", "820 kB"), (1_140_000, "1,1 MB", "1.1 MB"), (45_300_000, "45 MB", "45 MB"),
     (4_100_000_000, "4,1 GB", "4.1 GB"), (9_999_999_999_999_999, "10000 TB", "10000 TB")],
)  # fmt: skip
def test_sizes_are_said_as_disks_are_sold(count: int, indonesian: str, english: str) -> None:
    assert format_size(count, "id") == indonesian.replace(" ", "\u00a0")
    assert format_size(count, "en") == english.replace(" ", "\u00a0")
