"""Blocks that begin together stand side by side; a later one lies over the rest of an earlier one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alur.web.activities.layout import FIRST_LINE, MOST_LANES, covered, in_sight, lanes

spans = st.lists(
    st.tuples(st.integers(0, 600), st.integers(5, 240)).map(lambda one: (one[0], one[0] + one[1])), max_size=25
).map(sorted)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def first_line(one: tuple[int, int]) -> tuple[int, int]:
    return one[0], min(one[1], one[0] + FIRST_LINE)


def test_one_alone_has_all_the_width_and_two_at_once_half_of_it() -> None:
    assert lanes([(0, 30), (60, 120), (75, 120), (120, 150)]) == [(0, 1), (0, 2), (1, 2), (0, 1)]


def test_one_that_begins_later_has_all_the_width_and_lies_over_the_rest_of_the_first() -> None:
    assert lanes([(0, 90), (30, 60), (90, 120)]) == [(0, 1), (0, 1), (0, 1)]
    assert covered([(0, 90), (30, 60), (90, 120)]) == [0, 1, 0]


def test_of_one_that_another_lies_over_only_what_stays_in_sight_counts() -> None:
    assert in_sight([(0, 90), (30, 60), (90, 120)]) == [30, 30, 30]
    assert in_sight([(0, 60), (15, 60)]) == [60, 45]  # side by side: nothing of either is hidden


def test_a_free_lane_is_used_again() -> None:
    assert lanes([(0, 60), (0, 15), (15, 60)]) == [(0, 2), (1, 2), (1, 2)]


@given(spans)
def test_none_lies_over_the_name_of_another_while_there_is_room(found: list[tuple[int, int]]) -> None:
    placed = lanes(found)
    assert len(placed) == len(found)
    for here, (lane, width) in enumerate(placed):
        assert 0 <= lane < width <= MOST_LANES
        for there in range(here):
            other_lane, other_width = placed[there]
            if overlap(first_line(found[here]), first_line(found[there])):
                assert width == other_width
                assert lane != other_lane or width == MOST_LANES
