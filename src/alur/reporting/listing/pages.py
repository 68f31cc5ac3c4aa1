"""A page of a list: first which rows, then what they show."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet, lookups

from alur.pipeline.models import Deal, Status
from alur.pipeline.seeing import Seen
from alur.reporting.listing.asking import Asked
from alur.reporting.listing.columns import Column, Order, Rows, read_sorted
from alur.reporting.listing.cursors import gone, read_cursor, write_cursor
from alur.reporting.listing.past import past_page, past_rows
from alur.reporting.listing.reading import Row, read_parts
from alur.tenancy.models import Member
from alur.tenancy.prepared import Slot, Slots

PAGE = 50
IDS_A_READ = 5_000
PROBE = 1000
"""So many rows are looked through in their order before all are: a filter that many rows pass is done with these, one
that few pass would read the table along an index, row by row (measured, 200,000 deals: 900 ms, all in their own order
150 ms)."""


@dataclass(frozen=True, slots=True)
class ListPage:
    rows: list[Row]
    next_cursor: str


def list_page(
    member: Member, asked: Asked, columns: Sequence[Column], *, cursor: str = "", limit: int = PAGE
) -> ListPage:
    """A page of rows that the member sees, and the cursor of the next, empty at the end."""
    if asked.as_of is not None:
        return ListPage(*past_page(member, asked, columns, cursor=cursor, limit=limit))
    found = _places(member, asked, cursor, limit + 1)
    following = write_cursor(asked.sort, *found[limit - 1]) if len(found) > limit else ""
    return ListPage(rows_of(member, asked, columns, [row_id for _, row_id in found[:limit]]), following)


def every_row(member: Member, asked: Asked, columns: Sequence[Column], *, batch: int = 500) -> Iterator[list[Row]]:
    """All rows in their order, in batches, as a file tells them. Which they are is read once, at the beginning."""
    columns = [column.in_file() for column in columns]
    if asked.as_of is None:
        ids = _ids(member, asked)
        for first in range(0, len(ids), batch):
            yield rows_of(member, asked, columns, ids[first : first + batch])
        return
    cursor = ""
    while True:
        page = list_page(member, asked, columns, cursor=cursor, limit=batch)
        yield page.rows
        cursor = page.next_cursor
        if not cursor:
            return


def every_id(member: Member, asked: Asked) -> list[int]:
    """The ids of all rows that are asked for, in order of id."""
    found = asked.listing.rows(member).filter(asked.condition, id__gt=0)
    return list(found.order_by("id").values_list("id", flat=True))


def count_rows(member: Member, asked: Asked) -> int:
    """How many rows are asked for."""
    if asked.as_of is not None:
        return past_rows(member, asked).count()
    return asked.listing.rows(member).filter(asked.condition, id__gt=0).count()


def rows_of(member: Member, asked: Asked, columns: Sequence[Column], ids: Sequence[int]) -> list[Row]:
    """What these rows show, in this order; one that has gone meanwhile is left out."""
    paths = list(dict.fromkeys(path for column in columns for path in column.paths))
    read = _shown(asked.listing.seen, ("id", *paths))(member, ids=ids)
    by_id = {row[0]: dict(zip(paths, row[1:], strict=True)) for row in read}
    return read_parts(asked.view, columns, [(one, by_id[one]) for one in ids if one in by_id])


@lru_cache
def _shown(seen: Rows, paths: tuple[str, ...]) -> Seen[Any]:
    return Seen(
        lambda owners: seen(Slot("workspace_id"), owners).filter(id__in=[Slots("ids")]).order_by().values_list(*paths)
    )


def _ids(member: Member, asked: Asked) -> array[int]:
    """All rows in their order, eight bytes each: those with a value, then those without."""
    order, falls = asked.order
    rows = asked.listing.rows(member).filter(asked.condition)
    rows = rows if asked.is_served else rows.filter(id__gt=0)
    is_empty = order.is_empty()
    filled = rows if is_empty is None else rows.filter(~is_empty)
    found = array("q", filled.order_by(*_by(order, falls)).values_list("id", flat=True).iterator(IDS_A_READ))
    if is_empty is not None:
        found.extend(rows.filter(is_empty).order_by("id").values_list("id", flat=True).iterator(IDS_A_READ))
    return found


def _places(member: Member, asked: Asked, cursor: str, count: int) -> list[tuple[Any, int]]:
    """The sort value and id of the first rows beyond the cursor: those with a value, then those without."""
    order, falls = asked.order
    rows = asked.listing.rows(member)
    is_empty = order.is_empty()
    value, last_id = read_cursor(cursor, asked.sort) if cursor else (None, 0)
    found: list[tuple[Any, int]] = []
    if is_empty is None or value is not None or not cursor:
        filled = rows if is_empty is None else rows.filter(~is_empty)
        beyond = _beyond(order, falls, value, last_id) if cursor else Q()
        found = _found(filled.filter(beyond), asked, order, falls, count)
    if is_empty is not None and len(found) < count:
        empty = rows.filter(is_empty, asked.condition, id__gt=0)
        if cursor and value is None:
            empty = empty.filter(id__gt=last_id)
        ids = empty.order_by("id").values_list("id", flat=True)[: count - len(found)]
        found += [(None, row_id) for row_id in ids]
    return found


def _found(rows: QuerySet[Any], asked: Asked, order: Order, falls: bool, count: int) -> list[tuple[Any, int]]:
    if asked.is_served:
        return _ordered(rows.filter(asked.condition), order, falls, count)
    if order.place is None:
        head = _first(rows, asked).order_by(*_by(order, falls)).values("id")[:PROBE]
        found = _ordered(rows.filter(asked.by_row, id__in=head), order, falls, count)
        if len(found) == count:
            return found
    # `id > 0` leads SQLite along the key, in which rows lie as they were written, whatever it knows of the table.
    return _ordered(rows.filter(asked.condition, id__gt=0), order, falls, count)


def _first(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """Deals that are asked for open ones are looked through in an index of these."""
    if rows.model is Deal and f"{asked.filter};".startswith("status:is:open;"):
        return rows.filter(status=Status.OPEN)
    return rows


def _ordered(rows: QuerySet[Any], order: Order, falls: bool, count: int) -> list[tuple[Any, int]]:
    return list(rows.order_by(*_by(order, falls)).values_list(order.expression(), "id")[:count])


def _by(order: Order, falls: bool) -> list[Any]:
    expression = order.expression()
    return [expression.desc() if falls else expression.asc(), "-id" if falls else "id"]


def _beyond(order: Order, falls: bool, written: Any, last_id: int) -> Q:
    try:
        value = read_sorted(order.kind, written)
    except (ValueError, TypeError, OverflowError):
        raise gone() from None
    expression = order.expression()
    over, at_least = (
        (lookups.LessThan, lookups.LessThanOrEqual) if falls else (lookups.GreaterThan, lookups.GreaterThanOrEqual)
    )
    past_id = Q(id__lt=last_id) if falls else Q(id__gt=last_id)
    # The first half alone lets the database begin in the index.
    return Q(at_least(expression, value)) & (Q(over(expression, value)) | past_id)
