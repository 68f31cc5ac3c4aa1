"""Keeping the queue: the rows of deals that something has happened to are reckoned anew, in its own transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

from django.db import transaction

from alur.events.recording import Operation
from alur.pipeline.models import Deal, Status
from alur.rescue.facts import DealSnoozed
from alur.rescue.gathering import standings
from alur.rescue.models import Rescued, Watch
from alur.rescue.operations.counting import COUNTED, shift
from alur.rescue.reckoning import COLUMNS, Reckoned, reckon
from alur.rescue.words import REASONS
from alur.tenancy.inserting import insert_rows
from alur.tenancy.prepared import Prepared, Slot, Slots

A_BATCH = 400
KEPT_UP = [name for name in COLUMNS if name != "deal_id"]
LAY_THERE = timedelta(days=1)
"""What lay in the queue for less was not forgotten: a deal is there from its first minute until its step is planned."""


_HELD = Prepared(
    lambda: (
        Watch.objects.select_for_update()
        .filter(workspace_id=Slot("workspace_id"), deal_id__in=[Slots("ids")])
        .order_by("deal_id")
    )
)


def renew(
    workspace_id: int,
    deal_ids: Collection[int],
    *,
    act: Operation | None = None,
    created: Collection[int] = frozenset(),
) -> None:
    """Bring the rows of these deals up to what is stored of them now; those no longer open have none.

    Inside a transaction. What an `act` of somebody's brought out of the queue is written down as rescued. Those
    `created` in it have no rows yet.
    """
    ids = sorted(deal_ids)
    for first in range(0, len(ids), A_BATCH):
        _renew(workspace_id, ids[first : first + A_BATCH], act, created)


def renew_all(workspace_id: int, *, stage_ids: Collection[int] | None = None) -> Iterator[None]:
    """Every open deal, or those of some stages, a transaction for each batch. Rows of deals that are gone go too."""
    last = 0
    while True:
        rows = Deal.objects.filter(workspace_id=workspace_id, status=Status.OPEN, id__gt=last)
        if stage_ids is not None:
            rows = rows.filter(stage_id__in=stage_ids)
        ids = list(rows.order_by("id").values_list("id", flat=True)[:A_BATCH])
        if not ids:
            break
        with transaction.atomic():
            _renew(workspace_id, ids, None)
        last = ids[-1]
        yield
    if stage_ids is None:
        kept = Deal.objects.filter(workspace_id=workspace_id, status=Status.OPEN).values("id")
        with transaction.atomic():
            gone = Watch.objects.select_for_update().filter(workspace_id=workspace_id).exclude(deal_id__in=kept)
            counted = {
                row_id: (owner, since, stake) for row_id, owner, since, stake in gone.values_list("id", *COUNTED)
            }
            shift(workspace_id, before=counted.values(), after=())
            Watch.objects.filter(workspace_id=workspace_id, id__in=list(counted)).delete()


def _renew(workspace_id: int, ids: list[int], act: Operation | None, created: Collection[int] = frozenset()) -> None:
    # Held before the deals are read: of two acts about one deal, the later one to write has read what the other wrote.
    known = [one for one in ids if one not in created]
    before = {row.deal_id: row for row in _HELD(workspace_id=workspace_id, ids=known)}
    after = {one.deal_id: reckon(one) for one in standings(workspace_id, ids)}
    if act is not None:
        _note_rescues(act, before, after)
    shift(
        workspace_id,
        before=[(row.owner_id, row.forgotten_from, row.stake) for row in before.values()],
        after=[(one.owner_id, one.forgotten_from, one.stake) for one in after.values()],
    )
    gone = [row.id for deal_id, row in before.items() if deal_id not in after]
    if gone:
        Watch.objects.filter(workspace_id=workspace_id, id__in=gone).delete()
    changed = [
        _brought_up(before[deal_id], one)
        for deal_id, one in after.items()
        if deal_id in before and not _is_as(one, before[deal_id])
    ]
    if changed:  # written over in one statement: 400 rows by bulk_update take it ten times as long
        Watch.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["workspace_id", "deal_id"], update_fields=KEPT_UP
        )
    insert_rows(
        [
            Watch(workspace_id=workspace_id, **{name: getattr(one, name) for name in COLUMNS})
            for deal_id, one in after.items()
            if deal_id not in before
        ]
    )


def _is_as(one: Reckoned, row: Watch) -> bool:
    return all(getattr(one, name) == getattr(row, name) for name in COLUMNS)


def _brought_up(row: Watch, one: Reckoned) -> Watch:
    for name in COLUMNS:
        setattr(row, name, getattr(one, name))
    return row


def _note_rescues(act: Operation, before: dict[int, Watch], after: dict[int, Reckoned]) -> None:
    """Undoing an act takes back what it rescued."""
    if act.undoes is not None:
        Rescued.objects.filter(workspace_id=act.workspace_id, operation_id=act.undoes).delete()
        return
    if act.by is None or act.via == "import":
        return
    lay = [row for row in before.values() if row.forgotten_from <= act.at - LAY_THERE]
    ended = [row.deal_id for row in lay if row.deal_id not in after]
    won = _won(act.workspace_id, ended) if ended else frozenset()
    snoozed = {entry.fact.deal for entry in act.recorded if isinstance(entry.fact, DealSnoozed)}
    insert_rows(
        [
            Rescued(
                workspace_id=act.workspace_id,
                deal_id=row.deal_id,
                owner_id=row.owner_id,
                by_id=act.by.id,
                operation_id=act.id,
                stage_id=row.stage_id,
                reasons=",".join(name for name in REASONS if getattr(row, f"{name}_from") <= act.at),
                stake=row.stake,
                rescued_at=act.at,
            )
            for row in lay
            if row.deal_id not in snoozed
            and (after[row.deal_id].forgotten_from > act.at if row.deal_id in after else row.deal_id in won)
        ]
    )


def _won(workspace_id: int, ids: list[int]) -> frozenset[int]:
    rows = Deal.objects.filter(workspace_id=workspace_id, id__in=ids, status=Status.WON)
    return frozenset(rows.values_list("id", flat=True))
