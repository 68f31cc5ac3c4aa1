"""Proof that the kept totals are the sums of what they stand for, and their repair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from alur.pipeline.models import Deal, DealSpell, PastTotal, StageTotal, Status
from alur.pipeline.operations.totalling import Standing, shift_now, shift_past, spell_changes, zone_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A total that is not its sum: (count, amount, weighted) as kept and as it should be."""

    table: str
    key: tuple[object, ...]
    kept: tuple[int, int, int]
    true: tuple[int, int, int]


def differences(workspace_id: int) -> list[Difference]:
    """All totals of a workspace that differ from their sums; none is well."""
    return [*_now(workspace_id), *_past(workspace_id)]


def repair(workspace_id: int) -> None:
    """Make the totals anew from deals and spells."""
    with transaction.atomic():
        StageTotal.objects.filter(workspace_id=workspace_id).delete()
        PastTotal.objects.filter(workspace_id=workspace_id).delete()
        deals = Deal.objects.filter(workspace_id=workspace_id, status=Status.OPEN)
        shift_now(workspace_id, ((None, Standing.of(deal)) for deal in deals.iterator(2000)))
        shift_past(workspace_id, spell_changes(_kept_spells(workspace_id).iterator(2000), sign=1))


def _kept_spells(workspace_id: int) -> QuerySet[DealSpell]:
    return DealSpell.objects.filter(
        workspace_id=workspace_id, status=Status.OPEN, deal__workspace_id=workspace_id, deal__deleted_at__isnull=True
    )


def _now(workspace_id: int) -> list[Difference]:
    true: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for deal in Deal.objects.filter(workspace_id=workspace_id, status=Status.OPEN).iterator(2000):
        standing = Standing.of(deal)
        _add(true[(deal.pipeline_id, deal.stage_id, deal.owner_id or 0, deal.temperature)], standing)
    kept = {
        (row.pipeline_id, row.stage_id, row.owner_id, row.temperature): [row.count, row.amount, row.weighted]
        for row in StageTotal.objects.filter(workspace_id=workspace_id)
    }
    return _compare("stage", kept, true)


def _past(workspace_id: int) -> list[Difference]:
    """Cumulative sums by stage and owner must be today's; each day is compared through its own changes."""
    zone = zone_of(workspace_id)
    true: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for at, old, new in spell_changes(_kept_spells(workspace_id).iterator(2000), sign=1):
        day = at.astimezone(zone).date()
        for grain, starts_on in (("d", day), ("m", day.replace(day=1))):
            for standing, sign in ((old, -1), (new, 1)):
                if standing is not None:
                    key = (standing.pipeline_id, grain, starts_on, standing.stage_id, standing.owner_id or 0)
                    _add(true[key], standing, sign)
    kept = {
        (row.pipeline_id, row.grain, row.starts_on, row.stage_id, row.owner_id): [row.count, row.amount, row.weighted]
        for row in PastTotal.objects.filter(workspace_id=workspace_id)
    }
    return _compare("past", kept, true)


def _add(delta: list[int], standing: Standing, sign: int = 1) -> None:
    delta[0] += sign
    delta[1] += sign * standing.amount
    delta[2] += sign * standing.weighted


def _compare(table: str, kept: Mapping[Any, list[int]], true: Mapping[Any, list[int]]) -> list[Difference]:
    found = []
    for key in sorted({*kept, *true}, key=str):
        have, should = kept.get(key, [0, 0, 0]), true.get(key, [0, 0, 0])
        if have != should:
            found.append(Difference(table, key, (have[0], have[1], have[2]), (should[0], should[1], should[2])))
    return found
