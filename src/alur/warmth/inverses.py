"""How what people do to a temperature is taken back."""

from __future__ import annotations

from alur.events.recording import Operation
from alur.events.undoing import inverse_of
from alur.kernel.refusal import N_, Conflict
from alur.pipeline.models import Deal, Pipeline
from alur.pipeline.operations.standing import locked
from alur.warmth.facts import FitLeft, OverrideEnded, TemperatureOverridden, WeightsAdopted, WeightsSet
from alur.warmth.models import Override
from alur.warmth.operations import fitting, overriding, weighing


@inverse_of(TemperatureOverridden)
def take_back_override(fact: TemperatureOverridden, act: Operation) -> None:
    deal = _open(fact.deal, act)
    row = Override.objects.filter(workspace_id=act.workspace_id, id=fact.override, ended_at__isnull=True).first()
    if row is None:
        raise Conflict(N_("The temperature was changed since; this cannot be undone."))
    overriding.end(row, deal, act=act)
    if fact.earlier is not None:
        overriding.reopen(fact.earlier, deal, act=act)
        overriding.settle(deal, act=act)


@inverse_of(OverrideEnded)
def bring_back_override(fact: OverrideEnded, act: Operation) -> None:
    deal = _open(fact.deal, act)
    if Override.objects.filter(workspace_id=act.workspace_id, deal_id=deal.id, ended_at__isnull=True).exists():
        raise Conflict(N_("The temperature was changed since; this cannot be undone."))
    row = Override.objects.filter(workspace_id=act.workspace_id, id=fact.override, until_at__gt=act.at).first()
    if row is None:
        raise Conflict(N_("It has run out; set the temperature again."))
    overriding.override(deal, row.temperature, by=act.by, at=act.at, reason=row.reason, until=row.until_at)


@inverse_of(WeightsSet)
def take_back_weights(fact: WeightsSet, act: Operation) -> None:
    pipeline = Pipeline.objects.filter(workspace_id=act.workspace_id, id=fact.pipeline, deleted_at__isnull=True).first()
    if pipeline is None or weighing.plain(weighing.weighting_of(pipeline)) != fact.new:
        raise Conflict(N_("The weights were changed since; this cannot be undone."))
    weighing.put(pipeline, fact.old, act=act)


@inverse_of(WeightsAdopted)
def take_back_adoption(fact: WeightsAdopted, act: Operation) -> None:
    pipeline = Pipeline.objects.filter(workspace_id=act.workspace_id, id=fact.pipeline, deleted_at__isnull=True).first()
    row = weighing.weighting_of(pipeline) if pipeline is not None else None
    if pipeline is None or row is None or {"fit": row.fit, "uses_fit": row.uses_fit} != fact.new:
        raise Conflict(N_("The weights were changed since; this cannot be undone."))
    fitting.take(pipeline, fact.old, act=act)


@inverse_of(FitLeft)
def take_back_leaving(fact: FitLeft, act: Operation) -> None:
    pipeline = Pipeline.objects.filter(workspace_id=act.workspace_id, id=fact.pipeline, deleted_at__isnull=True).first()
    row = weighing.weighting_of(pipeline) if pipeline is not None else None
    if row is None or row.version != fact.weights:
        raise Conflict(N_("The weights were changed since; this cannot be undone."))
    fitting.wait_again(row, fact.candidate, act=act)


def _open(deal_id: int, act: Operation) -> Deal:
    deal = Deal.objects.filter(workspace_id=act.workspace_id, id=deal_id).first()
    if deal is None:
        raise Conflict(N_("The deal is in the trash. Restore it first."))
    if not deal.is_open:
        raise Conflict(N_("This deal is closed: its temperature no longer changes."))
    return locked(deal)
