"""A receipt adds up, always."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alur.warmth.kinds import DEFAULT, KINDS
from alur.warmth.scoring import LIMIT, START, Evidence, Line, Weight, Weights, receipt
from tests.world import NOW, days_ago

kinds = st.sampled_from([*KINDS, "unheard_of"])
ages = st.none() | st.integers(-2, 2_000).map(days_ago)
evidence = st.lists(st.builds(Evidence, kinds, ages, st.floats(0, 20)), max_size=40)
weight = st.builds(Weight, st.integers(-100, 100), st.none() | st.integers(1, 3_650))
weights = st.builds(
    lambda points, start, warm, gap: Weights(points, start, warm, warm + gap),
    st.dictionaries(st.sampled_from(list(KINDS)), weight),
    st.integers(0, 100),
    st.integers(1, 98),
    st.integers(1, 60),
)


@given(evidence, weights)
def test_the_shown_lines_are_the_score(known: list[Evidence], counted: Weights) -> None:
    shown = receipt(known, counted, at=NOW)
    assert sum(line.points for line in shown.lines) == shown.score
    assert 0 <= shown.score <= 100
    assert all(isinstance(line.points, int) and (line.points or line.kind == START) for line in shown.lines)
    assert shown.temperature == counted.temperature(shown.score)
    assert len({line.kind for line in shown.lines}) == len(shown.lines), "each kind stands once"


@given(evidence, weights, st.sampled_from(list(KINDS)), st.integers(0, 900))
def test_more_of_what_warms_never_cools(known: list[Evidence], counted: Weights, kind: str, age: int) -> None:
    counted = replace(counted, kinds={**counted.kinds, kind: Weight(abs(counted.kinds.get(kind, Weight(7)).points))})
    more = [*known, Evidence(kind, days_ago(age))]
    assert receipt(more, counted, at=NOW).score >= receipt(known, counted, at=NOW).score


def test_a_reply_fades_by_half_in_its_days_and_ten_calls_are_no_ten_times_one() -> None:
    counted = Weights({"reply": Weight(18, 7), "call": Weight(8)})
    points = [receipt([Evidence("reply", days_ago(age))], counted, at=NOW).lines[1:] for age in (0, 7, 14, 70)]
    assert points == [
        (Line("reply", 18, NOW),),
        (Line("reply", 9, days_ago(7)),),
        (Line("reply", 5, days_ago(14)),),
        (),
    ]
    ten = [Evidence("call", days_ago(age)) for age in range(10)]
    assert receipt(ten, counted, at=NOW).lines[1] == Line("call", 15, NOW, 10)


def test_what_holds_the_score_within_its_bounds_is_a_line_of_its_own() -> None:
    hot = receipt(
        [Evidence("reply", NOW), Evidence("visit", NOW)], Weights({"reply": Weight(60), "visit": Weight(40)}), at=NOW
    )
    assert [(line.kind, line.points) for line in hot.lines] == [
        (START, 20), ("reply", 60), ("visit", 40), (LIMIT, -20),
    ]  # fmt: skip
    cold = receipt([Evidence("silent", NOW, 5)], DEFAULT, at=NOW + timedelta(days=1))
    assert [(line.kind, line.points) for line in cold.lines] == [(START, 20), ("silent", -30), (LIMIT, 10)]
    assert (hot.score, hot.temperature, cold.score, cold.temperature) == (100, "hot", 0, "cold")
