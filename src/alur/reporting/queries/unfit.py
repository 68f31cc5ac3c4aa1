"""What went into deals that proved unfit, by where they came from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum

from alur.conversations.models import Activity, ActivityKind
from alur.conversations.queries.calendar import usual_minutes
from alur.kernel.periods import Period
from alur.pipeline.models import Deal, Status
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.board_filter import BoardFilter, deal_condition, owner_condition, owners_in_sight
from alur.reporting.queries.rates import Rate
from alur.tenancy.models import Member

SHOWN = 50
_DEAL = (
    "id", "title", "organization__name", "owner_id", "reason__name_id", "reason__name_en", "reason_text", "closed_at",
    "amount",
)  # fmt: skip
ENDED = (Status.WON, Status.LOST, Status.NOT_A_FIT)


@dataclass(frozen=True, slots=True)
class Effort:
    """Of one source, or of all: unfit deals of all that ended, what was done in the unfit ones, and for how long.

    `amount` is what the unfit ones were worth, in minor units; `minutes` as noted, else as long as its kind usually is.
    """

    unfit: Rate
    touches: int
    minutes: int
    amount: int


@dataclass(frozen=True, slots=True)
class UnfitDeal:
    """`names` is why, in Indonesian and English where the reason is listed, else the words typed, twice."""

    id: int
    title: str
    organization: str
    owner_id: int | None
    names: tuple[str, str]
    closed_at: datetime
    amount: int


@dataclass(frozen=True, slots=True)
class UnfitReport:
    """By source id, None for no source; the one that took most time first. `deals` are the newest SHOWN of them."""

    sources: list[tuple[int | None, Effort]]
    whole: Effort
    deals: list[UnfitDeal]


def unfit_report(member: Member, period: Period, wanted: BoardFilter, *, pipeline_id: int | None) -> UnfitReport:
    """Deals in sight that ended in the period."""
    since, until = period.instants(zone_of(member.workspace_id))
    owners = owners_in_sight(member, wanted.owners)
    where = {"closed_at__gte": since, "closed_at__lt": until, **({"pipeline_id": pipeline_id} if pipeline_id else {})}
    ended: Any = Deal.objects.filter(
        owner_condition(owners),
        deal_condition(member.workspace_id, wanted),
        workspace_id=member.workspace_id,
        status__in=ENDED,
        **where,
    )
    counts: dict[int | None, dict[str, tuple[int, int]]] = defaultdict(dict)
    rows = ended.order_by().values_list("source_id", "status").annotate(count=Count("id"), amount=Sum("amount"))
    for source_id, status, count, amount in rows:
        counts[source_id][status] = (count, int(amount or 0))
    touches, minutes = _effort(member.workspace_id, ended.filter(status=Status.NOT_A_FIT))
    sources = []
    for source_id, by_status in counts.items():
        unfit, amount = by_status.get(Status.NOT_A_FIT, (0, 0))
        if unfit:
            of = sum(count for count, _ in by_status.values())
            sources.append((source_id, Effort(Rate(unfit, of), touches[source_id], minutes[source_id], amount)))
    sources.sort(key=lambda one: (-one[1].minutes, -one[1].touches, one[0] or 0))
    everything = [count for by_status in counts.values() for count, _ in by_status.values()]
    whole = Effort(
        Rate(sum(one.unfit.count for _, one in sources), sum(everything)),
        sum(one.touches for _, one in sources),
        sum(one.minutes for _, one in sources),
        sum(one.amount for _, one in sources),
    )
    return UnfitReport(sources, whole, _newest(ended.filter(status=Status.NOT_A_FIT)))


def _newest(unfit: Any) -> list[UnfitDeal]:
    rows = unfit.order_by("-closed_at", "-id").values_list(*_DEAL)[:SHOWN]
    return [
        UnfitDeal(row_id, title, company or "", owner_id, (in_id or typed, in_en or typed), closed_at, amount)
        for row_id, title, company, owner_id, in_id, in_en, typed, closed_at, amount in rows
    ]


def _effort(workspace_id: int, unfit: Any) -> tuple[dict[int | None, int], dict[int | None, int]]:
    """Things done in these deals, and minutes, by source."""
    touches: dict[int | None, int] = defaultdict(int)
    minutes: dict[int | None, int] = defaultdict(int)
    done: Any = Activity.objects.filter(
        workspace_id=workspace_id,
        deal_id__in=unfit.order_by().values("id"),
        done_at__isnull=False,
        deleted_at__isnull=True,
    ).exclude(kind=ActivityKind.NOTE)
    rows = done.order_by().values_list("deal__source_id", "kind")
    for source_id, kind, count, noted, known in rows.annotate(
        count=Count("id"), noted=Count("minutes"), known=Sum("minutes")
    ):
        touches[source_id] += count
        minutes[source_id] += int(known or 0) + (count - noted) * usual_minutes(kind)
    return touches, minutes
