"""The row above the board of an earlier day: from what stood then to what stands now. Fetched after the board."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from alur.kernel.refusal import Refusal
from alur.reporting.queries.asking import Asked
from alur.reporting.queries.changes import AMOUNT, changes
from alur.web.reports.asking import day_of, report_asked, today_of
from alur.web.reports.changes import cause_titles, kind_of
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def since(request: MemberRequest) -> HttpResponse:
    """404 for a day to come."""
    asked, today = report_asked(request, ["since"]), today_of(request)
    try:
        day = day_of(request, "since")
    except Refusal:
        raise Http404 from None
    found = changes(request.member, Asked(day, today, asked.pipeline_id, asked.wanted), today=today)
    context = {
        "asked": asked,
        "day": day,
        "days": (today - day).days,
        "found": found,
        "steps": found.steps[AMOUNT],
        "titles": cause_titles(),
        "kinds": {step.cause: kind_of(step.cause) for step in found.steps[AMOUNT]},
    }
    return page(request, "reports/since.html", context)
