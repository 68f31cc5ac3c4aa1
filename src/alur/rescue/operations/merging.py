"""Two records become one: the winner stays, and all that pointed at the loser points at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alur.events.changing import Keeping
from alur.events.recording import operation
from alur.fields.models import CustomLink
from alur.fields.queries.records import records_of
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people.models import Organization
from alur.people.operations.organizations import keeping as keeping_organizations
from alur.people.operations.persons import keeping as keeping_persons
from alur.people.queries.group import is_within
from alur.pipeline.models import Deal
from alur.rescue.matching.choices import Kept, columns_chosen
from alur.rescue.matching.features import ORGANIZATION, PERSON
from alur.rescue.matching.kinds import MODELS
from alur.rescue.matching.moving import move_all
from alur.rescue.merging_facts import OrganizationMerged, PersonMerged, RecordMerged
from alur.rescue.models import Merge
from alur.rescue.operations.comparing import between, state_of
from alur.rescue.operations.merging_deals import merge_deals
from alur.tenancy.models import Member

KEEPING: dict[str, Keeping] = {ORGANIZATION: keeping_organizations, PERSON: keeping_persons}
MERGED: dict[str, type[RecordMerged]] = {ORGANIZATION: OrganizationMerged, PERSON: PersonMerged}


def merge(
    winner: Kept,
    loser: Kept,
    *,
    chosen: Mapping[str, str] | None = None,
    by: Member | None,
    at: datetime,
) -> Merge:
    """Take `loser` into `winner`. `chosen` is field to `winner`, `loser` or `both`; what it does not name stays as
    matching/choices.py says.

    Raises Refusal for a record and itself, two workspaces, two kinds, or a choice that is not offered; Conflict where
    one of them is gone, was merged before, the choice would put a company above itself, or a deal that goes is won.
    """
    kind = next(name for name, model in MODELS.items() if isinstance(winner, model))
    if type(winner) is not type(loser):
        raise Refusal(N_("Records of two kinds cannot become one."))
    if winner.workspace_id != loser.workspace_id:
        raise Refusal(N_("Records of two workspaces cannot become one."))
    if winner.id == loser.id:
        raise Refusal(N_("Choose another: this one cannot be merged with itself."))
    with operation(winner.workspace_id, by=by, at=at) as act:
        winner, loser = _held(MODELS[kind], winner, loser)
        if isinstance(winner, Deal) and isinstance(loser, Deal):
            return merge_deals(winner, loser, chosen or {}, act)
        columns = columns_chosen(kind, winner, loser, chosen or {})
        was = state_of(winner), state_of(loser)
        moved = move_all(act.workspace_id, kind, KEEPING[kind].model, loser=loser.id, winner=winner.id)
        custom = _name_in_fields(act.workspace_id, loser.id, winner.id) if kind == PERSON else []
        if custom:
            moved.ids["fields.CustomLink.target_id"] = custom
        if isinstance(winner, Organization):
            _check_parent(winner, columns)
        counts = {label: len(ids) for label, ids in moved.ids.items()}
        fact = MERGED[kind](winner.id, str(winner), loser.id, str(loser), counts)
        act.record(fact, about=[(kind, winner.id), (kind, loser.id)])
        # The loser goes first: what both may not have at once (an outside number) is free then.
        KEEPING[kind].delete(loser, act)
        KEEPING[kind].edit(winner, columns, act)
        row = Merge(
            workspace_id=act.workspace_id, kind=kind, winner_id=winner.id, loser_id=loser.id, title=str(loser),
            fields=[between(was[0], winner), between(was[1], loser)], moved=moved.ids, parts=moved.parts,
            operation_id=act.id, by=by, merged_at=at,
        )  # fmt: skip
        row.save(force_insert=True)
    return row


def _held(model: Any, winner: Any, loser: Any) -> tuple[Any, Any]:
    """Both, locked in the order of their keys. Conflict where one is not there any more."""
    ids = sorted((winner.id, loser.id))
    rows = {
        one.id: one
        for one in model._base_manager.select_for_update()
        .filter(workspace_id=winner.workspace_id, id__in=ids)
        .order_by("id")
    }
    for one in (winner, loser):
        row: Any = rows.get(one.id)
        if row is None or row.deleted_at is not None:
            merges = Merge.objects.filter(workspace_id=one.workspace_id, loser_id=one.id, undone_at__isnull=True)
            if merges.exists():
                raise Conflict(N_("“%(title)s” was merged with another already."), title=str(one))
            raise Conflict(N_("“%(title)s” is in the trash. Restore it first."), title=str(one))
    return rows[winner.id], rows[loser.id]


def _check_parent(winner: Organization, columns: dict[str, Any]) -> None:
    parent_id = columns.get("parent_id", winner.parent_id)
    if parent_id is not None and is_within(winner.workspace_id, parent_id, winner.id):
        raise Conflict(N_("The company above would become a part of this one. Choose the other."), field="parent")


def _name_in_fields(workspace_id: int, loser: int, winner: int) -> list[int]:
    """Own fields that name a person: write the winner there. Returns the links that changed."""
    links = CustomLink.objects.filter(workspace_id=workspace_id, target_kind=PERSON, target_id=loser)
    ids = []
    for link in links.order_by("id"):
        if put_name(link, str(loser), str(winner)):
            ids.append(link.id)
    links.filter(id__in=ids).update(target_id=winner)
    return ids


def put_name(link: CustomLink, old: str, new: str) -> bool:
    """Change one custom value from a person to another; False where it does not say `old`."""
    row = records_of(link.record_kind, link.workspace_id).filter(id=link.record_id).first()
    key = f"f{link.field_id}"
    if row is None or row.custom.get(key) != old:
        return False
    type(row)._base_manager.filter(workspace_id=row.workspace_id, id=row.id).update(custom={**row.custom, key: new})
    return True
