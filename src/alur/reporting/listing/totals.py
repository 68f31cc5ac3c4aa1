"""Figures over all rows of a list. Kept totals answer what they can; the rest is one sum over the table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, IntegerField, Q, QuerySet, Sum

from alur.fields.filtering.fields import teams_of
from alur.fields.filtering.tree import AND, Condition, Filter, Group
from alur.kernel.ids import id_from
from alur.pipeline.models import Deal, StageTotal, Status, Temperature
from alur.pipeline.queries.board_filter import NO_OWNER, owners_in_sight
from alur.reporting.listing.asking import Asked
from alur.reporting.listing.past import past_rows
from alur.tenancy.models import Member
from alur.tenancy.prepared import Given, Prepared, Slot, Slots


@dataclass(frozen=True, slots=True)
class ListTotals:
    """`amount` and `weighted` are minor units of the workspace's currency, of deals alone; so is `hot`.

    What is `weighted` and `hot` is open: what is closed is expected no more. `open_amount` is the value of those.
    """

    count: int
    amount: int = 0
    weighted: int = 0
    hot: int = 0
    open_amount: int = 0

    @property
    def percent(self) -> int | None:
        """The probability that the open ones together have."""
        return round(100 * self.weighted / self.open_amount) if self.open_amount else None


_WEIGHTED = ExpressionWrapper((F("amount") * F("probability") + 50) / 100, output_field=IntegerField())
_OPEN = Q(status=Status.OPEN)
_IS_HOT = Q(temperature=Temperature.HOT)
_SUMS: dict[str, Any] = {
    "n": Count("id"),
    "a": Sum("amount"),
    "w": Sum(_WEIGHTED, filter=_OPEN),
    "h": Count("id", filter=_OPEN & _IS_HOT),
    "o": Sum("amount", filter=_OPEN),
}


def quick_totals(member: Member, asked: Asked) -> ListTotals | None:
    """The totals where kept ones answer, which costs nothing; None where the table would have to be read."""
    if asked.listing.kind != "deal" or asked.words or asked.as_of is not None:
        return None
    counted = _counted(asked.tree, asked, member)
    if counted is None:
        return None
    kept: dict[str, Given] = dict(counted.items())
    found = _kept_totals(tuple(sorted(counted))).first(workspace_id=member.workspace_id, **kept)
    return ListTotals(*(int(one or 0) for one in found)) if found else ListTotals(0)


@cache
def _kept_totals(columns: tuple[str, ...]) -> Prepared[tuple[int | None, ...]]:
    """The sums of the kept totals where each of these columns is one of some, in the order of ListTotals."""

    def build() -> QuerySet[Any, Any]:
        kept = {f"{column}__in": [Slots(column)] for column in columns}
        rows: Any = StageTotal.objects.filter(workspace_id=Slot("workspace_id"), **kept)
        summed = rows.order_by().values("workspace_id").annotate(
            n=Sum("count"), a=Sum("amount"), w=Sum("weighted"), h=Sum("count", filter=_IS_HOT)
        )  # fmt: skip
        found: QuerySet[Any, Any] = summed.values_list("n", "a", "w", "h", "a")
        return found

    return Prepared(build)


def list_totals(member: Member, asked: Asked) -> ListTotals:
    """The totals of all rows that are asked for."""
    quick = quick_totals(member, asked)
    if quick is not None:
        return quick
    if asked.as_of is not None:
        return _summed(past_rows(member, asked))
    rows = asked.listing.rows(member).filter(asked.condition)
    rows = rows if asked.is_served else rows.filter(id__gt=0)
    return _summed(rows) if rows.model is Deal else ListTotals(rows.count())


def _summed(rows: QuerySet[Any]) -> ListTotals:
    found = rows.aggregate(**_SUMS)
    return ListTotals(*(int(found[name] or 0) for name in "nawho"))


def _counted(tree: Filter, asked: Asked, member: Member) -> dict[str, frozenset[Any]] | None:
    """What a filter of open deals asks of kept totals: column to the values it may have; None where they do not say."""
    parts = tree.parts if isinstance(tree, Group) else (tree,)
    if isinstance(tree, Group) and tree.joint != AND:
        return None
    seen = owners_in_sight(member, None)
    counted: dict[str, frozenset[Any]] = {} if seen is None else {"owner_id": seen}
    is_open = False
    for part in parts:
        if not isinstance(part, Condition):
            return None
        if (part.field, part.operator, part.values) == ("status", "is", ("open",)):
            is_open = True
            continue
        kept = _kept(part, asked, member)
        if kept is None:
            return None
        column, some = kept
        counted[column] = counted.get(column, some) & some
    return counted if is_open else None


def _kept(part: Condition, asked: Asked, member: Member) -> tuple[str, frozenset[Any]] | None:
    if part.field == "owner" and part.operator == "empty":
        return "owner_id", frozenset({NO_OWNER})
    if part.operator != "is":
        return None
    if part.field == "temperature":
        return "temperature", frozenset(part.values)
    if part.field == "owner":
        return "owner_id", frozenset(member.id if value == "me" else id_from(value) for value in part.values)
    if part.field in ("pipeline", "stage"):
        return f"{part.field}_id", frozenset(id_from(value) for value in part.values)
    if part.field == "team":
        teams = [
            team for value in part.values for team in (teams_of(asked.view) if value == "mine" else [id_from(value)])
        ]
        owners = Member.objects.filter(workspace_id=member.workspace_id, team_id__in=teams)
        return "owner_id", frozenset(owners.values_list("id", flat=True))
    return None
