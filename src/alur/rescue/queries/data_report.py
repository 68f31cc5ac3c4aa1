"""How complete the open deals are by what their stages need: by owner or source, what is missing most, and where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from alur.pipeline.queries.board_filter import owners_in_sight
from alur.pipeline.queries.needs import ENOUGH
from alur.rescue.models import Watch
from alur.tenancy.models import Member

BY = ("owner", "source")
MOST_WORST = 20
_KEYS = {"owner": "owner_id", "source": "deal__source_id"}


@dataclass(frozen=True, slots=True)
class Share:
    """So many open deals, the sum of their completeness in percent, and how many lack too much."""

    count: int = 0
    total: int = 0
    lacking: int = 0

    @property
    def mean(self) -> int:
        """Percent, as the rings of these deals on average."""
        return round(self.total / self.count) if self.count else 100

    def __add__(self, other: Share) -> Share:
        return Share(self.count + other.count, self.total + other.total, self.lacking + other.lacking)


@dataclass(frozen=True, slots=True)
class Worst:
    """A deal that lacks much; `lacks` names what, the heaviest first."""

    deal_id: int
    title: str
    organization: str
    percent: int
    lacks: Sequence[str]


@dataclass(frozen=True, slots=True)
class DataReport:
    """`rows` are (id of the owner or source, 0 for none; its share), the least complete first; `missing` (name,
    deals) of what is missing most.
    """

    whole: Share
    rows: list[tuple[int, Share]]
    missing: list[tuple[str, int]]
    worst: list[Worst]


def data_report(member: Member, *, by: str) -> DataReport:
    """Exactly of what the member may see. Two questions, however many deals there are."""
    key = _KEYS[by]
    cells: dict[int, Share] = defaultdict(Share)
    missing: Counter[str] = Counter()
    groups: Any = _seen(member).order_by().values_list(key, "lacks")
    low = Count("owner_id", filter=Q(completeness__lt=ENOUGH))
    for group, lacks, count, total, lacking in groups.annotate(n=Count("owner_id"), s=Sum("completeness"), low=low):
        cells[group or 0] += Share(count, total, lacking)
        for name in lacks:
            missing[name] += count
    rows = sorted(cells.items(), key=lambda one: (one[1].mean, -one[1].count, one[0]))
    worst = _seen(member).filter(completeness__lt=100).order_by("completeness", "-stake", "id")
    columns = ("deal_id", "deal__title", "deal__organization__name", "completeness", "lacks")
    return DataReport(
        sum(cells.values(), Share()),
        rows,
        missing.most_common(10),
        [Worst(row[0], row[1], row[2] or "", *row[3:]) for row in worst.values_list(*columns)[:MOST_WORST]],
    )


def _seen(member: Member) -> QuerySet[Watch]:
    rows = Watch.objects.filter(workspace_id=member.workspace_id)
    seen = owners_in_sight(member, None)
    return rows if seen is None else rows.filter(owner_id__in=sorted(seen))
