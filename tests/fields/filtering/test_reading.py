from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.fields.filtering.reading import read_filter, write_filter
from alur.fields.filtering.tree import EVERYTHING, Condition, Filter, Group, both, tidy
from alur.kernel.refusal import Refusal

HOT = Condition("temperature", "is", ("hot", "warm"))
LATE = Condition("next_step", "within", ("past",))
MINE = Condition("owner", "is", ("me",))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", EVERYTHING),
        ("temperature:is:hot,warm", HOT),
        ("owner:empty", Condition("owner", "empty")),
        ("temperature:is:hot,warm;owner:is:me", Group("and", (HOT, MINE))),
        ("temperature:is:hot,warm|owner:is:me;next_step:within:past", Group("or", (HOT, Group("and", (MINE, LATE))))),
        ("(temperature:is:hot,warm|owner:is:me);next_step:within:past", Group("and", (Group("or", (HOT, MINE)), LATE))),
        (" ( owner:is:me ) ", MINE),
        ('title:has:"a;b|c","\\"x\\""', Condition("title", "has", ("a;b|c", '"x"'))),
        ("title:has:Kopi Senja", Condition("title", "has", ("Kopi Senja",))),
    ],
)
def test_a_text_is_read_as_the_filter_it_writes(text: str, tree: Filter) -> None:
    assert read_filter(text) == tree


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("temperature", "says no operator"),
        ("temperature:is:", "ends too early"),
        ("temperature:is:hot;", "ends too early"),
        ("(owner:is:me", "not closed"),
        ("owner:is:me)", "not understood"),
        ('title:has:"x', "quote"),
        ("Judul Deal:is:x", "not understood"),
        ("a:is:x,,y", "not understood"),
        ("(((((((a:is:x)))))))", "too many brackets"),
        (";".join(["a:is:x"] * 51), "50 conditions"),
        ("a:is:" + ",".join(["x"] * 201), "200 values"),
        ("a" * 5000, "too long"),
    ],
)
def test_what_is_not_written_well_is_refused_with_a_sentence(text: str, part: str) -> None:
    with pytest.raises(Refusal, match=part) as refused:
        read_filter(text)
    assert refused.value.field == "filter"


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
LEAVES = st.builds(Condition, NAMES, NAMES, st.lists(st.text(max_size=8), max_size=3).map(tuple))
TREES: Any = st.recursive(
    LEAVES,
    lambda parts: st.builds(Group, st.sampled_from(["and", "or"]), st.lists(parts, max_size=3).map(tuple)),
    max_leaves=5,
)


@given(tree=TREES)
def test_what_is_written_is_read_again_as_it_was(tree: Filter) -> None:
    assert read_filter(write_filter(tree)) == tidy(tree)


@given(text=st.text(alphabet='ab:;|(),"\\ \n', max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tree = read_filter(text)
    except Refusal:
        return
    assert read_filter(write_filter(tree)) == tree


def test_filters_are_laid_over_each_other() -> None:
    assert both(HOT, EVERYTHING) == HOT
    assert both(HOT, Group("or", (MINE, LATE))) == Group("and", (HOT, Group("or", (MINE, LATE))))
    assert both(EVERYTHING, EVERYTHING) == EVERYTHING
