"""How a deal comes to stand somewhere else: its row, its spells and the totals change together, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alur.fields.models import RecordKind
from alur.fields.operations.filling import keep_links
from alur.pipeline.models import NO_AGENDA, NO_CLOSE, Deal, DealSpell
from alur.pipeline.operations.totalling import Standing, shift_now, shift_past, spell_changes

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
    found: Deal = Deal.objects.select_for_update().get(workspace_id=deal.workspace_id, id=deal.id)
    return found


def begin_standing(deal: Deal, *, at: datetime, event_id: int | None) -> None:
    """Save a new deal, open its first spell, count it."""
    _keep_orders(deal)
    deal.save(force_insert=True)
    _spell(deal, at, event_id).save(force_insert=True)
    standing = Standing.of(deal)
    shift_now(deal.workspace_id, [(None, standing)])
    shift_past(deal.workspace_id, [(at, None, standing)])


def restand(
    deal: Deal, changes: Mapping[str, Any], *, at: datetime, event_id: int | None, is_edit: bool = True
) -> None:
    """Write changed columns of a locked deal. What the past is asked about ends its spell and begins another.

    `is_edit` False leaves the version alone: the system's own upkeep does not stand in the way of people's edits.
    """
    before = Standing.of(deal)
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
    if spelled:
        at = _turn_spell(deal, at, event_id)
        after = Standing.of(deal)
        if after != before:
            shift_now(deal.workspace_id, [(before, after)])
            shift_past(deal.workspace_id, [(at, before, after)])


def stop_standing(deal: Deal, *, at: datetime) -> None:
    """Put a deal into the trash: gone from the present and from the past."""
    spells = DealSpell.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id)
    shift_now(deal.workspace_id, [(Standing.of(deal), None)])
    shift_past(deal.workspace_id, spell_changes(spells, sign=-1))
    deal.deleted_at = at
    deal.updated_at = at
    deal.save(update_fields=["deleted_at", "updated_at"])


def resume_standing(deal: Deal, *, at: datetime) -> None:
    """Bring a deal back from the trash, its past with it."""
    spells = DealSpell.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id)
    shift_now(deal.workspace_id, [(None, Standing.of(deal))])
    shift_past(deal.workspace_id, spell_changes(spells, sign=1))
    deal.deleted_at = None
    deal.updated_at = at
    deal.save(update_fields=["deleted_at", "updated_at"])


def _keep_orders(deal: Deal) -> None:
    deal.agenda_at = deal.next_step_due_at or NO_AGENDA
    deal.close_order_on = deal.expected_close_on or NO_CLOSE


def _turn_spell(deal: Deal, at: datetime, event_id: int | None) -> datetime:
    """End the open spell and begin another; two changes at one instant are one. Returns the instant of the change."""
    open_spell = DealSpell.objects.get(workspace_id=deal.workspace_id, deal_id=deal.id, until_at__isnull=True)
    at = max(at, open_spell.from_at)  # two servers' clocks may differ by a little: no spell ends before it began
    if open_spell.from_at == at:
        for name in SPELLED:
            setattr(open_spell, name, getattr(deal, name))
        open_spell.event_id = event_id
        open_spell.save(update_fields=[*SPELLED, "event_id"])
        return at
    open_spell.until_at = at
    open_spell.save(update_fields=["until_at"])
    _spell(deal, at, event_id).save(force_insert=True)
    return at


def _spell(deal: Deal, at: datetime, event_id: int | None) -> DealSpell:
    return DealSpell(
        workspace_id=deal.workspace_id,
        deal_id=deal.id,
        from_at=at,
        event_id=event_id,
        **{name: getattr(deal, name) for name in SPELLED},
    )
