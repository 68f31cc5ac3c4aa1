"""Two that are alike and are not the same: remembered, and taken back."""

from __future__ import annotations

from datetime import datetime

from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.refusal import N_, Conflict
from alur.rescue.merging_facts import PairToldApart
from alur.rescue.models import LikelyPair
from alur.tenancy.models import Member


def tell_apart(pair: LikelyPair, *, by: Member | None, at: datetime) -> None:
    """Never bring this pair up again. Conflict where it is not there any more."""
    with operation(pair.workspace_id, by=by, at=at) as act:
        row = LikelyPair.objects.select_for_update().filter(workspace_id=pair.workspace_id, id=pair.id).first()
        if row is None:
            raise Conflict(N_("This pair is not there any more."))
        if row.told_apart_at is None:
            _put(row, True, act)


@inverse_of(PairToldApart)
def take_back(fact: PairToldApart, act: Operation) -> None:
    row = LikelyPair.objects.filter(
        workspace_id=act.workspace_id, kind=fact.kind, one_id=fact.one, other_id=fact.other
    ).first()
    if row is None:
        raise Conflict(N_("This pair is not there any more."))
    _put(row, not fact.is_apart, act)


def _put(row: LikelyPair, is_apart: bool, act: Operation) -> None:
    row.told_apart_at, row.told_apart_by_id = (act.at, act.by.id if act.by else None) if is_apart else (None, None)
    row.save(update_fields=["told_apart_at", "told_apart_by_id"])
    fact = PairToldApart(row.kind, row.one_id, row.other_id, is_apart)
    act.record(fact, about=[(row.kind, row.one_id), (row.kind, row.other_id)])
