"""Proof that the kept totals are the sums of what they stand for, and their repair."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from alur.pipeline.models import Deal, DealSpell, FlowTotal, LossTotal, PastTotal, StageTotal, Status, in_the_past
from alur.pipeline.operations.flowing import KEY, SUMS, cells_of, read_days, shift_flow, turns_of
from alur.pipeline.operations.losing import KEY as LOSS_KEY
from alur.pipeline.operations.losing import SUMS as LOSS_SUMS
from alur.pipeline.operations.losing import count_losses, true_losses
from alur.pipeline.operations.totalling import Standing, shift_now, shift_past, spell_changes, zone_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A total that is not its sum, as kept and as it should be: (count, amount, weighted); of changes also the days."""

    table: str
    key: tuple[object, ...]
    kept: tuple[object, ...]
    true: tuple[object, ...]


def differences(workspace_id: int) -> list[Difference]:
    """All totals of a workspace that differ from their sums; none is well."""
    return [*_now(workspace_id), *_past(workspace_id), *_flow(workspace_id), *_lost(workspace_id)]


def repair(workspace_id: int) -> None:
    """Make the totals anew from deals and spells."""
    with transaction.atomic():
        StageTotal.objects.filter(workspace_id=workspace_id).delete()
        PastTotal.objects.filter(workspace_id=workspace_id).delete()
        FlowTotal.objects.filter(workspace_id=workspace_id).delete()
        deals = Deal.objects.filter(workspace_id=workspace_id, status=Status.OPEN)
        shift_now(workspace_id, ((None, Standing.of(deal)) for deal in deals.iterator(2000)))
        shift_past(workspace_id, spell_changes(_open_spells(workspace_id).iterator(2000), sign=1))
        shift_flow(workspace_id, ((1, turn) for turn in turns_of(_kept_spells(workspace_id).iterator(2000))))
        count_losses(workspace_id)


def _kept_spells(workspace_id: int) -> QuerySet[DealSpell]:
    spells = DealSpell.objects.filter(in_the_past("deal__"), workspace_id=workspace_id, deal__workspace_id=workspace_id)
    return spells.order_by("deal_id", "from_at")


def _open_spells(workspace_id: int) -> QuerySet[DealSpell]:
    return _kept_spells(workspace_id).filter(status=Status.OPEN)


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
    for at, old, new in spell_changes(_open_spells(workspace_id).iterator(2000), sign=1):
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


def _flow(workspace_id: int) -> list[Difference]:
    turns = turns_of(_kept_spells(workspace_id).iterator(2000))
    none = ((0,) * len(SUMS), Counter[int](), Counter[int]())
    true = {
        key: (tuple(cell.sums), Counter(cell.stayed), Counter(cell.lasted))
        for key, cell in cells_of(workspace_id, ((1, turn) for turn in turns)).items()
    }
    kept = {
        tuple(getattr(row, name) for name in KEY): (
            tuple(getattr(row, name) for name in SUMS),
            read_days(row.stayed),
            read_days(row.lasted),
        )
        for row in FlowTotal.objects.filter(workspace_id=workspace_id).iterator(2000)
    }
    return [
        Difference("flow", key, kept.get(key, none), true.get(key, none))
        for key in sorted({*kept, *true}, key=str)
        if kept.get(key, none) != true.get(key, none)
    ]


def _lost(workspace_id: int) -> list[Difference]:
    kept = {
        tuple(getattr(row, name) for name in LOSS_KEY): tuple(getattr(row, name) for name in LOSS_SUMS)
        for row in LossTotal.objects.filter(workspace_id=workspace_id).iterator(2000)
    }
    true = {key: tuple(delta) for key, delta in true_losses(workspace_id).items()}
    return [
        Difference("loss", key, kept.get(key, (0, 0)), true.get(key, (0, 0)))
        for key in sorted({*kept, *true}, key=str)
        if kept.get(key, (0, 0)) != true.get(key, (0, 0))
    ]


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
