"""Taking a deal out of another again: it stands where it stood, and the winner has what it had before.

The past between the two stays as it was told then: one deal until now, two from now on.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError

from alur.conversations.operations.planning import refresh_agenda
from alur.events.changing import primitive
from alur.events.recording import Operation, attempt
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.facts import DealEdited, DealRestored
from alur.pipeline.models import Deal, LineItem, Status, Track
from alur.pipeline.operations.standing import come_out_again, restand
from alur.pipeline.operations.tracking import own_tracks, write_tracks
from alur.pipeline.operations.valuing import Line, write_lines
from alur.rescue.matching.features import DEAL
from alur.rescue.matching.moving import Moved, columns_of, move_back, put_back, whole_rows
from alur.rescue.merging_facts import DealUnmerged
from alur.rescue.models import Merge
from alur.rescue.operations.comparing import custom_back
from alur.rescue.operations.merging_deals import PARTS, given
from alur.tenancy.inserting import insert_values

STAMPS = ("version", "updated_at")
AGENDA = frozenset(
    ["next_step_id", "next_step_kind", "next_step_title", "next_step_due_at", "agenda_at", "last_activity_at"]
)
"""What follows from the activities: never named as edited, made anew from them where they have changed."""


def unmerge_deals(row: Merge, winner: Deal, loser: Deal, act: Operation) -> None:
    """Both are locked. Conflict where the winner is in the trash, or the loser's stage or outside number is taken."""
    if winner.deleted_at is not None:
        raise Conflict(N_("“%(title)s” is in the trash. Restore it first."), title=winner.title)
    if loser.stage.deleted_at is not None and row.fields[1]["status"][0] == Status.OPEN:
        raise Conflict(N_("Its stage is no longer there."))
    ws, ours, theirs = act.workspace_id, row.fields[0], row.fields[1]
    kept = move_back(ws, DEAL, Deal, row.moved, loser=loser.id, winner=winner.id)
    kept += put_back(ws, Deal, Moved(row.moved, row.parts), winner=winner.id)
    is_as_left = winner.version == ours.get("version", [0, winner.version])[1]
    for model in PARTS:
        kept += _parts_back(model, winner, row, act)
    columns, lost = _columns_back(winner, ours)
    kept += [name for name in lost if name not in AGENDA]
    event_id = act.record(
        DealUnmerged(winner.id, winner.title, loser.id, loser.title, kept),
        about=[(DEAL, winner.id), (DEAL, loser.id)],
    )
    told = {name: [primitive(getattr(winner, name)), primitive(value)] for name, value in columns.items()}
    told = {name: pair for name, pair in told.items() if name not in AGENDA}
    if told:
        event_id = act.record(DealEdited(winner.id, told), about=[(DEAL, winner.id)])
    restand(winner, columns, at=act.at, event_id=event_id, is_edit=not is_as_left)
    try:
        with attempt():
            come_out_again(loser, theirs["status"][0], at=act.at, event_id=event_id)
    except IntegrityError:
        raise Conflict(
            N_("Another has the name or number of “%(title)s” now. Change that one first."), title=loser.title
        ) from None
    act.record(DealRestored(loser.id, loser.title), about=[(DEAL, loser.id)])
    has_other_activities = any(name.startswith("conversations.Activity") for name in kept) or bool(AGENDA & set(lost))
    for one in (winner, loser) if has_other_activities else ():
        refresh_agenda(ws, one.id, at=act.at)
    if is_as_left and not lost:
        _put(winner, {name: ours[name][0] for name in STAMPS if name in ours})
    _put(loser, {name: theirs[name][0] for name in STAMPS if name in theirs})
    Merge.objects.filter(workspace_id=ws, id=row.id).update(deal_id=None)


def _columns_back(winner: Deal, between: dict[str, list[Any]]) -> tuple[dict[str, Any], list[str]]:
    """What is written back, and the columns that were changed since and so stay."""
    columns: dict[str, Any] = {}
    kept = []
    for name, (before, after) in between.items():
        if name in STAMPS:
            continue
        if name == "custom":
            columns[name], lost = custom_back(winner.custom, before, after)
            kept += lost
        elif primitive(getattr(winner, name)) != after:
            kept.append(name)
        else:
            columns[name] = _read(name, before)
    return columns, kept


def _parts_back(model: Any, winner: Deal, row: Merge, act: Operation) -> list[str]:
    """The winner's rows of one table as they were. Returns the table where they had been edited since."""
    before, after = row.parts.get(given(model), ([], []))
    if before == after:
        return []
    ws = act.workspace_id
    there = model.objects.filter(workspace_id=ws, deal_id=winner.id)
    now = whole_rows(model, ws, list(there.order_by("id").values_list("id", flat=True)))
    if now != after:
        return [model._meta.label]
    columns = columns_of(model)
    if model is LineItem:
        cells = [dict(zip(columns, one, strict=True)) for one in before]
        cells.sort(key=lambda one: one["position"])
        lines = [Line(one["product_id"], one["quantity"], one["unit_price"], one["discount"]) for one in cells]
        write_lines(winner, lines, at=act.at)
    if model is Track:
        had, has = ({one[columns.index("stage_id")] for one in rows} for rows in (before, after))
        values = own_tracks(winner)
        write_tracks(winner, [(stage_id, values[stage_id], None) for stage_id in sorted(has - had)], at=act.at)
    fields = [model._meta.get_field(name) for name in columns]
    there.delete()
    insert_values(
        model, columns, [[field.to_python(cell) for field, cell in zip(fields, one, strict=True)] for one in before]
    )
    return []


def _put(deal: Deal, columns: dict[str, Any]) -> None:
    values = {name: _read(name, value) for name, value in columns.items()}
    if values:
        Deal.everything.filter(workspace_id=deal.workspace_id, id=deal.id).update(**values)


def _read(name: str, value: Any) -> Any:
    column: Any = Deal._meta.get_field(name)
    return column.to_python(value)
