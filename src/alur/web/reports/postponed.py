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
from alur.web.reports.asking import report_asked, today_of
from alur.web.reports.period import period_chosen
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

NAMES = ("period", "from", "to")
PERIODS = ("month", "quarter", "90d", "12m")
SHOWN = 100


@require_safe
@member_required
def show(request: MemberRequest) -> HttpResponse:
    asked = report_asked(request, NAMES)
    try:
        chosen = period_chosen(request, asked.params, PERIODS, usual="90d", today=today_of(request))
    except Refusal as refusal:
        context = {"asked": asked, "errors": sentences(refusal), "tab": "postponed"}
        return page(request, "reports/refused.html", context, status=422)
    context = {
        "tab": "postponed",
        "asked": asked,
        "chosen": chosen,
        "report": delay_report(
            request.member, chosen.days, asked.wanted, pipeline_id=asked.pipeline_id, now=request.now
        ),
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
