"""How deals changed in a period, added up by kind of change: what all reports of change and flow are made from.

Where pipeline and owner are all that is asked, the sums are read from kept totals, some hundred rows whatever the
number of deals; any other question is one sum over the spells that began in the period.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from alur.kernel.periods import Period, months_after
from alur.pipeline.models import FlowTotal, Grain
from alur.pipeline.operations.flowing import read_days
from alur.pipeline.queries.board_filter import NO_OWNER


@dataclass(frozen=True, slots=True)
class Flow:
    """So many changes of one kind, and what these deals were worth before and after.

    `from_status` is empty where the deals are new. Money is minor units of the workspace's currency, units are
    thousandths; the turns say whether a value fell (-1), stayed (0) or rose (1). `was_due` and `is_due`: was the
    expected close in the period that is asked about, before and after. `group` is what the question tells apart. By
    product, money and units are what the deals hold of it; `had` and `has`: did they hold any, before and after.
    """

    from_stage: int
    from_status: str
    from_owner: int
    to_stage: int
    to_status: str
    to_owner: int
    amount_turn: int
    weighted_turn: int
    count: int
    from_amount: int
    to_amount: int
    from_weighted: int
    to_weighted: int
    was_due: bool = True
    is_due: bool = True
    units_turn: int = 0
    from_units: int = 0
    to_units: int = 0
    had: bool = True
    has: bool = True
    group: int = 0

    @property
    def was_open(self) -> bool:
        return self.from_status == "open"

    @property
    def is_open(self) -> bool:
        return self.to_status == "open"


KIND = (
    "from_stage_id",
    "from_status",
    "from_owner_id",
    "to_stage_id",
    "to_status",
    "to_owner_id",
    "amount_turn",
    "weighted_turn",
)
SUMS = ("count", "from_amount", "to_amount", "from_weighted", "to_weighted")


def kept_flows(workspace_id: int, period: Period, owners: frozenset[int] | None, *, today: date) -> list[Flow]:
    """The changes of a period by kind, of deals that belonged to these owners before or after."""
    sums: dict[str, Any] = {f"sum_{name}": Sum(name) for name in SUMS}
    rows = _cells(workspace_id, period, owners, today).values_list(*KIND).annotate(**sums)
    found = [Flow(*row[: len(KIND)], *map(int, row[len(KIND) :])) for row in rows]
    return [flow for flow in found if flow.count]  # what was taken back leaves a row of noughts


def kept_days(
    workspace_id: int, period: Period, owners: frozenset[int] | None, stages: Collection[int], *, today: date
) -> tuple[dict[int, Counter[int]], dict[int, Counter[int]]]:
    """How often so many whole days were counted: in a stage that was left, by stage; from first day to won, by owner.

    Of these stages, exactly.
    """
    cells = _cells(workspace_id, period, owners, today).exclude(stayed="", lasted="")
    stayed: dict[int, list[str]] = defaultdict(list)
    lasted: dict[int, list[str]] = defaultdict(list)
    columns = ("from_stage_id", "from_owner_id", "to_stage_id", "to_owner_id", "stayed", "lasted")
    for from_stage, from_owner, to_stage, to_owner, was_there, took in cells.values_list(*columns):
        if was_there and from_stage in stages and (owners is None or from_owner in owners):
            stayed[from_stage].append(was_there)
        if took and to_stage in stages and (owners is None or to_owner in owners):
            lasted[to_owner].append(took)
    return _read(stayed), _read(lasted)


def _read(texts: Mapping[int, list[str]]) -> dict[int, Counter[int]]:
    return {key: read_days("".join(parts)) for key, parts in texts.items()}


def _cells(workspace_id: int, period: Period, owners: frozenset[int] | None, today: date) -> QuerySet[FlowTotal]:
    cells = FlowTotal.objects.filter(months_and_days(period, today), workspace_id=workspace_id)
    if owners is not None:
        named = owners or {NO_OWNER - 1}  # no one at all
        cells = cells.filter(Q(from_owner_id__in=named) | Q(to_owner_id__in=named))
    return cells


def months_and_days(period: Period, today: date) -> Q:
    """The condition on kept totals that covers a period: its whole months, and the days around them."""
    starts_on, ends_on = period.starts_on, period.ends_on
    if ends_on > today:  # nothing has happened after today: its month is whole
        ends_on = max(months_after(today.replace(day=1), 1), starts_on)
    first = starts_on if starts_on.day == 1 else months_after(starts_on.replace(day=1), 1)
    last = ends_on.replace(day=1)
    if first < last:
        wanted = Q(grain=Grain.MONTH, starts_on__gte=first, starts_on__lt=last)
        for since, until in ((starts_on, first), (last, ends_on)):
            if since < until:
                wanted |= Q(grain=Grain.DAY, starts_on__gte=since, starts_on__lt=until)
        return wanted
    return Q(grain=Grain.DAY, starts_on__gte=starts_on, starts_on__lt=ends_on)
