"""What a report's address asks for: pipeline, days or period, filter, measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404
from django.utils.http import urlencode

from alur.kernel.dates import parse_day
from alur.kernel.ids import id_from
from alur.kernel.periods import Period, last_days, month_of, months_after, quarter_of, week_of
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Pipeline
from alur.pipeline.queries.board_filter import BoardFilter
from alur.web.board.asking import FILTERS, filter_of
from alur.web.shell.requests import MemberRequest

FIRST_DAY = date(1970, 1, 1)


@dataclass(frozen=True)
class ReportAsked:
    """`params` are those of the address that mean something, to build others from. No pipeline means all."""

    params: dict[str, str]
    pipeline: Pipeline | None
    wanted: BoardFilter

    def query(self, **changes: str) -> str:
        return urlencode({name: value for name, value in {**self.params, **changes}.items() if value})

    @property
    def without_filters(self) -> str:
        """The query string of the same report about all deals."""
        return self.query(**dict.fromkeys(FILTERS, ""))

    @property
    def pipeline_id(self) -> int | None:
        return self.pipeline.id if self.pipeline else None

    @property
    def is_narrow(self) -> bool:
        """Is anything filtered?"""
        return any(name in self.params for name in FILTERS)


def report_asked(request: MemberRequest, names: Iterable[str]) -> ReportAsked:
    """Read the filters and these parameters of a report. 404 for a pipeline that is not there."""
    get = request.GET
    params = {name: get[name].strip() for name in ("pipeline", *FILTERS, *names) if get.get(name, "").strip()}
    pipeline = None
    if "pipeline" in params:
        rows = Pipeline.objects.filter(workspace_id=request.workspace.id, id=id_from(params["pipeline"]) or 0)
        pipeline = rows.first()
        if pipeline is None:
            raise Http404
    return ReportAsked(params, pipeline, filter_of(request.member, params))


def today_of(request: MemberRequest) -> date:
    return request.now.astimezone(request.workspace.zone).date()


def day_of(request: MemberRequest, name: str) -> date:
    """The past day that a parameter names, else today. Refusal for a day to come."""
    today, text = today_of(request), request.GET.get(name, "").strip()
    day = parse_day(text, field=name) if text else today
    if day > today:
        raise Refusal(N_("That day has not come yet. Choose a day in the past."), field=name)
    return max(day, FIRST_DAY)


def days_asked(request: MemberRequest, *, first: str, last: str, usual: Period, today: date) -> Period:
    """The days that two fields name, both of them included; what is left out is as usual. Refusal for days to come."""
    get = request.GET
    starts_on = parse_day(get[first], field=first) if get.get(first, "").strip() else usual.starts_on
    last_on = parse_day(get[last], field=last) if get.get(last, "").strip() else min(usual.last_on, today)
    if last_on > today:
        raise Refusal(N_("That day has not come yet. Choose a day in the past."), field=last)
    if starts_on > last_on:
        raise Refusal(N_("The period ends before it begins."), field=first)
    return Period(max(starts_on, FIRST_DAY), max(last_on, FIRST_DAY) + timedelta(days=1))


def named_period(name: str, today: date) -> Period | None:
    """The period of a preset; None for a name that is none."""
    month, quarter = month_of(today), quarter_of(today)
    periods = {
        "week": week_of(today),
        "month": month,
        "quarter": quarter,
        "last_month": month_of(month.starts_on - timedelta(days=1)),
        "last_quarter": quarter_of(quarter.starts_on - timedelta(days=1)),
        "next_month": month_of(month.ends_on),
        "next_quarter": quarter_of(quarter.ends_on),
        "30d": last_days(today, 30),
        "90d": last_days(today, 90),
        "12m": Period(months_after(month.starts_on, -11), month.ends_on),
    }
    return periods.get(name)
