"""How many deals are forgotten at an instant, and for how much: in one question, at a cost that does not grow.

The sums kept of the weeks before this one and of this week's days before today, and today's rows one by one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from alur.pipeline.queries.board_filter import owners_in_sight
from alur.rescue.models import Span, Watch, WatchTotal
from alur.rescue.operations.counting import days_of
from alur.tenancy.counting import CountOf, SumOf
from alur.tenancy.models import Member, Workspace
from alur.tenancy.prepared import Given, Prepared, Slot, Slots


@dataclass(frozen=True, slots=True)
class Whole:
    """How many deals, and what is at stake in them, in minor units of the workspace's currency."""

    count: int
    stake: int


def whole_of(member: Member, *, at: datetime, owners: Collection[int] | None = None) -> Whole:
    """Of what the member may see, or of these owners (0: nobody's) in it, whatever the reason."""
    seen = owners_in_sight(member, None if owners is None else frozenset(owners))
    question = _OF_ALL if seen is None else _OF_SOME
    own: dict[str, Given] = {} if seen is None else {"owners": sorted(seen)}
    found = question.first(workspace_id=member.workspace_id, **instants_of(at), **own)
    return Whole(*found) if found else Whole(0, 0)


def counted(owned: Q) -> Any:
    """How many, as a value of a prepared question with the slots workspace_id and those of `instants_of`.

    `owned` is a condition on `owner_id`, which is 0 for nobody's.
    """
    return SumOf(_kept(owned), "count") + CountOf(_today(owned))


def instants_of(at: datetime) -> dict[str, Given]:
    week, day, begin = days_of(at)
    return {"week": week, "day": day, "day_began": begin, "at": at}


def _kept(owned: Q) -> QuerySet[WatchTotal]:
    weeks = Q(span=Span.WEEK, starts_on__lt=Slot("week"))
    days = Q(span=Span.DAY, starts_on__gte=Slot("week"), starts_on__lt=Slot("day"))
    return WatchTotal.objects.filter(weeks | days, owned, workspace_id=Slot("workspace_id"))


def _today(owned: Q) -> QuerySet[Watch]:
    return Watch.objects.filter(
        owned,
        workspace_id=Slot("workspace_id"),
        forgotten_from__gte=Slot("day_began"),
        forgotten_from__lte=Slot("at"),
    )


def _whole(owned: Q) -> QuerySet[Any, Any]:
    stake = SumOf(_kept(owned), "stake") + SumOf(_today(owned), "stake")
    return Workspace.objects.filter(id=Slot("workspace_id")).values_list(counted(owned), stake)


_OF_ALL: Prepared[Any] = Prepared(lambda: _whole(Q()))
_OF_SOME: Prepared[Any] = Prepared(lambda: _whole(Q(owner_id__in=[Slots("owners")])))
