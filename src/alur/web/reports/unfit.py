"""Deals that proved unfit: how much time went into them, by where they came from."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alur.campaigns.models import Source
from alur.kernel.refusal import Refusal
from alur.reporting.queries.unfit import SHOWN, unfit_report
from alur.tenancy.names import names_of_members
from alur.web.board.choices import choice_of
from alur.web.reports.asking import report_asked, today_of
from alur.web.reports.funnel import share_of
from alur.web.reports.period import period_chosen
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

NAMES = ("period", "from", "to")
PERIODS = ("month", "quarter", "90d", "12m")


@require_safe
@member_required
def show(request: MemberRequest) -> HttpResponse:
    asked = report_asked(request, NAMES)
    try:
        chosen = period_chosen(request, asked.params, PERIODS, usual="90d", today=today_of(request))
    except Refusal as refusal:
        context = {"asked": asked, "errors": sentences(refusal), "tab": "unfit"}
        return page(request, "reports/refused.html", context, status=422)
    sources = Source.objects.filter(workspace_id=request.workspace.id)
    context = {
        "tab": "unfit",
        "asked": asked,
        "chosen": chosen,
        "report": unfit_report(request.member, chosen.days, asked.wanted, pipeline_id=asked.pipeline_id),
        "names": {one.id: one.name_in(request.f.language) for one in sources},
        "shown": SHOWN,
        "owners": names_of_members(request.workspace.id),
        "share": lambda rate: share_of(rate, request.f.language),
        "choices": [choice_of(request, asked.params, name) for name in ("owner", "team", "product")],
    }
    return page(request, "reports/unfit.html", context)
