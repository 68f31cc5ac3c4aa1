"""Sales activity: what each rep has done in a period, and what followed."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from alur.api.funnel import RateOut, rate_shown
from alur.api.reports import FIRST_DAY, check_days, today_of
from alur.api.shell.answering import DayOut, IdOut, answer
from alur.api.shell.reading import Day
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.api.shell.sharing import Owners
from alur.kernel.periods import Period, month_of
from alur.reporting.queries.activity import CALLS, MEETINGS, MESSAGES, VISITS, Done, activity_report

routes = Resource("reports")


class DoneOut(TypedDict):
    """How often, with how many different companies, and of the activities on deals whose days have passed, how many
    were followed by a next step, a later stage, a win."""

    calls: int
    visits: int
    meetings: int
    messages: int
    companies: int
    next_step: RateOut
    later_stage: RateOut
    won: RateOut


class MemberDoneOut(DoneOut):
    member: IdOut


SalesActivityOut = TypedDict(
    "SalesActivityOut",
    {"from": DayOut, "until": DayOut, "within": int, "members": list[MemberDoneOut], "total": DoneOut},
)
SalesActivityOut.__doc__ = """The half-open period [from, until). In `total` a company counts once, whoever met it."""


class SalesActivityFilter(BaseModel):
    from_: Annotated[
        Day | None,
        Field(alias="from", description="The first day of the period; the first of the month of its last."),
    ] = None
    until: Annotated[Day | None, Field(description="The day after the last; tomorrow.")] = None
    within: Annotated[int, Field(ge=1, le=90, description="Days in which something is to follow.")] = 7
    owner: Owners | None = None


@routes.get("/sales-activity", SalesActivityOut)
def show_sales_activity(request: ApiRequest, wanted: Query[SalesActivityFilter]) -> HttpResponse:
    """Calls, visits, meetings and messages of each member, and what followed; those with most first."""
    today, day = today_of(request), timedelta(days=1)
    until = max(wanted.until, FIRST_DAY + day) if wanted.until else today + day
    first = max(wanted.from_, FIRST_DAY) if wanted.from_ else month_of(until - day).starts_on
    check_days(first, until - day, today, names=("from", "until"))
    found = activity_report(
        request.member,
        Period(first, until),
        now=request.now,
        within=wanted.within,
        owners=frozenset(wanted.owner) if wanted.owner is not None else None,
    )
    return answer(
        {
            "from": first.isoformat(),
            "until": until.isoformat(),
            "within": wanted.within,
            "members": [{"member": str(member_id), **_shown(done)} for member_id, done in found.members],
            "total": _shown(found.whole),
        }
    )


def _shown(done: Done) -> DoneOut:
    return {
        "calls": done.counts[CALLS],
        "visits": done.counts[VISITS],
        "meetings": done.counts[MEETINGS],
        "messages": done.counts[MESSAGES],
        "companies": done.companies,
        "next_step": rate_shown(done.planned),
        "later_stage": rate_shown(done.moved),
        "won": rate_shown(done.won),
    }
