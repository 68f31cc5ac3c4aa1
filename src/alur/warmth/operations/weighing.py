"""The weights of a pipeline, as its owner sets them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alur.events.recording import Operation, operation
from alur.kernel.refusal import N_, Conflict, Refusal, Refusals
from alur.pipeline.models import Pipeline
from alur.tenancy.models import Member
from alur.warmth.facts import WeightsSet
from alur.warmth.kinds import DEFAULT, KINDS
from alur.warmth.models import Weighting

POINTS = 100
LONGEST_HALF_LIFE = 3_650
LONGEST_OVERRIDE = 92
FIGURES = ("start", "warm_from", "hot_from", "override_days")
Plain = dict[str, Any]
"""All that can be set, as the fact carries it: `kinds` by key as [points, half-life or null], the figures, uses_fit."""


class WeightsChangedMeanwhile(Conflict):
    def __init__(self) -> None:
        super().__init__(N_("Someone changed the weights meanwhile. Look at them, then save again."))


def weighting_of(pipeline: Pipeline) -> Weighting:
    """The pipeline's own, or one of the weights that come with Alur, which is not kept yet (version 0)."""
    own = Weighting.objects.filter(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id).first()
    return own or Weighting(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id, version=0)


def plain(weighting: Weighting) -> Plain:
    kinds = {key: weighting.kinds.get(key, [weight.points, weight.half_life]) for key, weight in DEFAULT.kinds.items()}
    return {"kinds": kinds, **{name: getattr(weighting, name) for name in FIGURES}, "uses_fit": weighting.uses_fit}


def set_weights(
    pipeline: Pipeline, wanted: Plain, *, by: Member | None, at: datetime, if_version: int | None = None
) -> bool:
    """Set all weights of a pipeline; its deals are scored again soon after. Returns whether anything changed.

    Raises Refusals by field (`points-<kind>`, `days-<kind>`, a figure's name), WeightsChangedMeanwhile.
    """
    proof(wanted)
    if by is not None and not by.is_owner:
        raise Refusal(N_("Only an owner sets the weights."))
    with operation(pipeline.workspace_id, by=by, at=at) as act:
        Pipeline.objects.select_for_update().get(workspace_id=pipeline.workspace_id, id=pipeline.id)
        kept = weighting_of(pipeline)
        if if_version is not None and if_version != kept.version:
            raise WeightsChangedMeanwhile
        if wanted["uses_fit"] and not kept.fit:
            raise Refusal(N_("Nothing was fitted yet."), field="uses_fit")
        if plain(kept) == wanted:
            return False
        put(pipeline, wanted, act=act)
    return True


def put(pipeline: Pipeline, wanted: Plain, *, act: Operation) -> None:
    """Write and record them inside an open operation."""
    row = weighting_of(pipeline)
    old = plain(row)
    for name in ("kinds", *FIGURES, "uses_fit"):
        setattr(row, name, wanted[name])
    keep(row, at=act.at)
    act.record(WeightsSet(pipeline.id, pipeline.name, old, wanted), about=[("pipeline", pipeline.id)])


def keep(row: Weighting, *, at: datetime) -> None:
    """Save it as a version on."""
    row.version += 1
    row.updated_at = at
    row.save(force_insert=row.version == 1)


def proof(wanted: Plain) -> None:
    """Raises Refusals that name every fault."""
    faults: list[Refusal] = []
    for key in KINDS:
        points, half_life = wanted["kinds"][key]
        if not -POINTS <= points <= POINTS:
            faults.append(Refusal(N_("Points are from −100 to 100."), field=f"points-{key}"))
        if half_life is not None and not 1 <= half_life <= LONGEST_HALF_LIFE:
            faults.append(Refusal(N_("Days are from 1 to 3,650, or empty: it does not fade."), field=f"days-{key}"))
    if not 0 <= wanted["start"] <= 100:
        faults.append(Refusal(N_("A deal starts from 0 to 100."), field="start"))
    if not 1 <= wanted["warm_from"] <= 99:
        faults.append(Refusal(N_("Warm begins from 1 to 99."), field="warm_from"))
    if not wanted["warm_from"] < wanted["hot_from"] <= 100:
        faults.append(Refusal(N_("Hot begins above warm, up to 100."), field="hot_from"))
    if not 1 <= wanted["override_days"] <= LONGEST_OVERRIDE:
        faults.append(Refusal(N_("What is set by hand holds from 1 to 92 days."), field="override_days"))
    if faults:
        raise Refusals(faults)
