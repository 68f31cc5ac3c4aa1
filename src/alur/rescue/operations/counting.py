"""The sums of the queue by owner, day and week, kept in the transaction of what changes a row of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from alur.pipeline.operations.totalling import Shift
from alur.pipeline.operations.verifying import Difference
from alur.rescue.models import NEVER, Span, Watch, WatchTotal

Counted = tuple[int, datetime, int]
"""(owner, from when on it is forgotten, stake) of a row of the queue."""
Key = tuple[str, date, int]
COUNTED = ("owner_id", "forgotten_from", "stake")


def days_of(at: datetime) -> tuple[date, date, datetime]:
    """The Monday and the day, UTC, that the totals of an instant are kept under, and when that day began."""
    day = at.astimezone(UTC).date()
    return day - timedelta(days=day.weekday()), day, datetime.combine(day, time(), UTC)


def shift(workspace_id: int, *, before: Iterable[Counted], after: Iterable[Counted]) -> None:
    """Take rows as they were out of the totals, and put them in as they are."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for rows, sign in ((before, -1), (after, 1)):
        _add(sums, rows, sign)
    Shift(
        "rescue_watchtotal",
        ("span", "starts_on", "owner_id"),
        [(key, (count, stake)) for key, (count, stake) in sorted(sums.items()) if count or stake],
        sums=("count", "stake"),
    ).add_up(workspace_id)


def differences(workspace_id: int) -> list[Difference]:
    """The totals that are not the sums of the queue's rows; none is well."""
    true: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    _add(true, _rows(workspace_id), 1)
    kept = {
        (span, starts_on, owner_id): [count, stake]
        for span, starts_on, owner_id, count, stake in WatchTotal.objects.filter(workspace_id=workspace_id).values_list(
            "span", "starts_on", "owner_id", "count", "stake"
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
            week, day, _ = days_of(forgotten_from)
            for key in ((Span.WEEK.value, week, owner_id), (Span.DAY.value, day, owner_id)):
                sums[key][0] += sign
                sums[key][1] += sign * stake
