"""How a deal comes to stand somewhere else: its row, its spells and the totals change together, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from alur.fields.models import RecordKind
from alur.fields.operations.filling import keep_links
from alur.pipeline.models import MERGED, NO_AGENDA, NO_CLOSE, WARMTH, Deal, DealSpell
from alur.pipeline.operations.flowing import Turn, shift_flow, turns_of
from alur.pipeline.operations.losing import Lost, shift_losses
from alur.pipeline.operations.totalling import Standing, shift_now, shift_past, spell_changes
from alur.tenancy.inserting import insert_rows
from alur.tenancy.prepared import Prepared, Slot

SPELLED = (
    "pipeline_id",
    "stage_id",
    "stage_entered_at",
    "status",
    "owner_id",
    "amount",
    "probability",
    "expected_close_on",
    "temperature",
)


def locked(deal: Deal) -> Deal:
    """The deal as it is now, held until the commit. Raises Deal.DoesNotExist when it has gone to the trash."""
    found = _LOCKED.first(workspace_id=deal.workspace_id, id=deal.id)
    if found is None:
        raise Deal.DoesNotExist
    return found


_LOCKED: Prepared[Deal] = Prepared(
    lambda: Deal.objects.select_for_update().filter(workspace_id=Slot("workspace_id"), id=Slot("id"))
)


def begin_standing(deal: Deal, *, at: datetime, event_id: int | None) -> None:
    """Save a new deal, open its first spell, count it."""
    _keep_orders(deal)
    insert_rows([deal])
    deal._state.adding = False
    insert_rows([_spell(deal, at, event_id)])
    standing = Standing.of(deal)
    shift_now(deal.workspace_id, [(None, standing)])
    shift_past(deal.workspace_id, [(at, None, standing)])
    shift_flow(deal.workspace_id, [(1, Turn(at, None, standing, at, at))])


def restand(
    deal: Deal, changes: Mapping[str, Any], *, at: datetime, event_id: int | None, is_edit: bool = True
) -> None:
    """Write changed columns of a locked deal. What the past is asked about ends its spell and begins another.

    `is_edit` False leaves the version alone: the system's own upkeep does not stand in the way of people's edits.
    """
    before, entered_at, lost = Standing.of(deal), deal.stage_entered_at, Lost.of(deal)
    changes = {**warmth_of(deal, changes, at), **changes}
    spelled = any(name in SPELLED and getattr(deal, name) != value for name, value in changes.items())
    for name, value in changes.items():
        setattr(deal, name, value)
    _keep_orders(deal)
    deal.updated_at = at
    written = {*changes, "updated_at", "agenda_at", "close_order_on"}
    if is_edit:
        deal.version += 1
        written.add("version")
    deal.save(update_fields=sorted(written))
    if "custom" in changes:
        keep_links(deal.workspace_id, RecordKind.DEAL, deal.id, deal.custom)
    shift_losses(deal.workspace_id, [(lost, Lost.of(deal))])
    if spelled:
        at, is_one = _turn_spell(deal, at, event_id)
        after = Standing.of(deal)
        if after != before:
            shift_now(deal.workspace_id, [(before, after)])
            shift_past(deal.workspace_id, [(at, before, after)])
            turn = Turn(at, before, after, entered_at, deal.created_at)
            shift_flow(deal.workspace_id, at_one_instant(deal, turn) if is_one else [(1, turn)])


def stop_standing(deal: Deal, *, at: datetime) -> None:
    """Put a deal into the trash: gone from the present and from the past."""
    spells = spells_of(deal.workspace_id, [deal.id])
    shift_now(deal.workspace_id, [(Standing.of(deal), None)])
    shift_past(deal.workspace_id, spell_changes(spells, sign=-1))
    shift_flow(deal.workspace_id, ((-1, turn) for turn in turns_of(spells)))
    shift_losses(deal.workspace_id, [(Lost.of(deal), None)])
    deal.deleted_at = at
    deal.updated_at = at
    deal.save(update_fields=["deleted_at", "updated_at"])


def resume_standing(deal: Deal, *, at: datetime) -> None:
    """Bring a deal back from the trash, its past with it."""
    spells = spells_of(deal.workspace_id, [deal.id])
    shift_now(deal.workspace_id, [(None, Standing.of(deal))])
    shift_past(deal.workspace_id, spell_changes(spells, sign=1))
    shift_flow(deal.workspace_id, ((1, turn) for turn in turns_of(spells)))
    shift_losses(deal.workspace_id, [(None, Lost.of(deal))])
    deal.deleted_at = None
    deal.updated_at = at
    deal.save(update_fields=["deleted_at", "updated_at"])


def go_into_another(deal: Deal, *, at: datetime, event_id: int) -> None:
    """End a deal as a part of another: into the trash and out of the present, while its past stays as it was."""
    restand(deal, {"status": MERGED}, at=at, event_id=event_id, is_edit=False)
    deal.deleted_at = at
    deal.save(update_fields=["deleted_at"])


def come_out_again(deal: Deal, status: str, *, at: datetime, event_id: int) -> None:
    """The way back: it stands where it stood, from now on. IntegrityError where another has its outside number."""
    deal.deleted_at = None
    deal.save(update_fields=["deleted_at"])
    restand(deal, {"status": status}, at=at, event_id=event_id, is_edit=False)


def spells_of(workspace_id: int, deal_ids: Collection[int]) -> list[DealSpell]:
    """All spells of these deals, each deal's from its first on."""
    rows = DealSpell.objects.filter(workspace_id=workspace_id, deal_id__in=deal_ids)
    return list(rows.order_by("deal_id", "from_at"))


def at_one_instant(deal: Deal, turn: Turn) -> list[tuple[int, Turn]]:
    """Two changes of a deal at one instant are one: the second takes the first back, and begins where it began."""
    assert turn.before is not None
    prior = DealSpell.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, until_at=turn.at).first()
    stood = Standing.of(prior) if prior else None
    entered_at = prior.stage_entered_at if prior else turn.at
    first = Turn(turn.at, stood, turn.before, entered_at, turn.begun_at)
    both = Turn(turn.at, stood, turn.after, entered_at, turn.begun_at)
    return [(-1, first), (1, both)]


def warmth_of(deal: Deal, changes: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The columns that follow from another temperature: its place in the order, and since when it is colder."""
    new = changes.get("temperature", deal.temperature)
    if new == deal.temperature:
        return {}
    return {"warmth": WARMTH[new], "cooled_at": at if WARMTH[new] < WARMTH[deal.temperature] else None}


def _keep_orders(deal: Deal) -> None:
    deal.warmth = WARMTH[deal.temperature]
    deal.agenda_at = deal.next_step_due_at or NO_AGENDA
    deal.close_order_on = deal.expected_close_on or NO_CLOSE


def _turn_spell(deal: Deal, at: datetime, event_id: int | None) -> tuple[datetime, bool]:
    """End the open spell and begin another; two changes at one instant are one.

    Returns the instant of the change, and whether there was another at it.
    """
    open_spell = DealSpell.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, until_at__isnull=True)
    if open_spell.filter(from_at__lt=at).update(until_at=at):
        insert_rows([_spell(deal, at, event_id)])
        return at, False
    # It began at this instant, or after it, for two servers' clocks may differ: no spell ends before it began.
    began = open_spell.get()
    for name in SPELLED:
        setattr(began, name, getattr(deal, name))
    began.event_id = event_id
    began.save(update_fields=[*SPELLED, "event_id"])
    return began.from_at, True


def _spell(deal: Deal, at: datetime, event_id: int | None) -> DealSpell:
    return DealSpell(
        workspace_id=deal.workspace_id,
        deal_id=deal.id,
        from_at=at,
        event_id=event_id,
        **{name: getattr(deal, name) for name in SPELLED},
    )
