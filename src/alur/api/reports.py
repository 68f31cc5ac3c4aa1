"""Reports: what changed between two days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from typing_extensions import TypedDict

from alur.api.shell.answering import DayOut, IdOut, answer, ident
from alur.api.shell.finding import one_of
from alur.api.shell.reading import Day, read_id, words
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.api.shell.sharing import Owners
from alur.kernel.quantity import quantity_to_decimal
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Pipeline
from alur.pipeline.queries.board_filter import BoardFilter
from alur.reporting.queries.asking import Asked
from alur.reporting.queries.changes import AMOUNT, CAUSES, UNITS, WEIGHTED, Step, changes
from alur.reporting.queries.stock import Value

routes = Resource("reports")

FIRST_DAY = date(1970, 1, 1)
WEEK = timedelta(days=7)


def _read_one(value: object) -> int:
    return read_id(" ".join(words(value)))


One = Annotated[int, BeforeValidator(_read_one), WithJsonSchema({"type": "string", "minLength": 1})]


class ValueOut(TypedDict):
    """Open deals; money in minor units of the workspace's currency. `units` is null unless a product is asked about."""

    count: int
    amount: int
    weighted: int
    units: str | None


class ChangeOut(TypedDict):
    """How many changes, and what they did to the sum. Units are decimal strings."""

    count: int
    change: int


class UnitChangeOut(TypedDict):
    count: int
    change: str


class ChangeStepOut(TypedDict):
    """All changes of one cause: in each measure, as one may rise where the other falls."""

    cause: Annotated[str, Field(json_schema_extra={"enum": list(CAUSES)})]
    amount: ChangeOut
    weighted: ChangeOut
    units: UnitChangeOut | None


class ChangesOut(TypedDict):
    """`start` and every step's change give `end`, in each measure: exactly, for the deals that the caller may see."""

    since: DayOut
    until: DayOut
    pipeline: IdOut | None
    start: ValueOut
    steps: list[ChangeStepOut]
    end: ValueOut


class ReportFilter(BaseModel):
    """Narrows a report to deals of a kind. With a product or a family, money is what the deals hold of it."""

    pipeline: One | None = None
    owner: Owners | None = None
    source: One | None = None
    product: One | None = None
    product_family: One | None = None
    province: Annotated[str | None, Field(pattern="^[0-9]{2}$", description="Kemendagri code.")] = None

    def wanted(self, *, close_from: date | None = None, close_until: date | None = None) -> BoardFilter:
        return BoardFilter(
            owners=frozenset(self.owner) if self.owner is not None else None,
            source_id=self.source,
            province_code=self.province or "",
            product_id=self.product,
            family_id=self.product_family,
            close_from=close_from,
            close_until=close_until,
        )


class ChangesFilter(ReportFilter):
    since: Annotated[Day | None, Field(description="From the end of this day on; seven days before `until`.")] = None
    until: Annotated[Day | None, Field(description="To the end of this day; today.")] = None
    close_from: Annotated[Day | None, Field(description="Only what is expected to close from this day on.")] = None
    close_until: Annotated[Day | None, Field(description="Only what is expected to close before this day.")] = None


@routes.get("/changes", ChangesOut, missing=True)
def show_changes(request: ApiRequest, wanted: Query[ChangesFilter]) -> HttpResponse:
    """From the value that stood open at the end of one day to that of another, by what changed it."""
    today = today_of(request)
    until = wanted.until or today
    since = wanted.since or until - WEEK
    check_days(since, until, today, names=("since", "until"))
    asked = Asked(
        max(since, FIRST_DAY),
        max(until, FIRST_DAY),
        pipeline_asked(request, wanted.pipeline),
        wanted.wanted(close_from=wanted.close_from, close_until=wanted.close_until),
    )
    found = changes(request.member, asked, today=today)
    by = {measure: {step.cause: step for step in steps} for measure, steps in found.steps.items()}
    causes = [cause for cause in CAUSES if any(cause in steps for steps in by.values())]
    shown: ChangesOut = {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "pipeline": ident(asked.pipeline_id),
        "start": value_shown(found.start, has_units=asked.by_lines),
        "steps": [
            {
                "cause": cause,
                "amount": _change(by[AMOUNT].get(cause)),
                "weighted": _change(by[WEIGHTED].get(cause)),
                "units": _unit_change(by[UNITS].get(cause)) if asked.by_lines else None,
            }
            for cause in causes
        ],
        "end": value_shown(found.end, has_units=asked.by_lines),
    }
    return answer(shown)


def today_of(request: ApiRequest) -> date:
    return request.now.astimezone(request.workspace.zone).date()


def check_days(since: date, until: date, today: date, *, names: Iterable[str]) -> None:
    """Refusal for days in the wrong order, or to come."""
    first, last = names
    if until > today:
        raise Refusal(N_("That day has not come yet. Choose a day in the past."), field=last)
    if since > until:
        raise Refusal(N_("The period ends before it begins."), field=first)


def pipeline_asked(request: ApiRequest, pipeline_id: int | None) -> int | None:
    """Its id, if there is such a pipeline here; it may have been put away."""
    if pipeline_id is None:
        return None
    return one_of(Pipeline.objects.filter(workspace_id=request.workspace.id), pipeline_id, field="pipeline").id


def value_shown(value: Value, *, has_units: bool) -> ValueOut:
    return {
        "count": value.count,
        "amount": value.amount,
        "weighted": value.weighted,
        "units": quantity_to_decimal(value.units) if has_units else None,
    }


def _change(step: Step | None) -> ChangeOut:
    return {"count": step.count if step else 0, "change": step.change if step else 0}


def _unit_change(step: Step | None) -> UnitChangeOut:
    return {"count": step.count if step else 0, "change": quantity_to_decimal(step.change if step else 0)}
