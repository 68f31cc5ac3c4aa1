"""Taking a merge back whole, also weeks later: what was edited since stays as it is, and is named."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError

from alur.events.changing import primitive
from alur.events.models import Event
from alur.events.recording import Operation, attempt, operation
from alur.events.undoing import inverse_of_operation
from alur.fields.models import CustomLink
from alur.fields.operations.filling import keep_links
from alur.kernel.refusal import N_, Conflict
from alur.rescue.matching.features import DEAL, ORGANIZATION, PERSON
from alur.rescue.matching.kinds import MODELS
from alur.rescue.matching.moving import Moved, move_back, put_back
from alur.rescue.merging_facts import (
    DealMerged,
    OrganizationMerged,
    OrganizationUnmerged,
    PersonMerged,
    PersonUnmerged,
    RecordUnmerged,
)
from alur.rescue.models import Merge
from alur.rescue.operations.comparing import custom_back
from alur.rescue.operations.merging import KEEPING, put_name
from alur.rescue.operations.unmerging_deals import unmerge_deals
from alur.tenancy.models import Member

UNMERGED: dict[str, type[RecordUnmerged]] = {ORGANIZATION: OrganizationUnmerged, PERSON: PersonUnmerged}
STAMPS = ("version", "updated_at")


@inverse_of_operation(OrganizationMerged)
@inverse_of_operation(PersonMerged)
@inverse_of_operation(DealMerged)
def unmerge(first: Event, by: Member, at: datetime) -> Operation:
    """Take back the merge that an operation began with. Conflict with a sentence where it cannot be."""
    with operation(first.workspace_id, by=by, at=at, undoes=first.operation_id) as act:
        row = Merge.objects.select_for_update().filter(
            workspace_id=act.workspace_id, operation_id=first.operation_id, undone_at__isnull=True
        ).first()  # fmt: skip
        if row is None:
            raise Conflict(N_("This has been undone already."))
        winner, loser = _held(row)
        if row.kind == DEAL:
            unmerge_deals(row, winner, loser, act)
            _end(row, at)
            return act
        moved = Moved(row.moved, row.parts)
        model = KEEPING[row.kind].model
        kept = move_back(act.workspace_id, row.kind, model, row.moved, loser=loser.id, winner=winner.id)
        kept += put_back(act.workspace_id, model, moved, winner=winner.id)
        kept += _name_back(row)
        changes, fields_kept = _columns_back(winner, row.fields[0])
        kept += fields_kept
        act.record(
            UNMERGED[row.kind](winner.id, str(winner), loser.id, str(loser), kept),
            about=[(row.kind, winner.id), (row.kind, loser.id)],
        )
        if changes:
            act.record(KEEPING[row.kind].edited(winner.id, str(winner), changes), about=[(row.kind, winner.id)])
        if loser.deleted_at is not None:
            try:
                with attempt():
                    _columns_back(loser, row.fields[1])
            except IntegrityError:
                raise Conflict(
                    N_("Another has the name or number of “%(title)s” now. Change that one first."), title=str(loser)
                ) from None
            act.record(KEEPING[row.kind].restored(loser.id, str(loser)), about=[(row.kind, loser.id)])
        for one in (winner, loser):
            keep_links(act.workspace_id, row.kind, one.id, one.custom)
        _end(row, at)
    return act


def _end(row: Merge, at: datetime) -> None:
    row.undone_at = at
    row.save(update_fields=["undone_at"])


def _held(row: Merge) -> tuple[Any, Any]:
    """Both, locked. Conflict where one was removed for good, or the winner went into a third meanwhile."""
    rows: dict[int, Any] = {
        one.id: one
        for one in MODELS[row.kind]
        ._base_manager.select_for_update()
        .filter(workspace_id=row.workspace_id, id__in=(row.winner_id, row.loser_id))
        .order_by("id")
    }
    later = Merge.objects.filter(workspace_id=row.workspace_id, loser_id=row.winner_id, undone_at__isnull=True).first()
    if later is not None:
        raise Conflict(N_("“%(title)s” was merged with another since. Undo that first."), title=later.title)
    for record_id in (row.winner_id, row.loser_id):
        if record_id not in rows:
            raise Conflict(N_("“%(title)s” was removed for good."), title=row.title)
    return rows[row.winner_id], rows[row.loser_id]


def _columns_back(row: Any, between: dict[str, list[Any]]) -> tuple[dict[str, list[Any]], list[str]]:
    """Write what was before, but where it was changed since. Returns what changed, and the columns that stay.

    A record that nobody has touched since is as it was to the last digit; another gets a new version.
    """
    changes, kept = {}, []
    is_touched = any(primitive(getattr(row, name)) != between[name][1] for name in STAMPS if name in between)
    for name, (before, after) in between.items():
        if name in STAMPS:
            continue
        if name == "custom":
            value, lost = custom_back(row.custom, before, after)
            kept += lost
            if value != row.custom:
                changes[name] = [row.custom, value]
                row.custom = value
        elif primitive(getattr(row, name)) != after:
            kept.append(name)
        else:
            changes[name] = [after, before]
            setattr(row, name, row._meta.get_field(name).to_python(before))
    for name in STAMPS:
        if name in between and not is_touched:
            setattr(row, name, row._meta.get_field(name).to_python(between[name][0]))
    if is_touched and changes:
        row.version += 1
    row.save()
    return {name: pair for name, pair in changes.items() if name != "deleted_at"}, [
        name for name in kept if name != "name_key"
    ]


def _name_back(row: Merge) -> list[str]:
    ids = row.moved.get("fields.CustomLink.target_id", [])
    links = CustomLink.objects.filter(
        workspace_id=row.workspace_id, id__in=ids, target_kind=PERSON, target_id=row.winner_id
    )
    back = [one.id for one in links if put_name(one, str(row.winner_id), str(row.loser_id))]
    links.filter(id__in=back).update(target_id=row.loser_id)
    return ["fields.CustomLink.target_id"] if len(back) != len(ids) else []
