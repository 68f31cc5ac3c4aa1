"""Counts and sums of several questions as values of one: a menu asks once for all that stands behind its names."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, F, QuerySet, Subquery


class CountOf(Subquery):
    """How many rows there are, at most `most`."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"

    def __init__(self, rows: QuerySet[Any], *, most: int | None = None) -> None:
        super().__init__(rows.order_by().values("id")[:most], output_field=BigIntegerField())


class SumOf(Subquery):
    """The sum of an integer column, 0 of no rows."""

    template = "(SELECT COALESCE(SUM(summed.one), 0) FROM (%(subquery)s) summed)"

    def __init__(self, rows: QuerySet[Any], column: str) -> None:
        super().__init__(rows.order_by().values(one=F(column)), output_field=BigIntegerField())
