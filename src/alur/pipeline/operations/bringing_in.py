"""Deals that come with a past: their rows, spells, tracks, lines and totals as if they had been lived here, in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from alur.events.recording import Operation
from alur.kernel.dates import iso
from alur.kernel.ids import new_ids
from alur.pipeline.facts import DealClosed, DealCreated, DealEdited, DealMoved
from alur.pipeline.models import (
    NO_AGENDA,
    NO_CLOSE,
    WARMTH,
    Deal,
    Stage,
    Status,
    Temperature,
    TrackState,
)
from alur.pipeline.operations.bringing_in_rows import DealRows, deal_of, spell_of
from alur.pipeline.operations.closing import closure_of
from alur.pipeline.operations.valuing import Line


@dataclass(slots=True)
class DealHistory:
    """What became of a deal, and when. Amounts are minor units of the workspace's currency.

    `path` is the stages it came through, each with the instant it came there, worth `amount` all the way; where it
    ended, it stands from `closed_at` on as `outcome`, worth `closed_amount`.
    """

    title: str
    path: tuple[tuple[Stage, datetime], ...]
    outcome: str = Status.OPEN
    closed_at: datetime | None = None
    amount: int = 0
    is_amount_typed: bool = False
    closed_amount: int | None = None
    owner_id: int | None = None
    organization_id: int | None = None
    source_id: int | None = None
    person_id: int | None = None
    expected_close_on: date | None = None
    temperature: str = Temperature.COLD
    reason_id: int | None = None
    reason_text: str = ""
    lines: tuple[Line, ...] = ()
    next_step: tuple[int, str, str, datetime] | None = None
    last_activity_at: datetime | None = None
    tag_ids: tuple[int, ...] = ()
    external_source: str = ""
    external_id: str = ""
    price_list_id: int | None = None
    custom: dict[str, Any] = field(default_factory=dict)

    @property
    def begun_at(self) -> datetime:
        return self.path[0][1]

    @property
    def stage(self) -> Stage:
        """The last it came to."""
        return self.path[-1][0]


def bring_in(histories: Sequence[DealHistory], stages: Sequence[Stage], *, currency: str, act: Operation) -> list[Deal]:
    """Write deals with their past inside an open operation. `stages` are those of their pipeline, in order.

    Gates are not asked: this is what has happened. Every event occurs at its own time.
    """
    rows = put_together(histories, stages, currency=currency, act=act)
    rows.write()
    return rows.deals


def put_together(
    histories: Sequence[DealHistory], stages: Sequence[Stage], *, currency: str, act: Operation
) -> DealRows:
    """What `bring_in` writes, and its events recorded, without asking the database anything."""
    rows = DealRows(act.workspace_id)
    for history, deal_id in zip(histories, new_ids(len(histories)), strict=True):
        deal = _begin(history, deal_id, stages, currency, act, rows)
        for before, after in pairwise(history.path):
            _move(deal, before, after, act, rows)
        if history.closed_at is not None and history.outcome != Status.OPEN:
            _end(deal, history, history.closed_at, act, rows)
        _tracks(deal, history, stages, rows)
        _parts(deal, history, rows)
        rows.deals.append(deal)
    rows.make_ready()
    return rows


def _begin(
    history: DealHistory, deal_id: int, stages: Sequence[Stage], currency: str, act: Operation, rows: DealRows
) -> Deal:
    stage = history.path[0][0]
    deal = deal_of(
        workspace_id=act.workspace_id,
        id=deal_id,
        title=history.title[:200],
        pipeline_id=stage.pipeline_id,
        stage_id=stage.id,
        stage_entered_at=history.begun_at,
        status=Status.OPEN,
        temperature=history.temperature,
        warmth=WARMTH[history.temperature],
        probability=stage.probability,
        owner_id=history.owner_id,
        organization_id=history.organization_id,
        source_id=history.source_id,
        price_list_id=history.price_list_id,
        amount=history.amount,
        currency_amount=history.amount,
        currency=currency,
        is_amount_typed=history.is_amount_typed,
        expected_close_on=history.expected_close_on,
        close_order_on=history.expected_close_on or NO_CLOSE,
        agenda_at=NO_AGENDA,
        last_activity_at=history.last_activity_at,
        external_source=history.external_source,
        external_id=history.external_id,
        custom=history.custom,
        created_at=history.begun_at,
        updated_at=history.begun_at,
    )
    if history.next_step is not None:
        deal.next_step_id, deal.next_step_kind, deal.next_step_title, deal.next_step_due_at = history.next_step
        deal.agenda_at = history.next_step[3]
    event_id = act.record(
        DealCreated(deal.id, deal.title, deal.pipeline_id, stage.id, deal.amount, deal.owner_id, deal.organization_id),
        about=_about(deal),
        occurred_at=history.begun_at,
    )
    rows.spells.append(spell_of(deal, history.begun_at, event_id))
    return deal


def _move(
    deal: Deal, before: tuple[Stage, datetime], after: tuple[Stage, datetime], act: Operation, rows: DealRows
) -> None:
    (old, began_at), (new, entered_at) = before, after
    began, entered = iso(began_at), iso(entered_at)
    event_id = act.record(
        DealMoved(
            deal=deal.id,
            from_pipeline=deal.pipeline_id,
            from_stage=old.id,
            to_pipeline=new.pipeline_id,
            to_stage=new.id,
            from_entered_at=began,
            from_probability=old.probability,
            to_probability=new.probability,
            tracks=[
                [old.id, [str(TrackState.ACTIVE), began, None], [str(TrackState.DONE), began, entered]],
                [new.id, None, [str(TrackState.ACTIVE), entered, None]],
            ],
        ),
        about=_about(deal),
        occurred_at=entered_at,
    )
    deal.stage_id = new.id
    deal.stage_entered_at = entered_at
    deal.probability = new.probability
    _turn(deal, entered_at, event_id, rows)


def _end(deal: Deal, history: DealHistory, at: datetime, act: Operation, rows: DealRows) -> None:
    if history.closed_amount is not None and history.closed_amount != deal.amount:
        old = {"amount": deal.amount, "currency_amount": deal.currency_amount, "is_amount_typed": deal.is_amount_typed}
        deal.amount = deal.currency_amount = history.closed_amount
        deal.is_amount_typed = True
        changes = {name: [value, getattr(deal, name)] for name, value in old.items() if value != getattr(deal, name)}
        act.record(DealEdited(deal.id, changes), about=[("deal", deal.id)], occurred_at=at)
    before = closure_of(deal)
    deal.status, deal.closed_at = history.outcome, at
    deal.reason_id, deal.reason_text = history.reason_id, history.reason_text[:500]
    ended: list[list[Any]] = []
    if deal.status == Status.WON:
        entered = iso(deal.stage_entered_at)
        running = [str(TrackState.ACTIVE), entered, None]
        ended = [[deal.stage_id, running, [str(TrackState.DONE), entered, iso(at)]]]
    event_id = act.record(
        DealClosed(
            deal=deal.id,
            outcome=deal.status,
            reason=deal.reason_text,
            until=None,
            amount=deal.amount,
            before=before,
            after=closure_of(deal),
            tracks=ended,
        ),
        about=_about(deal),
        occurred_at=at,
    )
    _turn(deal, at, event_id, rows)


def _tracks(deal: Deal, history: DealHistory, stages: Sequence[Stage], rows: DealRows) -> None:
    """Stages it came through are done, its own runs (or is done, where it was won), others passed were skipped."""
    ended_at = deal.closed_at if deal.status == Status.WON else None
    ends = [*(at for _, at in history.path[1:]), ended_at]
    came = {stage.id: (at, end) for (stage, at), end in zip(history.path, ends, strict=True)}
    for stage in stages:
        began, ended = came.get(stage.id, (None, None))
        if began is None:
            if stage.position > history.stage.position:
                continue
            turns = [(TrackState.SKIPPED, history.begun_at)]
        else:
            turns = [(TrackState.ACTIVE, began)] + ([(TrackState.DONE, ended)] if ended else [])
        rows.tracks.append((deal.id, stage.id, turns[-1][0], began, ended))
        for (state, from_at), until_at in zip(turns, [*(at for _, at in turns[1:]), None], strict=True):
            if from_at != until_at:
                rows.track_spells.append((deal.id, stage.id, state, from_at, until_at))


def _parts(deal: Deal, history: DealHistory, rows: DealRows) -> None:
    for line in history.lines:
        worth = (deal.id, line.product_id, line.quantity, line.unit_price, line.discount, line.amount)
        rows.lines.append((*worth, 0))
        rows.line_spells.append((*worth, history.begun_at, None))
    if history.person_id is not None:
        rows.people.append((deal.id, history.person_id, "", 0))
    rows.tags.extend((deal.id, tag_id) for tag_id in history.tag_ids)


def _turn(deal: Deal, at: datetime, event_id: int, rows: DealRows) -> None:
    """End the deal's last spell and begin another; two changes at one instant are one."""
    last = rows.spells[-1]
    deal.updated_at = at
    if last.from_at >= at:
        at = last.from_at
        rows.spells.pop()
    else:
        last.until_at = at
    rows.spells.append(spell_of(deal, at, event_id))


def _about(deal: Deal) -> list[tuple[str, int]]:
    about = [("deal", deal.id)]
    if deal.organization_id:
        about.append(("organization", deal.organization_id))
    return about
