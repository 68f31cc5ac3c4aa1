"""Amounts in words, as a receipt says them."""

from __future__ import annotations

import pytest

from alur.kernel.spelling import in_words


@pytest.mark.parametrize(
    ("number", "indonesian", "english"),
    [
        (0, "nol", "zero"),
        (11, "sebelas", "eleven"),
        (19, "sembilan belas", "nineteen"),
        (21, "dua puluh satu", "twenty-one"),
        (100, "seratus", "one hundred"),
        (1_111, "seribu seratus sebelas", "one thousand one hundred eleven"),
        (11_000, "sebelas ribu", "eleven thousand"),
        (1_000_000, "satu juta", "one million"),
        (
            457_320_000,
            "empat ratus lima puluh tujuh juta tiga ratus dua puluh ribu",
            "four hundred fifty-seven million three hundred twenty thousand",
        ),
        (2_000_000_000_015, "dua triliun lima belas", "two trillion fifteen"),
        (1_500 * 10**12, "seribu lima ratus triliun", "one thousand five hundred trillion"),
    ],
)
def test_a_number_is_said_in_both_languages(number: int, indonesian: str, english: str) -> None:
    assert (in_words(number, "id"), in_words(number, "en")) == (indonesian, english)
