"""The funnel: how deals flow through the stages of a pipeline in a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated

from django.http import HttpResponse
from ninja import Query
from pydantic import Field
from typing_extensions import TypedDict

from alur.api.reports import (
    FIRST_DAY,
    ReportFilter,
    ValueOut,
    check_days,
    pipeline_asked,
    today_of,
    value_shown,
)
from alur.api.shell.answering import DayOut, IdOut, answer, ident
from alur.api.shell.problems import Missing
from alur.api.shell.reading import Day
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.kernel.periods import Period, quarter_of
from alur.pipeline.models import Pipeline
from alur.reporting.queries.asking import asked_about
from alur.reporting.queries.funnel import WAYS_IN, WAYS_OUT, StageFlow, funnel
from alur.reporting.queries.losses import Loss, losses
from alur.reporting.queries.rates import Days, Rate
from alur.reporting.queries.stock import Value

routes = Resource("reports")


class RateOut(TypedDict):
    """`count` of `of`; null percent where `of` is nought. The range holds the true share with 80 % certainty."""

    count: int
    of: int
    percent: float | None
    range: list[float] | None


class DaysOut(TypedDict):
    """Whole days: half of the `count` took `median` at most, nine of ten `p90`. Null where there are none."""

    count: int
    median: int | None
    p90: int | None


class WayInOut(ValueOut):
    way: Annotated[str, Field(json_schema_extra={"enum": list(WAYS_IN)})]


class WayOutOut(ValueOut):
    way: Annotated[str, Field(json_schema_extra={"enum": list(WAYS_OUT)})]


class StageFlowOut(TypedDict):
    """`start` and what entered, less what left, and `change` (values that rose or fell meanwhile), give `end`."""

    stage: IdOut
    start: ValueOut
    entered: list[WayInOut]
    left: list[WayOutOut]
    change: ValueOut
    end: ValueOut
    went_on: RateOut
    days: DaysOut


class EndingOut(TypedDict):
    won: ValueOut
    lost: ValueOut
    not_a_fit: ValueOut
    win_rate: RateOut


class LossOut(TypedDict):
    """`reason` is null for other words, or none; `stages` is how many by the stage they stood in."""

    reason: IdOut | None
    names: dict[str, str] | None
    count: int
    amount: int
    stages: dict[str, int]


FunnelOut = TypedDict(
    "FunnelOut",
    {
        "from": DayOut,
        "until": DayOut,
        "pipeline": IdOut,
        "came": ValueOut,
        "stages": list[StageFlowOut],
        "ending": EndingOut,
        "cycle": DaysOut,
        "velocity": int | None,
        "losses": list[LossOut],
    },
)
FunnelOut.__doc__ = """The half-open period [from, until). `velocity`: minor units a day, null where it is not known."""


class FunnelFilter(ReportFilter):
    from_: Annotated[
        Day | None,
        Field(alias="from", description="The first day of the period; the first of the quarter of its last."),
    ] = None
    until: Annotated[Day | None, Field(description="The day after the last; tomorrow.")] = None


@routes.get("/funnel", FunnelOut, missing=True)
def show_funnel(request: ApiRequest, wanted: Query[FunnelFilter]) -> HttpResponse:
    """Entered, stayed and left by stage; days, win rate, velocity, and why deals were lost."""
    today, day = today_of(request), timedelta(days=1)
    until = max(wanted.until, FIRST_DAY + day) if wanted.until else today + day
    first = max(wanted.from_, FIRST_DAY) if wanted.from_ else quarter_of(until - day).starts_on
    check_days(first, until - day, today, names=("from", "until"))
    pipeline_id = pipeline_asked(request, wanted.pipeline) or _first_pipeline(request)
    asked = asked_about(Period(first, until), pipeline_id, wanted.wanted())
    found = funnel(request.member, asked, today=today)
    has_units = asked.by_lines

    def shown(value: Value) -> ValueOut:
        return value_shown(value, has_units=has_units)

    ending = found.ending
    return answer(
        {
            "from": first.isoformat(),
            "until": until.isoformat(),
            "pipeline": str(pipeline_id),
            "came": shown(found.came),
            "stages": [_stage(one, has_units) for one in found.stages],
            "ending": {
                "won": shown(ending.won),
                "lost": shown(ending.lost),
                "not_a_fit": shown(ending.not_a_fit),
                "win_rate": rate_shown(ending.rate),
            },
            "cycle": days_shown(found.cycle),
            "velocity": found.velocity,
            "losses": [_loss(one) for one in losses(request.member, asked, today=today)],
        }
    )


def rate_shown(rate: Rate) -> RateOut:
    return {
        "count": rate.count,
        "of": rate.of,
        "percent": None if rate.percent is None else round(rate.percent, 2),
        "range": None if rate.range is None else [round(end, 2) for end in rate.range],
    }


def days_shown(days: Days) -> DaysOut:
    return {"count": days.count, "median": days.median, "p90": days.p90}


def _first_pipeline(request: ApiRequest) -> int:
    rows = Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    found = rows.order_by("position", "id").values_list("id", flat=True).first()
    if found is None:
        raise Missing
    return found


def _stage(stage: StageFlow, has_units: bool) -> StageFlowOut:
    return {
        "stage": str(stage.stage_id),
        "start": value_shown(stage.start, has_units=has_units),
        "entered": [{"way": way, **value} for way, value in _ways(WAYS_IN, stage.entered, has_units)],
        "left": [{"way": way, **value} for way, value in _ways(WAYS_OUT, stage.left, has_units)],
        "change": value_shown(stage.change, has_units=has_units),
        "end": value_shown(stage.end, has_units=has_units),
        "went_on": rate_shown(stage.rate),
        "days": days_shown(stage.days),
    }


def _ways(ways: Iterable[str], values: Mapping[str, Value], has_units: bool) -> list[tuple[str, ValueOut]]:
    return [(way, value_shown(values[way], has_units=has_units)) for way in ways if way in values]


def _loss(loss: Loss) -> LossOut:
    return {
        "reason": ident(loss.reason_id),
        "names": {"id": loss.names[0], "en": loss.names[1]} if loss.names else None,
        "count": loss.count,
        "amount": loss.amount,
        "stages": {str(stage_id): count for stage_id, count in loss.stages.items()},
    }
