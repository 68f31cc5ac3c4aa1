"""Names: what makes two of them likely the same, and what stands in a circle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.kernel.names import hue_of, initials, name_key, name_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GTXPro", "GTX Pro"),
        ("PT Maju Jaya", "Maju Jaya, PT"),
        ("PT. Maju Jaya Tbk", "maju jaya"),
        ("CV Sumber Rejeki", "Sumber-Rejeki"),
        ("Café Nusantara", "CAFE NUSANTARA"),
        ("Toko Roti Sedap", "Roti Sedap"),
        ("Acme Inc.", "ACME"),
    ],
)
def test_two_writings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Maju Jaya", "Maju Jaya 2"), ("Hotel Melati", "Hotel Mawar"), ("コーヒー", "お茶")]
)
def test_two_names_have_two_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_name_of_legal_forms_alone_keeps_them() -> None:
    assert name_words("PT CV") == ["pt", "cv"]
    assert name_key("Toko") == "toko"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Sari Dewanti", "SD"),
        ("PT Maju Jaya", "MJ"),
        ("Budi", "B"),
        ("Toko", "T"),
        ("Hotel Puri Melati", "HM"),
        ("--", "?"),
        ("", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(st.text(max_size=200))
def test_the_key_of_a_key_is_itself(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert len(key) <= 120


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_case_and_spaces_do_not_matter(name: str) -> None:
    assert name_key(f"  {name.upper()} ") == name_key(name.lower())


@given(st.text(max_size=60))
def test_every_name_has_letters_and_a_colour(name: str) -> None:
    assert 1 <= len(initials(name)) <= 4
    assert hue_of(name) % 15 == 0
