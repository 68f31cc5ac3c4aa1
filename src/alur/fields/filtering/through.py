"""Fields whose values stand in rows of their own: the products of a deal, the tags of a company, its activities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from alur.fields.filtering.dated import stretch
from alur.fields.filtering.fields import EMPTINESS, ONE, Field
from alur.fields.filtering.tree import Condition
from alur.fields.filtering.viewing import Viewpoint, instants

Rows = Callable[[Viewpoint], "QuerySet[Any]"]
OPPOSITE = {"not": "is", "lacks": "has", "empty": "filled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Through(Field):
    """Any of its rows is as asked; `not`, `lacks` and `empty`: none is. `rows` are those that the reader may know of,
    in the workspace; `key` is the column by which they belong to a record, `inner` the field of such a row.
    """

    rows: Rows = field(compare=False)
    key: str
    inner: Field

    def takes(self) -> dict[str, tuple[int, int]]:
        return self.inner.takes()

    def condition(self, asked: Condition, view: Viewpoint) -> Q:
        there = replace(view, prefix="", instead={})
        positive = replace(asked, operator=OPPOSITE.get(asked.operator, asked.operator))
        self.inner.condition(asked, there)  # refuses what the inner field does not take
        if positive.operator == "filled":
            rows = self.rows(there).filter(~Q(**{f"{self.key}__isnull": True}))
        else:
            rows = self.rows(there).filter(self.inner.condition(positive, there))
        if asked.operator in OPPOSITE:
            return no_row(rows, self.key, view)
        return among(rows, self.key, view)

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        return self.condition(Condition(self.name, operator, values), view)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest(Field):
    """The last instant in a column of such rows: when someone was last spoken to."""

    operators: ClassVar = {
        "on": ONE, "before": ONE, "after": ONE, "from": ONE, "to": ONE, "older": ONE, "newer": ONE, "within": ONE,
        "unsince": ONE, **EMPTINESS,
    }  # fmt: skip
    rows: Rows = field(compare=False)
    key: str
    column: str

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        rows = self.rows(replace(view, prefix="", instead={})).filter(**{f"{self.column}__isnull": False})
        if operator in EMPTINESS:
            return no_row(rows, self.key, view) if operator == "empty" else among(rows, self.key, view)
        first, end = self._bounds(operator, values, view)
        held = Q()
        if operator != "unsince":
            held &= among(rows.filter(**{f"{self.column}__gte": first}) if first else rows, self.key, view)
        if end:
            held &= no_row(rows.filter(**{f"{self.column}__gte": end}), self.key, view)
        return held

    def _bounds(
        self, operator: str, values: tuple[str, ...], view: Viewpoint
    ) -> tuple[datetime | None, datetime | None]:
        if (operator, *values) in (("within", "past"), ("within", "future")):
            return (None, view.now) if values[0] == "past" else (view.now, None)
        return instants(view, stretch(operator, values, view))


def among(rows: QuerySet[Any], key: str, view: Viewpoint) -> Q:
    """Records that a row belongs to: found once for all of them, so that few rows find their records at once."""
    return Q(**{f"{view.path('id')}__in": rows.order_by().values(key)})


def no_row(rows: QuerySet[Any], key: str, view: Viewpoint) -> Q:
    """Records that no row belongs to: asked record by record, since PostgreSQL cannot turn NOT IN into a join."""
    return ~Q(Exists(rows.order_by().filter(**{key: OuterRef(view.path("id"))})))
