"""Rows, spells and totals of many deals that come to stand somewhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from alur.fields.models import CustomLink, FieldDefinition, RecordKind
from alur.fields.operations.filling import REFERENCES
from alur.pipeline.models import NO_AGENDA, NO_CLOSE, Deal, DealSpell
from alur.pipeline.operations.flowing import Turn, shift_flow
from alur.pipeline.operations.losing import Lost, shift_losses
from alur.pipeline.operations.standing import SPELLED, at_one_instant, warmth_of
from alur.pipeline.operations.totalling import Standing, shift_now, shift_past
from alur.tenancy.inserting import insert_rows

Turned = tuple[Deal, datetime, bool]
"""A deal, the instant of its change, and whether there was another at that instant."""


@dataclass(slots=True)
class Restanding:
    """A locked deal, the columns that change, and the event that says so."""

    deal: Deal
    changes: Mapping[str, Any]
    event_id: int | None


def restand_many(workspace_id: int, restandings: Sequence[Restanding], *, at: datetime, is_edit: bool = True) -> None:
    """As `restand` does for one. `is_edit` False leaves the versions alone."""
    before = {one.deal.id: (Standing.of(one.deal), one.deal.stage_entered_at) for one in restandings}
    lost = {one.deal.id: Lost.of(one.deal) for one in restandings}
    spelled = [one for one in restandings if _is_spelled(one)]
    for one in restandings:
        one.changes = {**warmth_of(one.deal, one.changes, at), **one.changes}
        for name, value in one.changes.items():
            setattr(one.deal, name, value)
        one.deal.updated_at = at
    _write(workspace_id, restandings, at, is_edit=is_edit)
    _link(workspace_id, [one.deal for one in restandings if "custom" in one.changes])
    turned = turn_spells(workspace_id, {one.deal.id: (one.deal, one.event_id) for one in spelled}, at)
    shift_turned(workspace_id, turned, before)
    shift_losses(
        workspace_id, ((lost[one.deal.id], Lost.of(one.deal)) for one in restandings if one.deal.deleted_at is None)
    )


def shift_turned(workspace_id: int, turned: Sequence[Turned], before: Mapping[int, tuple[Standing, datetime]]) -> None:
    """Bring the totals up to date. `before` is how each stood, and since when in its stage; those in the trash are
    counted nowhere.
    """
    now: list[tuple[Standing | None, Standing | None]] = []
    past: list[tuple[datetime, Standing | None, Standing | None]] = []
    flow: list[tuple[int, Turn]] = []
    for deal, at, is_one in turned:
        (old, entered_at), new = before[deal.id], Standing.of(deal)
        if deal.deleted_at is None and old != new:
            now.append((old, new))
            past.append((at, old, new))
            turn = Turn(at, old, new, entered_at, deal.created_at)
            flow.extend(at_one_instant(deal, turn) if is_one else [(1, turn)])
    shift_now(workspace_id, now)
    shift_past(workspace_id, past)
    shift_flow(workspace_id, flow)


def turn_spells(workspace_id: int, deals: Mapping[int, tuple[Deal, int | None]], at: datetime) -> list[Turned]:
    """End the open spells of these deals and begin others."""
    ended: list[int] = []
    begun: list[DealSpell] = []
    turned: list[Turned] = []
    open_spells = DealSpell.objects.filter(workspace_id=workspace_id, deal_id__in=list(deals), until_at__isnull=True)
    for spell in open_spells:
        deal, event_id = deals[spell.deal_id]
        values = {name: getattr(deal, name) for name in SPELLED}
        if spell.from_at >= at:  # two changes at one instant are one
            DealSpell.objects.filter(workspace_id=workspace_id, id=spell.id).update(**values, event_id=event_id)
            turned.append((deal, spell.from_at, True))
            continue
        ended.append(spell.id)
        begun.append(DealSpell(workspace_id=workspace_id, deal_id=deal.id, from_at=at, event_id=event_id, **values))
        turned.append((deal, at, False))
    DealSpell.objects.filter(workspace_id=workspace_id, id__in=ended).update(until_at=at)
    insert_rows(begun)
    return turned


def _is_spelled(one: Restanding) -> bool:
    return any(name in SPELLED and getattr(one.deal, name) != value for name, value in one.changes.items())


def _write(workspace_id: int, restandings: Sequence[Restanding], at: datetime, *, is_edit: bool) -> None:
    """One statement for all that change alike; own values differ from deal to deal, so these are written row by row."""
    groups: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    for one in restandings:
        columns = {**one.changes, **_orders(one)}
        alike = tuple(sorted((name, value) for name, value in columns.items() if name != "custom"))
        groups[alike].append(one.deal.id)
    more: dict[str, Any] = {"version": F("version") + 1} if is_edit else {}
    for columns_alike, ids in groups.items():
        Deal.everything.filter(workspace_id=workspace_id, id__in=ids).update(
            **dict(columns_alike), **more, updated_at=at
        )
    with_own = [one.deal for one in restandings if "custom" in one.changes]
    if with_own:
        Deal.everything.bulk_update(with_own, ["custom"], batch_size=200)


def _orders(one: Restanding) -> dict[str, Any]:
    """The columns that repeat others for the order of lists."""
    columns: dict[str, Any] = {}
    if "next_step_due_at" in one.changes:
        columns["agenda_at"] = one.deal.agenda_at = one.deal.next_step_due_at or NO_AGENDA
    if "expected_close_on" in one.changes:
        columns["close_order_on"] = one.deal.close_order_on = one.deal.expected_close_on or NO_CLOSE
    return columns


def _link(workspace_id: int, deals: Sequence[Deal]) -> None:
    """Write anew whom the own values of these deals name."""
    if not deals:
        return
    fields = list(
        FieldDefinition.objects.filter(workspace_id=workspace_id, record_kind=RecordKind.DEAL, type__in=REFERENCES)
    )
    if not fields:
        return
    ids = [deal.id for deal in deals]
    CustomLink.objects.filter(workspace_id=workspace_id, record_kind=RecordKind.DEAL, record_id__in=ids).delete()
    insert_rows(
        [
            CustomLink(
                workspace_id=workspace_id,
                record_kind=RecordKind.DEAL,
                record_id=deal.id,
                field_id=field.id,
                target_kind=field.type,
                target_id=int(deal.custom[field.key]),
            )
            for deal in deals
            for field in fields
            if deal.custom.get(field.key)
        ]
    )
