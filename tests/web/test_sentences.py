"""Sentences of screens say numbers as the reader writes them."""

from __future__ import annotations

import pytest
from django.template import engines
from django.utils import translation

SOURCE = '{{ ngettext("%(num)d deal in %(stage)s", "%(num)d deals in %(stage)s", count, stage="<Closing>") }}'


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [("en", 1, "1 deal in"), ("en", 2092, "2,092 deals in"), ("id", 2092, "2.092 deal")],
)
def test_so_many_are_said_with_the_readers_thousands(language: str, count: int, said: str) -> None:
    with translation.override(language):
        text = engines["jinja2"].from_string(SOURCE).render({"count": count})
    assert said in text
    assert "&lt;Closing&gt;" in text
