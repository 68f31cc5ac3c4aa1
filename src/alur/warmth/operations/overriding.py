"""Someone's own word on how warm a deal is: it holds against the evidence until its day, and is seen as such."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from alur.events.recording import Operation, operation, via
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.models import Deal, Temperature
from alur.pipeline.operations.standing import locked, restand
from alur.pipeline.operations.warming import note_temperatures
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Member
from alur.warmth.facts import OverrideEnded, TemperatureOverridden
from alur.warmth.models import OVERRIDE_DAYS, Override
from alur.warmth.queries.receipts import override_days, override_days_in, receipt_of

LONGEST = timedelta(days=92)


def override(
    deal: Deal,
    temperature: str,
    *,
    by: Member | None,
    at: datetime,
    reason: str = "",
    until: datetime | None = None,
) -> Deal:
    """Set a deal's temperature by hand, for as long as its pipeline grants or until an instant.

    Raises Refusal by field.
    """
    if temperature not in Temperature.values:
        raise Refusal(N_("Choose cold, warm or hot."), field="temperature")
    if until is not None and not at < until <= at + LONGEST:
        raise Refusal(N_("Choose a day within the next three months."), field="until")
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        if not deal.is_open:
            raise Conflict(N_("This deal is closed: its temperature no longer changes."), field="temperature")
        earlier = _end_running(deal.workspace_id, [deal.id], at)
        row = Override(
            workspace_id=deal.workspace_id,
            deal_id=deal.id,
            temperature=temperature,
            reason=" ".join(reason.split())[:300],
            by_id=by.id if by else None,
            set_at=at,
            until_at=until or at + timedelta(days=override_days(deal)),
        )
        insert_rows([row])
        fact = TemperatureOverridden(
            deal=deal.id,
            override=row.id,
            old=deal.temperature,
            new=temperature,
            until=iso(row.until_at),
            reason=row.reason,
            earlier=earlier.get(deal.id),
        )
        event_id = act.record(fact, about=[("deal", deal.id)])
        restand(deal, {"temperature": temperature}, at=at, event_id=event_id)
    return deal


def take_off(deal: Deal, *, by: Member | None, at: datetime) -> Deal:
    """End what was set by hand: the evidence speaks again. Without an override nothing happens."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        running = Override.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id, ended_at__isnull=True)
        row = running.first()
        if row is None:
            return deal
        end(row, deal, act=act)
    return deal


def end(row: Override, deal: Deal, *, act: Operation, is_expired: bool = False) -> None:
    """End an override of a locked deal, inside an open operation; an open deal goes back to its evidence."""
    Override.objects.filter(workspace_id=row.workspace_id, id=row.id).update(ended_at=act.at)
    new = receipt_of(deal, at=act.at).temperature if deal.is_open else deal.temperature
    fact = OverrideEnded(deal.id, row.id, deal.temperature, new, is_expired)
    event_id = act.record(fact, about=[("deal", deal.id)])
    if new != deal.temperature:
        columns = {"temperature": new, **({"cooled_at": None} if act.undoes else {})}
        restand(deal, columns, at=act.at, event_id=event_id, is_edit=not is_expired)


def expire(workspace_id: int, *, at: datetime, most: int = 50) -> int:
    """End what has run out, in one transaction. Returns how many; 0: none is left."""
    due = Override.objects.filter(workspace_id=workspace_id, ended_at__isnull=True, until_at__lte=at)
    ids = list(due.order_by("until_at").values_list("id", flat=True)[:most])
    if not ids:
        return 0
    with via("system"), operation(workspace_id, by=None, at=at) as act:
        rows = {one.deal_id: one for one in Override.objects.filter(workspace_id=workspace_id, id__in=ids)}
        deals = Deal.everything.select_for_update().filter(workspace_id=workspace_id, id__in=list(rows))
        for deal in deals.order_by("id"):
            end(rows[deal.id], deal, act=act, is_expired=True)
    return len(ids)


def keep_by_hand(temperatures: Mapping[int, str], *, act: Operation) -> None:
    """What was set together with other columns of a deal holds as any override does; `act` has recorded it."""
    rows = Deal.objects.filter(workspace_id=act.workspace_id, id__in=list(temperatures), status="open")
    pipelines = dict(rows.values_list("id", "pipeline_id"))
    if not pipelines:
        return
    days = override_days_in(act.workspace_id)
    _end_running(act.workspace_id, list(pipelines), act.at)
    insert_rows(
        [
            Override(
                workspace_id=act.workspace_id,
                deal_id=deal_id,
                temperature=temperatures[deal_id],
                by_id=act.by.id if act.by else None,
                set_at=act.at,
                until_at=act.at + timedelta(days=days.get(pipeline_id, OVERRIDE_DAYS)),
            )
            for deal_id, pipeline_id in pipelines.items()
        ]
    )


def forget_by_hand(deal_ids: list[int], *, act: Operation) -> None:
    """What was set by hand was taken back: the evidence speaks again."""
    _end_running(act.workspace_id, deal_ids, act.at)


def reopen(override_id: int | None, deal: Deal, *, act: Operation) -> None:
    """Let an override that was ended hold again, for a locked deal, where its day is still to come."""
    rows = Override.objects.filter(workspace_id=act.workspace_id, id=override_id or 0, until_at__gt=act.at)
    rows.update(ended_at=None)


def settle(deal: Deal, *, act: Operation) -> None:
    """Bring a locked deal to its override, or to its evidence where it has none."""
    running = Override.objects.filter(workspace_id=act.workspace_id, deal_id=deal.id, ended_at__isnull=True).first()
    found = receipt_of(deal, at=act.at)
    temperature = running.temperature if running else found.temperature
    note_temperatures({deal.id: (deal, temperature, found.score)}, act=act)


def _end_running(workspace_id: int, deal_ids: list[int], at: datetime) -> dict[int, int]:
    """Deal to the override that held until now."""
    rows = Override.objects.filter(workspace_id=workspace_id, deal_id__in=deal_ids, ended_at__isnull=True)
    found = dict(rows.values_list("deal_id", "id"))
    if found:
        Override.objects.filter(workspace_id=workspace_id, id__in=list(found.values())).update(ended_at=at)
    return found
