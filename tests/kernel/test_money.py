"""Amounts as people in Indonesia type and read them (the vectors of our local facts), and the same in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.currency import DIGITS
from alur.kernel.money import LARGEST, NBSP, format_compact, format_money, parse_money, parse_number, weighted
from alur.kernel.refusal import Refusal
from tests.kernel.reading import read_or_told

AMOUNTS = st.integers(min_value=-LARGEST, max_value=LARGEST)
LANGUAGES = st.sampled_from(["id", "en"])
CURRENCIES = st.sampled_from(sorted(DIGITS))


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1.500.000,00", 1_500_000),
        ("Rp 1.500.000", 1_500_000),
        ("Rp1.500.000", 1_500_000),
        ("Rp. 1.500.000", 1_500_000),
        (f"Rp{NBSP}1.500.000", 1_500_000),
        ("IDR 1.500.000", 1_500_000),
        (" 1500000 ", 1_500_000),
        ("1,5 jt", 1_500_000),
        ("1,5 juta", 1_500_000),
        ("1,5jt", 1_500_000),
        ("500 rb", 500_000),
        ("500 ribu", 500_000),
        ("2 miliar", 2_000_000_000),
        ("2,3 milyar", 2_300_000_000),
        ("1,2 T", 1_200_000_000_000),
        ("1,2 triliun", 1_200_000_000_000),
        ("0", 0),
    ],
)
def test_rupiah_typed_in_indonesian_are_understood(typed: str, amount: int) -> None:
    assert parse_money(typed, "IDR", "id") == amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1500000", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1,500,000.00", 1_500_000),
        ("Rp 1,500,000", 1_500_000),
        ("1,500", 1_500),
        ("1.5 bn", 1_500_000_000),
        ("450 million", 450_000_000),
        ("450 mn", 450_000_000),
        (f"Rp{NBSP}2.3{NBSP}bn", 2_300_000_000),
        ("1.2 tn", 1_200_000_000_000),
        ("500k", 500_000),
        ("1.5 jt", 1_500_000),
        ("1.2 trillion", 1_200_000_000_000),
    ],
)
def test_rupiah_typed_in_english_are_understood(typed: str, amount: int) -> None:
    assert parse_money(typed, "IDR", "en") == amount


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("1.50", "id"),
        ("1.500.00", "id"),
        ("1,500", "id"),
        ("15.00.000", "id"),
        ("1.5000", "id"),
        ("1,5,0", "id"),
        (".500", "id"),
        ("1.500.", "id"),
        ("1.500.000,", "id"),
        ("1,50", "en"),
        ("1,500,00", "en"),
        ("1.500.000", "en"),
        ("1,5 m", "id"),
        ("450 M", "id"),
        ("450 M", "en"),
        ("satu juta", "id"),
        ("", "id"),
        ("Rp", "id"),
        ("1.500.000 US$", "id"),
        ("1e6", "id"),
        ("½", "id"),
        ("2² jt", "id"),
        ("0,0000001 jt", "id"),
        ("9.000.000.000.000.001", "id"),
        ("999999 triliun", "id"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_with_a_sentence_at_its_field(typed: str, language: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_money(typed, "IDR", language, field="value")
    assert refused.value.field == "value"
    assert refused.value.sentence().endswith(".")


@pytest.mark.parametrize(
    ("typed", "language", "amount"),
    [
        ("1.500,50", "id", 150_050),
        ("US$ 1.500", "id", 150_000),
        ("USD 12,5", "id", 1_250),
        ("1,500.50", "en", 150_050),
        ("US$ 0.05", "en", 5),
    ],
)
def test_dollars_have_cents(typed: str, language: str, amount: int) -> None:
    assert parse_money(typed, "USD", language) == amount


@pytest.mark.parametrize(("typed", "language"), [("1,500", "id"), ("1.500", "en"), ("0,005", "id")])
def test_three_digits_behind_the_decimal_sign_are_no_cents(typed: str, language: str) -> None:
    with pytest.raises(Refusal):
        parse_money(typed, "USD", language)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        (1_234_567, "IDR", "id", "Rp 1.234.567"),
        (1_234_567, "IDR", "en", "Rp 1,234,567"),
        (0, "IDR", "id", "Rp 0"),
        (-5_000, "IDR", "id", "-Rp 5.000"),
        (123_456, "USD", "id", "US$ 1.234,56"),
        (123_456, "USD", "en", "US$ 1,234.56"),
        (5, "USD", "en", "US$ 0.05"),
        (1_000, "JPY", "id", "¥ 1.000"),
    ],
)
def test_amounts_are_shown_with_a_space_that_does_not_break(
    amount: int, currency: str, language: str, shown: str
) -> None:
    assert format_money(amount, currency, language) == shown.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("amount", "indonesian", "english"),
    [
        (1_500, "Rp 1,5 rb", "Rp 1.5 k"),
        (450_000_000, "Rp 450 jt", "Rp 450 mn"),
        (2_300_000_000, "Rp 2,3 miliar", "Rp 2.3 bn"),
        (1_200_000_000_000, "Rp 1,2 triliun", "Rp 1.2 tn"),
        (999, "Rp 999", "Rp 999"),
        (999_950, "Rp 1 jt", "Rp 1 mn"),
        (950_000_000, "Rp 950 jt", "Rp 950 mn"),
        (9_960, "Rp 10 rb", "Rp 10 k"),
        (-450_000_000, "-Rp 450 jt", "-Rp 450 mn"),
    ],
)
def test_compact_amounts_never_say_a_bare_capital_m(amount: int, indonesian: str, english: str) -> None:
    assert format_compact(amount, "IDR", "id") == indonesian.replace(" ", NBSP)
    assert format_compact(amount, "IDR", "en") == english.replace(" ", NBSP)


@given(AMOUNTS, CURRENCIES, LANGUAGES)
def test_what_is_shown_can_be_typed_again(amount: int, currency: str, language: str) -> None:
    assert parse_money(format_money(amount, currency, language), currency, language) == amount


@given(st.integers(min_value=-LARGEST // 2, max_value=LARGEST // 2), CURRENCIES, LANGUAGES)
def test_what_is_shown_in_short_can_be_typed_and_is_shown_so_again(amount: int, currency: str, language: str) -> None:
    shown = format_compact(amount, currency, language)
    assert format_compact(parse_money(shown, currency, language), currency, language) == shown


@given(st.integers(min_value=10, max_value=998), st.sampled_from([1_000, 1_000_000, 1_000_000_000]), LANGUAGES)
def test_a_half_is_shown_in_short_as_the_next_one_up(whole: int, unit: int, language: str) -> None:
    half, above = whole * unit + unit // 2, (whole + 1) * unit
    assert format_compact(half, "IDR", language) == format_compact(above, "IDR", language)
    assert format_compact(-half, "IDR", language) == format_compact(-above, "IDR", language)
    assert format_compact(half - 1, "IDR", language) == format_compact(whole * unit, "IDR", language)


@given(AMOUNTS, CURRENCIES, LANGUAGES)
def test_what_a_field_holds_can_be_sent_again(amount: int, currency: str, language: str) -> None:
    held = format_money(abs(amount), currency, language).split(NBSP, 1)[1]
    assert parse_money(held, currency, language) == abs(amount)


@given(AMOUNTS, LANGUAGES)
def test_compact_is_close_to_the_amount_and_never_names_a_thousand_of_its_own_unit(amount: int, language: str) -> None:
    shown = format_compact(amount, "IDR", language).replace(NBSP, " ")
    assert not shown.endswith(" M")
    figure = shown.removeprefix("-").removeprefix("Rp ").split(" ")[0]
    if abs(amount) < 999_000_000_000_000:
        assert abs(parse_number(figure, language)) < 1000


@given(st.text(max_size=30), CURRENCIES, LANGUAGES)
def test_any_text_is_an_amount_or_a_refusal(typed: str, currency: str, language: str) -> None:
    found = read_or_told(lambda: parse_money(typed, currency, language))
    assert found != ""
    assert not isinstance(found, int) or abs(found) <= LARGEST


@given(st.text(alphabet="0123456789.,jtrbRp -", max_size=20), LANGUAGES)
def test_any_text_of_figures_and_signs_is_an_amount_or_a_refusal(typed: str, language: str) -> None:
    assert read_or_told(lambda: parse_money(typed, "IDR", language)) != ""


@given(st.integers(min_value=0, max_value=LARGEST), st.integers(min_value=0, max_value=100))
def test_a_weighted_amount_is_rounded_half_up_and_lies_between_nothing_and_all(amount: int, percent: int) -> None:
    result = weighted(amount, percent)
    assert 0 <= result <= amount
    assert -50 <= amount * percent - result * 100 < 50 or amount * percent - result * 100 == -50
    assert weighted(amount, 100) == amount
    assert weighted(amount, 0) == 0


def test_half_a_rupiah_is_rounded_up() -> None:
    assert [weighted(amount, 50) for amount in (1, 2, 3)] == [1, 1, 2]
