"""A filter of a report offers its choices when it is opened."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from alur.web.board.asking import FILTERS
from alur.web.board.choices import OPTIONS, choice_of
from alur.web.reports.asking import report_asked
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required

REPORTS = {
    "changes": "report_changes",
    "funnel": "report_funnel",
    "activity": "report_activity",
    "postponed": "report_postponed",
    "unfit": "report_unfit",
}
KEPT = ("since", "until", "as_of", "due", "measure", "by", "period", "from", "to", "vs", "group", "within")


@require_safe
@member_required
def report_filter(request: MemberRequest, report: str, name: str) -> HttpResponse:
    """What one filter offers, as links to the report; a page of its own for those without script."""
    if report not in REPORTS or name not in FILTERS:
        raise Http404
    asked = report_asked(request, KEPT)
    context = {
        "asked": asked,
        "choice": choice_of(request, asked.params, name),
        "options": OPTIONS[name](request),
        "address": reverse(REPORTS[report]),
    }
    return page(request, "reports/menu.html" if request.htmx else "reports/menu_page.html", context)
