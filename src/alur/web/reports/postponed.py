"""Postponed deals: why, how long, and what became of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.kernel.refusal import Refusal
from alur.pipeline.models import Status
from alur.reporting.queries.postponed import delay_report
from alur.tenancy.names import names_of_members
from alur.web.board.choices import choice_of
from alur.web.reports.asking import days_asked, named_period, report_asked, today_of
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

NAMES = ("period", "from", "to")
PERIODS = ("month", "quarter", "90d", "12m")
SHOWN = 100


@require_safe
@member_required
def show(request: MemberRequest) -> HttpResponse:
    asked, today = report_asked(request, NAMES), today_of(request)
    name = asked.params.get("period", "")
    name = name if name in PERIODS else "90d"
    usual = named_period(name, today)
    assert usual is not None
    try:
        period = days_asked(request, first="from", last="to", usual=usual, today=today)
    except Refusal as refusal:
        context = {"asked": asked, "errors": sentences(refusal), "tab": "postponed"}
        return page(request, "reports/refused.html", context, status=422)
    titles = {
        "month": _("This month"),
        "quarter": _("This quarter"),
        "90d": _("Last 90 days"),
        "12m": _("12 months"),
    }
    context = {
        "tab": "postponed",
        "asked": asked,
        "period": period,
        "periods": list(titles.items()),
        "period_title": "" if "from" in asked.params or "to" in asked.params else titles[name],
        "report": delay_report(request.member, period, asked.wanted, pipeline_id=asked.pipeline_id, now=request.now),
        "statuses": [
            (str(Status.POSTPONED), _("Still waiting")),
            (str(Status.OPEN), _("Open again")),
            (str(Status.WON), _("Won")),
            (str(Status.LOST), _("Lost")),
            (str(Status.NOT_A_FIT), _("Not a fit")),
        ],
        "names": names_of_members(request.workspace.id),
        "shown": SHOWN,
        "choices": [choice_of(request, asked.params, name) for name in ("owner", "team", "source", "product")],
    }
    return page(request, "reports/postponed.html", context)
