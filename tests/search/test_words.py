from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from alur.search.words import keys_of, scope, with_one_less, words_of, words_typed

LETTERS = st.text("abcdefghij", min_size=4, max_size=12)


def test_case_accents_and_signs_make_no_difference() -> None:
    assert words_of(["Café Déjà-Vu, PT."]) == words_of(["CAFE deja vu pt"]) == ["cafe", "deja", "vu", "pt"]


def test_a_tax_number_is_found_whole_and_by_its_groups() -> None:
    found = words_of(["NPWP 01.234.567.8-901.000"])
    assert "012345678901000" in found
    assert "234" in found
    assert words_typed("01.234.567.8-901.000") == ["012345678901000"]


def test_the_end_of_a_code_is_no_number_of_its_own() -> None:
    assert words_of(["R40000-000001"]) == ["r40000", "000001"]


def test_a_telephone_number_is_found_by_each_way_to_begin_it() -> None:
    found = words_of(["+6281234567890"])
    for typed in ("0812 3456 7890", "+62 812-3456-7890", "62812 3456 7890", "812 3456 7890"):
        assert words_typed(typed)[0] in found


@given(LETTERS, st.data())
def test_two_words_that_differ_by_one_slip_share_a_key(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    slip = data.draw(st.sampled_from(["drop", "add", "other", "swap"]))
    letter = data.draw(st.sampled_from("abcdefghij"))
    wrong = {
        "drop": word[:place] + word[place + 1 :],
        "add": word[:place] + letter + word[place:],
        "other": word[:place] + letter + word[place + 1 :],
        "swap": word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
    }[slip]
    assert OSA.distance(word, wrong) <= 1
    assert set(with_one_less(word)) & set(with_one_less(wrong))


@given(st.text(max_size=60))
def test_words_and_keys_hold_no_sign_that_an_index_would_take_as_its_own(text: str) -> None:
    for word in [*words_of([text]), *words_typed(text)]:
        assert word.isalnum()
        assert all(key.isalnum() for key in keys_of(word))


@given(st.integers(1, 2**63 - 1), st.integers(1, 2**63 - 1))
def test_no_two_workspaces_share_a_mark(one: int, other: int) -> None:
    assert (scope(one, "deal", 5) == scope(other, "deal", 5)) == (one == other)
    assert (scope(7, "deal", one) == scope(7, "deal", other)) == (one == other)
