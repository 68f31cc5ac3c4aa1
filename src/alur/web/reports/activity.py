"""Sales activity: what each rep has done, and what followed."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.kernel.refusal import Refusal
from alur.reporting.queries.activity import CALLS, GROUPS, MEETINGS, MESSAGES, VISITS, activity_report
from alur.tenancy.names import names_of_members
from alur.web.board.choices import choice_of
from alur.web.reports.asking import report_asked, today_of
from alur.web.reports.funnel import FEW, share_of
from alur.web.reports.period import period_chosen
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

NAMES = ("period", "from", "to", "group", "within")
PERIODS = ("week", "month", "quarter", "last_month", "30d", "90d")
WITHIN = (3, 7, 14, 30)
USUAL_DAYS = 7


@require_safe
@member_required
def show(request: MemberRequest) -> HttpResponse:
    asked = report_asked(request, NAMES)
    try:
        chosen = period_chosen(request, asked.params, PERIODS, usual="month", today=today_of(request))
    except Refusal as refusal:
        context = {"asked": asked, "errors": sentences(refusal), "tab": "activity"}
        return page(request, "reports/refused.html", context, status=422)
    group = asked.params["group"] if asked.params.get("group") in GROUPS else ""
    within = next((days for days in WITHIN if str(days) == asked.params.get("within")), USUAL_DAYS)
    report = activity_report(
        request.member, chosen.days, now=request.now, within=within, group=group, owners=asked.wanted.owners
    )
    context = {
        "tab": "activity",
        "asked": asked,
        "chosen": chosen,
        "report": report,
        "names": names_of_members(request.workspace.id),
        "groups": [
            (CALLS, _("Calls")),
            (VISITS, _("Visits")),
            (MEETINGS, _("Meetings")),
            (MESSAGES, _("Messages")),
        ],
        "group": group,
        "within": within,
        "withins": WITHIN,
        "few": FEW,
        "share": lambda rate: share_of(rate, request.f.language),
        "choices": [choice_of(request, asked.params, name) for name in ("owner", "team")],
    }
    return page(request, "reports/activity.html", context)
