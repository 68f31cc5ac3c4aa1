"""PPN to the rupiah: the vectors of the law, and that what is split adds up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.tax import PPN, Rate, Taxed, rate_on, tax_on, tax_within

NOW = rate_on(date(2026, 11, 23))
prices = st.integers(min_value=0, max_value=9_000_000_000_000)


@pytest.mark.parametrize(
    ("price", "base", "tax"),
    [
        (20_000_000, 18_333_333, 2_200_000),
        (100_000, 91_667, 11_000),
        (12_345, 11_316, 1_358),
        (1_234_567, 1_131_686, 135_802),
        (32, 29, 3),
        (0, 0, 0),
    ],
)
def test_the_vectors_hold_to_the_rupiah(price: int, base: int, tax: int) -> None:
    assert tax_on(price, NOW) == Taxed(price, base, tax)


def test_four_lines_of_a_quote_come_to_the_rupiah_that_its_paper_shows() -> None:
    lines = [tax_on(net, NOW) for net in (298_300_000, 54_150_000, 38_400_000, 21_150_000)]
    assert sum(line.base for line in lines) == 377_666_667
    assert sum(line.tax for line in lines) == 45_320_000
    assert sum(line.gross for line in lines) == 457_320_000


@pytest.mark.parametrize(
    ("day", "percent"), [((2022, 3, 31), 1_000), ((2022, 4, 1), 1_100), ((2024, 12, 31), 1_100), ((2025, 1, 1), 1_200)]
)
def test_a_rate_holds_from_its_day_on(day: tuple[int, int, int], percent: int) -> None:
    assert rate_on(date(*day)).percent == percent


def test_a_rate_named_later_for_the_same_day_takes_its_place_and_none_holds_before_the_first() -> None:
    own = Rate(date(2025, 1, 1), 500)
    assert rate_on(date(2026, 1, 1), [*PPN, own]) == own
    with pytest.raises(ValueError, match="no rate"):
        rate_on(date(1980, 1, 1))


@given(prices, st.sampled_from(PPN))
def test_a_price_with_its_tax_is_split_without_losing_a_rupiah(gross: int, rate: Rate) -> None:
    split = tax_within(gross, rate)
    assert split.net + split.tax == gross
    assert split.net >= 0
    assert abs(split.tax - tax_on(split.net, rate).tax) <= 1


@given(prices, st.sampled_from(PPN))
def test_what_comes_on_top_is_found_within(net: int, rate: Rate) -> None:
    assert tax_within(tax_on(net, rate).gross, rate).gross == tax_on(net, rate).gross


@given(prices)
def test_the_tax_of_eleven_twelfths_is_eleven_percent_to_a_rupiah(net: int) -> None:
    assert abs(tax_on(net, NOW).tax * 100 - net * 11) <= 100
