"""The sums of the queue by owner and week, kept in the transaction of what changes a row of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from alur.pipeline.operations.totalling import Shift
from alur.pipeline.operations.verifying import Difference
from alur.rescue.models import NEVER, Watch, WatchTotal

Counted = tuple[int, datetime, int]
"""(owner, from when on it is forgotten, stake) of a row of the queue."""
Key = tuple[int, date]
COUNTED = ("owner_id", "forgotten_from", "stake")


def begin_of_week(at: datetime) -> datetime:
    """The Monday midnight, UTC, that the totals of the week of an instant are kept under."""
    day = at.astimezone(UTC).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(), UTC)


def shift(workspace_id: int, *, before: Iterable[Counted], after: Iterable[Counted]) -> None:
    """Take rows as they were out of the totals, and put them in as they are."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for rows, sign in ((before, -1), (after, 1)):
        _add(sums, rows, sign)
    Shift(
        "rescue_watchtotal",
        ("owner_id", "starts_on"),
        [(key, (count, stake)) for key, (count, stake) in sorted(sums.items()) if count or stake],
        sums=("count", "stake"),
    ).add_up(workspace_id)


def differences(workspace_id: int) -> list[Difference]:
    """The totals that are not the sums of the queue's rows; none is well."""
    true: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    _add(true, _rows(workspace_id), 1)
    kept = {
        (owner_id, starts_on): [count, stake]
        for owner_id, starts_on, count, stake in WatchTotal.objects.filter(workspace_id=workspace_id).values_list(
            "owner_id", "starts_on", "count", "stake"
        )
    }
    return [
        Difference("forgotten", key, tuple(kept.get(key, [0, 0])), tuple(true.get(key, [0, 0])))
        for key in sorted({*kept, *true})
        if kept.get(key, [0, 0]) != true.get(key, [0, 0])
    ]


def repair(workspace_id: int) -> None:
    """Make the totals anew from the rows of the queue."""
    with transaction.atomic():
        WatchTotal.objects.filter(workspace_id=workspace_id).delete()
        shift(workspace_id, before=(), after=_rows(workspace_id))


def _rows(workspace_id: int) -> Iterable[Counted]:
    return Watch.objects.filter(workspace_id=workspace_id).values_list(*COUNTED).iterator(5000)


def _add(sums: dict[Key, list[int]], rows: Iterable[Counted], sign: int) -> None:
    for owner_id, forgotten_from, stake in rows:
        if forgotten_from < NEVER:
            cell = sums[owner_id, begin_of_week(forgotten_from).date()]
            cell[0] += sign
            cell[1] += sign * stake
