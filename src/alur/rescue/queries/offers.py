"""The deals that rolling ownership offers to whom one belongs. An offer shows a deal to those who may take it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from alur.pipeline.models import Deal, Status
from alur.rescue.models import NEVER, Rolling, RollingRule, RollingState, Watch
from alur.tenancy.models import Member
from alur.tenancy.prepared import Given, Prepared, Slot, Slots

MOST = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """`stake` is value × probability in minor units of the workspace's currency; `owner_id` whose it still is."""

    deal_id: int
    title: str
    organization_id: int | None
    organization: str
    region: str
    pipeline_id: int
    stage_id: int
    owner_id: int | None
    amount: int
    stake: int
    quiet_since: datetime

    @property
    def name(self) -> str:
        return self.organization or self.title


def offers_to(member: Member, *, at: datetime, limit: int = MOST) -> list[Offer]:
    """The worthiest first. One question where there are none."""
    quiet = {one.deal_id: one.quiet_since for one in _offered(member)}
    if not quiet:
        return []
    watches = Watch.objects.filter(
        Q(step_due_at__lte=at) | Q(step_due_at=NEVER), workspace_id=member.workspace_id, deal_id__in=list(quiet)
    )
    found = watches.order_by("-rank", "id").values_list(
        "deal_id", "deal__title", "deal__organization_id", "deal__organization__name",
        "deal__organization__region_name", "pipeline_id", "stage_id", "deal__owner_id", "deal__amount", "stake",
        "quiet_since",
    )  # fmt: skip
    shown = [
        Offer(row[0], row[1], row[2], row[3] or "", row[4] or "", row[5], row[6], row[7], row[8], row[9], row[10])
        for row in found
        if quiet[row[0]] == row[10]
    ]
    return shown[:limit]


def names_of_offers(member: Member, deal_ids: Collection[int]) -> dict[int, str]:
    """Of these deals, those that are offered to the member, by company or title."""
    found = [one.deal_id for one in _offered(member, deal_ids)]
    deals = Deal.objects.filter(workspace_id=member.workspace_id, id__in=found) if found else Deal.objects.none()
    named = deals.values_list("id", "organization__name", "title")
    return {deal_id: company or title for deal_id, company, title in named}


def offered_deal(member: Member, deal_id: int) -> Deal | None:
    """A deal that is or was offered to the member; whether it still is, taking it says."""
    rows = Rolling.objects.filter(workspace_id=member.workspace_id, deal_id=deal_id)
    row = rows.filter(_whose(member)).first()
    if row is None or not member.can_change:
        return None
    found: Deal | None = Deal.objects.filter(workspace_id=member.workspace_id, id=deal_id).first()
    return found


def is_offered(row: Rolling, member: Member, *, at: datetime) -> bool:
    """Is it offered to this member now, and untouched since?"""
    if not _offered(member, [row.deal_id]):
        return False
    watch = Watch.objects.filter(workspace_id=row.workspace_id, deal_id=row.deal_id, quiet_since=row.quiet_since)
    return watch.filter(Q(step_due_at__lte=at) | Q(step_due_at=NEVER)).exists()


def _offered(member: Member, deal_ids: Collection[int] | None = None) -> list[Rolling]:
    """By a rule that is on, to the member's team; to nobody who has had it in this round."""
    if not member.can_change:
        return []
    asked: dict[str, Given] = {"workspace_id": member.workspace_id, "teams": _teams(member)}
    rows = _OFFERED(**asked) if deal_ids is None else _OFFERED_OF(**asked, ids=deal_ids)
    return [one for one in rows if member.id not in one.had]


def _whose(member: Member) -> Q:
    return Q(team_id__in=_teams(member))


def _teams(member: Member) -> tuple[int, ...]:
    return (0, member.team_id) if member.team_id else (0,)


def _offers(**which: Any) -> QuerySet[Rolling]:
    on = RollingRule.objects.filter(workspace_id=Slot("workspace_id"), is_on=True).values("pipeline_id")
    return Rolling.objects.filter(
        Q(deal__owner_id=F("owner_id")) | Q(deal__owner_id__isnull=True, owner_id=0),
        team_id__in=[Slots("teams")],
        workspace_id=Slot("workspace_id"),
        state=RollingState.OFFERED,
        pipeline_id__in=on,
        deal__status=Status.OPEN,
        deal__deleted_at__isnull=True,
        **which,
    )


_OFFERED: Prepared[Rolling] = Prepared(_offers)
_OFFERED_OF: Prepared[Rolling] = Prepared(lambda: _offers(deal_id__in=[Slots("ids")]))
