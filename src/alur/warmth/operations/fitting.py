"""Fitting a pipeline's weights to what became of its closed deals. Nothing changes until an owner switches to them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from alur.events.recording import Operation, operation
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.pipeline.models import Pipeline
from alur.tenancy.models import Member
from alur.warmth.facts import FitLeft, WeightsAdopted, WeightsFitted, WeightsRefitted
from alur.warmth.fitting import Measures, fit_points, measure, surely_better
from alur.warmth.models import Weighting
from alur.warmth.operations.weighing import keep, weighting_of
from alur.warmth.queries.outcomes import outcomes_of
from alur.warmth.queries.receipts import weights_of
from alur.warmth.scoring import Weights

FEWEST = 200
FEWEST_OF_EACH = 20
HELD_BACK = 0.25
"""The last of the deals, by which the weights are judged and from which they learn nothing."""
SURE = 80
"""Percent, from which a new fit is worth an owner's word."""


def fit(pipeline: Pipeline, *, by: Member | None, at: datetime) -> dict[str, Any]:
    """Fit, measure and keep; returns what is kept (docs/temperature.md).

    Raises Refusal where there is too little to learn from.
    """
    if by is not None and not by.is_owner:
        raise Refusal(N_("Only an owner sets the weights."))
    row = weighting_of(pipeline)
    own = weights_of(Weighting(**{**_by_hand(row), "uses_fit": False}))
    found = _fitted(pipeline, own, own, at=at)
    with operation(pipeline.workspace_id, by=by, at=at) as act:
        Pipeline.objects.select_for_update().get(workspace_id=pipeline.workspace_id, id=pipeline.id)
        row = weighting_of(pipeline)
        if row.uses_fit:
            raise Refusal(
                N_("The fitted weights are in use. Switch to those by hand before you fit again."), field="fit"
            )
        row.fit, row.candidate = found, None
        keep(row, at=at)
        act.record(
            WeightsFitted(pipeline.id, pipeline.name, found["trained"], found["tested"]),
            about=[("pipeline", pipeline.id)],
        )
    return found


def refit(pipeline: Pipeline, *, at: datetime) -> dict[str, Any] | None:
    """Try the month's fit of a pipeline whose weights were fitted once; what tells better than the weights in use waits
    for an owner's word. None where there is nothing of the kind, or too little to learn from."""
    row = weighting_of(pipeline)
    if row.fit is None:
        return None
    own, used = weights_of(Weighting(**{**_by_hand(row), "uses_fit": False})), weights_of(row)
    try:
        found = _fitted(pipeline, own, used, at=at)
    except Refusal:
        return None
    old, new = found["used"], found["fit"]
    if not (found["better"] >= SURE and new["auc"] > old["auc"] and new["brier"] < old["brier"]):
        return None
    with operation(pipeline.workspace_id, by=None, at=at) as act:
        Pipeline.objects.select_for_update().get(workspace_id=pipeline.workspace_id, id=pipeline.id)
        row = weighting_of(pipeline)
        if weights_of(row) != used:
            return None  # somebody has set other weights meanwhile
        row.candidate = found
        keep(row, at=at)
        figures = ([old["auc"], new["auc"]], [old["brier"], new["brier"]])
        fact = WeightsRefitted(pipeline.id, pipeline.name, found["tested"], found["better"], *figures)
        act.record(fact, about=[("pipeline", pipeline.id)])
    return found


def adopt(pipeline: Pipeline, *, by: Member | None, at: datetime) -> None:
    """Use the fit that waits. Conflict where none does."""
    with operation(pipeline.workspace_id, by=by, at=at) as act:
        row = _waiting(pipeline, by)
        new = {
            "fit": {name: value for name, value in (row.candidate or {}).items() if name != "used"},
            "uses_fit": True,
        }
        take(pipeline, new, act=act)


def leave(pipeline: Pipeline, *, by: Member | None, at: datetime) -> None:
    """Keep the weights in use: the fit that waits is put away. Conflict where none does."""
    with operation(pipeline.workspace_id, by=by, at=at) as act:
        row = _waiting(pipeline, by)
        left, row.candidate = row.candidate or {}, None
        keep(row, at=at)
        act.record(FitLeft(pipeline.id, pipeline.name, left, row.version), about=[("pipeline", pipeline.id)])


def wait_again(row: Weighting, candidate: dict[str, Any], *, act: Operation) -> None:
    """A fit that was left alone waits again, inside an open operation."""
    row.candidate = candidate
    keep(row, at=act.at)


def take(pipeline: Pipeline, new: dict[str, Any], *, act: Operation) -> None:
    """Write a fit, and whether it is used, inside an open operation."""
    row = weighting_of(pipeline)
    old = {"fit": row.fit, "uses_fit": row.uses_fit}
    row.fit, row.uses_fit, row.candidate = new["fit"], new["uses_fit"], None
    keep(row, at=act.at)
    act.record(WeightsAdopted(pipeline.id, pipeline.name, old, new), about=[("pipeline", pipeline.id)])


def _waiting(pipeline: Pipeline, by: Member | None) -> Weighting:
    if by is not None and not by.is_owner:
        raise Refusal(N_("Only an owner sets the weights."))
    Pipeline.objects.select_for_update().get(workspace_id=pipeline.workspace_id, id=pipeline.id)
    row = weighting_of(pipeline)
    if row.candidate is None:
        raise Conflict(N_("No new fit waits here any more."))
    return row


def _fitted(pipeline: Pipeline, own: Weights, used: Weights, *, at: datetime) -> dict[str, Any]:
    """Weights fitted to the earlier of the closed deals, with what they, those set by hand and those in use are worth
    on the later ones. Refusal where there is too little to learn from."""
    known = outcomes_of(pipeline, own)
    if len(known.samples) < FEWEST:
        sentence = N_("%(count)d deals have ended here; weights are fitted from %(fewest)d on.")
        raise Refusal(sentence, field="fit", count=len(known.samples), fewest=FEWEST)
    if min(known.won, len(known.samples) - known.won) < FEWEST_OF_EACH:
        sentence = N_("%(won)d of %(count)d deals were won: to tell them apart takes %(fewest)d of each at least.")
        params = {"won": known.won, "count": len(known.samples), "fewest": FEWEST_OF_EACH}
        raise Refusal(sentence, field="fit", **params)
    cut = round(len(known.samples) * (1 - HELD_BACK))
    train, test = known.samples[:cut], known.samples[cut:]
    if len({won for _one, won in test}) < 2 or len({won for _one, won in train}) < 2:
        raise Refusal(N_("The last deals all ended alike: there is nothing to judge the weights by."), field="fit")
    seen = Counter(kind for one, _won in train for kind in one)
    kinds = [kind for kind in own.kinds if seen[kind]]
    fitted, ranges = fit_points(train, kinds, own)
    by_hand, misses = measure(train, test, own)
    by_use, used_misses = (by_hand, misses) if used == own else measure(train, test, used)
    by_fit, other_misses = measure(train, test, fitted)
    return {
        "points": {kind: fitted.kinds[kind].points for kind in kinds},
        "ranges": ranges,
        "start": fitted.start,
        "trained": len(train),
        "tested": len(test),
        "hand": _plain(by_hand),
        "used": _plain(by_use),
        "fit": _plain(by_fit),
        "better": surely_better(other_misses, used_misses),
        "at": iso(at),
    }


def _by_hand(row: Weighting) -> dict[str, Any]:
    names = ("workspace_id", "pipeline_id", "kinds", "start", "warm_from", "hot_from", "override_days", "fit")
    return {name: getattr(row, name) for name in names}


def _plain(measures: Measures) -> dict[str, Any]:
    return {
        "auc": round(measures.auc, 4),
        "auc_range": [round(one, 4) for one in measures.auc_range],
        "brier": round(measures.brier, 4),
        "brier_range": [round(one, 4) for one in measures.brier_range],
        "won": {name: list(counts) for name, counts in measures.won.items()},
    }
