"""Learning how long each stage may be silent, from the deals that were won. A night's work: nothing is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from alur.pipeline.models import Deal, DealSpell, Status
from alur.rescue.models import StageLimit
from alur.rescue.operations.listening import renew_all_customers
from alur.rescue.operations.watching import renew_all
from alur.rescue.silence import limit_days

LOOKS_BACK = timedelta(days=730)
A_BATCH = 500

Stays = dict[int, list[float]]


def learn(workspace_id: int, *, at: datetime) -> Iterator[None]:
    """Estimate the limit of each stage, and reckon the rows of the whole queue anew, in pieces."""
    moved: Stays = defaultdict(list)
    for part in _of_won(workspace_id, at):
        for stage_id, seconds in part:
            moved[stage_id].append(seconds)
        yield
    waiting = _of_open(workspace_id, at)
    yield
    with transaction.atomic():
        for stage_id in sorted({*moved, *waiting}):
            StageLimit.objects.update_or_create(
                workspace_id=workspace_id,
                stage_id=stage_id,
                defaults={
                    "days": limit_days(moved[stage_id], waiting[stage_id]),
                    "moved": len(moved[stage_id]),
                    "waiting": len(waiting[stage_id]),
                    "learned_at": at,
                },
            )
    yield from renew_all(workspace_id)
    yield from renew_all_customers(workspace_id)


def _of_won(workspace_id: int, at: datetime) -> Iterator[list[tuple[int, float]]]:
    """(stage, seconds) of each stay of the deals that were won in the last two years, deals in the trash left out."""
    last = 0
    while True:
        rows = Deal.objects.filter(
            workspace_id=workspace_id, status=Status.WON, closed_at__gte=at - LOOKS_BACK, closed_at__lte=at, id__gt=last
        )
        ids = list(rows.order_by("id").values_list("id", flat=True)[:A_BATCH])
        if not ids:
            return
        spells = DealSpell.objects.filter(
            workspace_id=workspace_id, deal_id__in=ids, status=Status.OPEN, until_at__isnull=False
        )
        stays: dict[tuple[int, int, datetime], datetime] = {}
        for deal_id, stage_id, entered_at, until_at in spells.values_list(
            "deal_id", "stage_id", "stage_entered_at", "until_at"
        ):
            assert until_at is not None
            key = (deal_id, stage_id, entered_at)
            stays[key] = max(until_at, stays.get(key, until_at))
        yield [
            (stage_id, max(0.0, (until_at - entered_at).total_seconds()))
            for (_deal, stage_id, entered_at), until_at in stays.items()
        ]
        last = ids[-1]


def _of_open(workspace_id: int, at: datetime) -> Stays:
    """How long the open deals have stood in their stages; those that came before the two years are of another time."""
    rows = Deal.objects.filter(
        workspace_id=workspace_id, status=Status.OPEN, stage_entered_at__gte=at - LOOKS_BACK, stage_entered_at__lte=at
    )
    found: Stays = defaultdict(list)
    for stage_id, entered_at in rows.values_list("stage_id", "stage_entered_at").iterator(5000):
        found[stage_id].append((at - entered_at).total_seconds())
    return found
