"""Sales activity: what each rep has done, and what followed."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.kernel.refusal import Refusal
from alur.reporting.queries.activity import CALLS, GROUPS, MEETINGS, MESSAGES, VISITS, activity_report
from alur.tenancy.names import names_of_members
from alur.web.board.choices import choice_of
from alur.web.reports.asking import days_asked, named_period, report_asked, today_of
from alur.web.reports.funnel import FEW, share_of
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

NAMES = ("period", "from", "to", "group", "within")
PERIODS = ("week", "month", "quarter", "last_month", "30d", "90d")
WITHIN = (3, 7, 14, 30)
USUAL_DAYS = 7


@require_safe
@member_required
def show(request: MemberRequest) -> HttpResponse:
    asked, today = report_asked(request, NAMES), today_of(request)
    name = asked.params.get("period", "")
    usual = named_period(name if name in PERIODS else "month", today)
    assert usual is not None
    try:
        period = days_asked(request, first="from", last="to", usual=usual, today=today)
    except Refusal as refusal:
        context = {"asked": asked, "errors": sentences(refusal), "tab": "activity"}
        return page(request, "reports/refused.html", context, status=422)
    group = asked.params["group"] if asked.params.get("group") in GROUPS else ""
    within = next((days for days in WITHIN if str(days) == asked.params.get("within")), USUAL_DAYS)
    report = activity_report(
        request.member, period, now=request.now, within=within, group=group, owners=asked.wanted.owners
    )
    titles = {
        "week": _("This week"),
        "month": _("This month"),
        "quarter": _("This quarter"),
        "last_month": _("Last month"),
        "30d": _("Last 30 days"),
        "90d": _("Last 90 days"),
    }
    is_own = "from" in asked.params or "to" in asked.params
    context = {
        "tab": "activity",
        "asked": asked,
        "period": period,
        "periods": list(titles.items()),
        "period_title": "" if is_own else titles[name if name in titles else "month"],
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
