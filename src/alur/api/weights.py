"""What a pipeline's evidence counts towards the temperature, and the weights that were fitted to closed deals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext
from pydantic import Field
from typing_extensions import TypedDict

from alur.api.pipelines import pipeline_of
from alur.api.shell.answering import InstantOut, answer, instant, must_match, version_tag, writing
from alur.api.shell.problems import NotAllowed
from alur.api.shell.reading import Body, PathId
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.pipeline.models import Pipeline
from alur.warmth.models import Weighting
from alur.warmth.operations.fitting import adopt, leave
from alur.warmth.operations.weighing import FIGURES, plain, set_weights, weighting_of
from alur.warmth.wording import name_of

routes = Resource("weights")

Points = Annotated[int, Field(strict=True, ge=-100, le=100)]
HalfLife = Annotated[int, Field(strict=True, ge=1, le=3650)]


class WeightOut(TypedDict):
    """Points that a kind of evidence adds or takes, and the days in which they fade by half; null: they do not fade.
    `fitted` are its points by the fit that is kept, where closed deals said something of it."""

    kind: str
    label: str
    points: int
    half_life_days: int | None
    fitted: int | None


class WeightsOut(TypedDict):
    """`kinds` as set by hand; with `uses_fit` the fitted points and start count in their place. Below `warm_from` a
    deal is cold, from `hot_from` on hot; what is set by hand on a deal holds `override_days`."""

    kinds: list[WeightOut]
    start: int
    fitted_start: int | None
    warm_from: int
    hot_from: int
    override_days: int
    uses_fit: bool


class WeightIn(Body):
    """Of one kind. Both are set."""

    kind: Annotated[str, Field(max_length=40)]
    points: Points
    half_life_days: HalfLife | None = None


class WeightsIn(Body):
    """What is not sent stays as it is, kinds that are not named among it."""

    kinds: Annotated[list[WeightIn], Field(max_length=50)] = Field(default_factory=list)
    start: Annotated[int, Field(strict=True, ge=0, le=100)] | None = None
    warm_from: Annotated[int, Field(strict=True, ge=1, le=99)] | None = None
    hot_from: Annotated[int, Field(strict=True, ge=2, le=100)] | None = None
    override_days: Annotated[int, Field(strict=True, ge=1, le=92)] | None = None
    uses_fit: bool | None = None


class FitMeasuresOut(TypedDict):
    """On later deals that were held back. `auc`: how often of a won and another deal the won one stands higher, 0.5 is
    guessing; `brier`: how far its chances miss, squared. Ranges are from and to, 0 to 1. `won`: of so many."""

    auc: float
    auc_range: list[float]
    brier: float
    brier_range: list[float]
    won: dict[str, list[int]]


class CandidateOut(TypedDict):
    """Fitted to `trained` closed deals and measured on `tested` later ones. `waiting`: found by itself and better than
    what is in use; `kept`: fitted or taken over, in use where the weights say `uses_fit`.

    `measures` has `fit`, `hand` (the weights by hand) and, of one that waits, `used` (those in use). `better` is how
    sure it is that the fit tells better, in percent."""

    state: Literal["waiting", "kept"]
    fitted_at: InstantOut
    points: dict[str, int]
    start: int
    trained: int
    tested: int
    better: int
    measures: dict[str, FitMeasuresOut]


class CandidateList(TypedDict):
    items: list[CandidateOut]
    next_cursor: str | None


class CandidateAnswerIn(Body):
    """Of the one that waits: use it, or leave the weights as they are."""

    outcome: Literal["adopt", "leave"]


@routes.get("/pipelines/{pipeline_id}/weights", WeightsOut, etag=True)
def show_weights(request: ApiRequest, pipeline_id: PathId) -> HttpResponse:
    return _answer(pipeline_of(request, pipeline_id))


@routes.put("/pipelines/{pipeline_id}/weights", WeightsOut)
def change_weights(request: ApiRequest, pipeline_id: PathId, wanted: WeightsIn) -> HttpResponse:
    """For owners. The open deals are scored again soon after."""
    with writing(request), _named_as_here(wanted):
        pipeline = _to_set(request, pipeline_id)
        kept = plain(weighting_of(pipeline))
        kinds = {**kept["kinds"], **{one.kind: [one.points, one.half_life_days] for one in wanted.kinds}}
        if unknown := [place for place, one in enumerate(wanted.kinds) if one.kind not in kept["kinds"]]:
            raise Refusal(N_("There is no such kind of evidence."), field=f"kinds.{unknown[0]}.kind")
        given = {name: getattr(wanted, name) for name in (*FIGURES, "uses_fit")}
        sent = {name: value for name, value in given.items() if value is not None}
        set_weights(pipeline, {**kept, **sent, "kinds": kinds}, by=request.member, at=request.now)
    return _answer(pipeline)


@routes.get("/pipelines/{pipeline_id}/weights/candidates", CandidateList)
def list_candidates(request: ApiRequest, pipeline_id: PathId) -> HttpResponse:
    """The fit that waits for an owner's word, and the one that is kept; each where there is one."""
    row = weighting_of(pipeline_of(request, pipeline_id))
    found = [("waiting", row.candidate), ("kept", row.fit)]
    return answer({"items": [_candidate(state, fit) for state, fit in found if fit], "next_cursor": None})


@routes.post("/pipelines/{pipeline_id}/weights/candidates", WeightsOut, status=200, etag=True)
def answer_candidate(request: ApiRequest, pipeline_id: PathId, wanted: CandidateAnswerIn) -> HttpResponse:
    """For owners. 409 where no fit waits any more."""
    with writing(request):
        pipeline = _to_set(request, pipeline_id)
        (adopt if wanted.outcome == "adopt" else leave)(pipeline, by=request.member, at=request.now)
    return _answer(pipeline)


def _to_set(request: ApiRequest, pipeline_id: int) -> Pipeline:
    pipeline = pipeline_of(request, pipeline_id, held=True)
    if not request.member.is_owner:
        raise NotAllowed(N_("Only an owner sets the weights."))
    must_match(request, _tag(weighting_of(pipeline)))
    return pipeline


@contextmanager
def _named_as_here(wanted: WeightsIn) -> Iterator[None]:
    """Refusals with the fields' names of the API."""
    places = {one.kind: place for place, one in enumerate(wanted.kinds)}
    try:
        yield
    except Refusals as refusals:
        raise Refusals([_renamed(one, places) for one in refusals.items]) from None


def _renamed(refusal: Refusal, places: Mapping[str, int]) -> Refusal:
    name, _dash, kind = (refusal.field or "").partition("-")
    own = {"points": "points", "days": "half_life_days"}.get(name)
    field = f"kinds.{places[kind]}.{own}" if own and kind in places else refusal.field
    return Refusal(refusal.message, field=field, **refusal.params)


def _answer(pipeline: Pipeline) -> HttpResponse:
    row = weighting_of(pipeline)
    kept, fit = plain(row), row.fit or {"points": {}, "start": None}
    shown: WeightsOut = {
        "kinds": [
            {
                "kind": kind,
                "label": gettext(name_of(kind)),
                "points": points,
                "half_life_days": half_life,
                "fitted": fit["points"].get(kind),
            }
            for kind, (points, half_life) in kept["kinds"].items()
        ],
        "start": kept["start"],
        "fitted_start": fit["start"],
        "warm_from": kept["warm_from"],
        "hot_from": kept["hot_from"],
        "override_days": kept["override_days"],
        "uses_fit": kept["uses_fit"],
    }
    return answer(shown, etag=_tag(row))


def _tag(row: Weighting) -> str:
    return version_tag(row.version)


def _candidate(state: str, fit: Mapping[str, Any]) -> CandidateOut:
    return {
        "state": "waiting" if state == "waiting" else "kept",
        "fitted_at": instant(datetime.fromisoformat(fit["at"])),
        "points": fit["points"],
        "start": fit["start"],
        "trained": fit["trained"],
        "tested": fit["tested"],
        "better": fit["better"],
        "measures": {name: fit[name] for name in ("fit", "used", "hand") if name in fit},
    }
