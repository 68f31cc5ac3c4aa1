"""Telephone numbers of Indonesia: many writings, one number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.phones import format_phone, is_whatsapp_target, to_e164, whatsapp_link
from alur.kernel.refusal import Refusal
from tests.kernel.reading import read_or_told


@pytest.mark.parametrize(
    "typed",
    [
        "0812 3456 7890",
        "0812-3456-7890",
        "(0812) 3456.7890",
        "6281234567890",
        "62 812 3456 7890",
        "+62 812 3456 7890",
        "+62 0812 3456 7890",
        "81234567890",
    ],
)
def test_many_writings_give_one_number(typed: str) -> None:
    assert to_e164(typed) == "+6281234567890"


def test_a_number_without_zero_or_country_is_an_indonesian_mobile() -> None:
    assert to_e164("8123456789") == to_e164("0812 3456 789") == "+628123456789"


def test_a_number_of_another_country_keeps_it() -> None:
    assert to_e164("+65 6123 4567") == "+6561234567"


def test_a_land_line_is_a_number_too() -> None:
    assert to_e164("(021) 5790 1234") == "+622157901234"


@pytest.mark.parametrize("typed", ["081234", "", "nol delapan", "+", "0812345678901234567", "123"])
def test_a_number_that_is_only_possible_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        to_e164(typed, field="phone")
    assert refused.value.field == "phone"


@pytest.mark.parametrize(
    ("number", "is_target"),
    [("+6281234567890", True), ("1500123", False), ("+621500123", False), ("+628001234567", False), ("", False)],
)
def test_call_centres_have_no_whatsapp(number: str, is_target: bool) -> None:
    assert is_whatsapp_target(number) is is_target


def test_numbers_are_shown_the_way_they_are_dialled() -> None:
    assert format_phone("+6281234567890") == "0812-3456-7890"
    assert format_phone("+6561234567") == "+65 6123 4567"
    assert format_phone("bukan nomor") == "bukan nomor"
    assert whatsapp_link("+6281234567890") == "https://wa.me/6281234567890"


@given(st.integers(min_value=10_000_000, max_value=99_999_999), st.sampled_from(["811", "812", "813", "857", "878"]))
def test_a_number_shown_can_be_typed_again(rest: int, operator: str) -> None:
    number = to_e164(f"0{operator}{rest}")
    assert to_e164(format_phone(number)) == to_e164(number) == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_refusal(typed: str) -> None:
    assert str(read_or_told(lambda: to_e164(typed))).startswith(("+", "“"))
