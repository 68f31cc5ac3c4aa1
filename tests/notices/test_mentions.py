"""A name after an @, as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.notices.mentions import mentioned

TEAM = [(1, "Rina Wulandari"), (2, "Rina Wulan"), (3, "Budi Santoso"), (4, "Budiman"), (5, "Ketut  d'Arco")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Rina Wulandari tolong", {1}),
        ("@rina wulan, tolong", {2}),
        ("@Rina", set()),  # two are called so
        ("halo @budi!", {3}),
        ("@Budiman dan @Budi", {3, 4}),
        ("@Budi Santosooo", {3}),  # the first name, then something else
        ("surat ke rina@budi.example", set()),
        ("@@Budi", set()),
        ("@Ketut d'Arco.", {5}),
        ("@Budi\nSantoso", {3}),
        ("", set()),
    ],
)
def test_the_longest_name_that_fits_is_meant(text: str, found: set[int]) -> None:
    assert mentioned(text, TEAM) == found


@given(st.text(), st.lists(st.tuples(st.integers(1, 9), st.text(max_size=12)), max_size=6))
def test_whatever_is_typed_only_members_are_found(text: str, members: list[tuple[int, str]]) -> None:
    assert mentioned(text, members) <= {member_id for member_id, _ in members}


@given(st.lists(st.sampled_from([name for _, name in TEAM]), min_size=1, max_size=4))
def test_every_whole_name_is_found(names: list[str]) -> None:
    text = " dan ".join(f"@{name}" for name in names)
    assert mentioned(text, TEAM) == {member_id for member_id, name in TEAM if name in names}
