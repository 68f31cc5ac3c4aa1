"""Why deals are forgotten now, and what became of those that were rescued: by team, source, stage or owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from alur.pipeline.models import Status
from alur.pipeline.queries.board_filter import NO_OWNER, owners_in_sight
from alur.pipeline.queries.totals import open_by_owner
from alur.rescue.models import Rescued, Watch
from alur.tenancy.models import Member

LOOKS_BACK = timedelta(days=90)
OVERLOAD = 2
"""Who has more than so many times the open deals of the middle colleague is overloaded."""
BY = ("team", "source", "stage", "owner")
CAUSES = (LEFT, OVERLOADED) = ("left", "overloaded")
"""Those that lie with the owner; the others are reasons of the queue."""


@dataclass(frozen=True, slots=True)
class Causes:
    """Forgotten deals and what is at stake (minor units of the workspace's currency); a deal may have several causes.

    `rescued` deals of the last ninety days, each counted once, and those of them that were won after it.
    """

    count: int = 0
    stake: int = 0
    no_step: int = 0
    no_data: int = 0
    owner_left: int = 0
    owner_overloaded: int = 0
    rescued: int = 0
    won: int = 0

    def __add__(self, other: Causes) -> Causes:
        return Causes(*(getattr(self, name) + getattr(other, name) for name in Causes.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class CausesReport:
    """`rows` are (id of the team, source, stage or owner, 0 for none; its figures), the most at stake first."""

    whole: Causes
    rows: list[tuple[int, Causes]]


def causes_report(member: Member, *, at: datetime, by: str) -> CausesReport:
    """Exactly of what the member may see. Three questions, however many deals there are."""
    members = {one.id: one for one in Member.objects.filter(workspace_id=member.workspace_id)}
    overloaded = _overloaded(member.workspace_id)
    cells: dict[int, Causes] = defaultdict(Causes)
    key = _key(by, members)
    forgotten = Watch.objects.filter(workspace_id=member.workspace_id, forgotten_from__lte=at)
    counts = {
        "n": Count("owner_id"),
        "s": Sum("stake"),
        "no_step": Count("owner_id", filter=Q(unplanned_from__lte=at)),
        "no_data": Count("owner_id", filter=Q(lacking_from__lte=at)),
    }
    for row in _grouped(member, forgotten, by).annotate(**counts):
        owner = members.get(row["owner_id"])
        cells[key(row)] += Causes(
            count=row["n"],
            stake=row["s"] or 0,
            no_step=row["no_step"],
            no_data=row["no_data"],
            owner_left=row["n"] if owner is None or not owner.is_active else 0,
            owner_overloaded=row["n"] if row["owner_id"] in overloaded else 0,
        )
    rescued = Rescued.objects.filter(
        workspace_id=member.workspace_id, rescued_at__gt=at - LOOKS_BACK, rescued_at__lte=at
    )
    won_after = Q(deal__status=Status.WON, deal__closed_at__gte=F("rescued_at"))
    sums = {
        "n": Count("deal_id", distinct=True),
        "won": Count("deal_id", distinct=True, filter=won_after),
    }
    for row in _grouped(member, rescued, by).annotate(**sums):
        cells[key(row)] += Causes(rescued=row["n"], won=row["won"])
    rows = sorted(cells.items(), key=lambda one: (-one[1].stake, -one[1].rescued, one[0]))
    return CausesReport(sum(cells.values(), Causes()), rows)


def owners_with(member: Member, *, team_id: int | None = None, cause: str = "") -> frozenset[int] | None:
    """The owners (0: nobody) that the report puts under a team (0: none) and a cause; None: neither is asked for."""
    if team_id is None and not cause:
        return None
    members = Member.objects.filter(workspace_id=member.workspace_id)
    if team_id is not None:
        members = members.filter(team_id=team_id or None)
    found = frozenset(members.values_list("id", flat=True)) | ({NO_OWNER} if not team_id else frozenset())
    if cause == LEFT:
        found -= frozenset(members.filter(is_active=True).values_list("id", flat=True))
    elif cause == OVERLOADED:
        found &= _overloaded(member.workspace_id)
    return found


def _grouped(member: Member, rows: QuerySet[Any], by: str) -> Any:
    """By owner, whose absence and load are causes, and by what is asked for."""
    seen = owners_in_sight(member, None)
    if seen is not None:
        rows = rows.filter(owner_id__in=sorted(seen))
    further = {"source": ("deal__source_id",), "stage": ("stage_id",)}.get(by, ())
    return rows.order_by().values("owner_id", *further)


def _key(by: str, members: dict[int, Member]) -> Callable[[dict[str, Any]], int]:
    if by == "team":
        return lambda row: (members[row["owner_id"]].team_id or 0) if row["owner_id"] in members else 0
    column = {"source": "deal__source_id", "stage": "stage_id"}.get(by, "owner_id")
    return lambda row: row[column] or 0


def _overloaded(workspace_id: int) -> frozenset[int]:
    loads = open_by_owner(workspace_id)
    if not loads:
        return frozenset()
    middle = median(loads.values())
    return frozenset(owner for owner, load in loads.items() if load > OVERLOAD * middle)
