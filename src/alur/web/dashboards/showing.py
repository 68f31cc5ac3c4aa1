"""Pages of blocks, as their readers see them: every figure covers what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.kernel.periods import Period
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import Pipeline
from alur.reporting.access import can_edit_dashboard
from alur.reporting.models import Dashboard, Sharing
from alur.reporting.operations.composing import PERIODS, blocks_of
from alur.reporting.queries.blocks import PageReading
from alur.tenancy.names import names_of_members
from alur.web.board.choices import OPTIONS, choice_of
from alur.web.dashboards.drawing import draw
from alur.web.reports.asking import named_period, report_asked, today_of
from alur.web.reports.funnel import FEW, percent_of, share_of, usual_pipeline
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required

FILTERS = ("owner", "team")


@require_safe
@member_required
def listed(request: MemberRequest) -> HttpResponse:
    """One's own pages, and those that others share."""
    rows = Dashboard.objects.visible_to(request.member).select_related("owner").order_by("name", "id")
    context = {
        "tab": "dashboards",
        "dashboards": list(rows),
        "sharings": sharing_titles(),
        "errors": {},
        "typed": {},
    }
    return page(request, "dashboards/list.html", context)


@require_safe
@member_required
def show(request: MemberRequest, dashboard_id: int) -> HttpResponse:
    found = dashboard_or_404(request, dashboard_id)
    view = read_page(request, found.period, found.pipeline_id)
    context = {
        "tab": "dashboards",
        "dashboard": found,
        "others": list(Dashboard.objects.visible_to(request.member).order_by("name", "id").values_list("id", "name")),
        "drawn": draw(request, blocks_of(found), view.read),
        "can_edit": can_edit_dashboard(request.member, found),
        "sharings": sharing_titles(),
        "sees_part": owners_seen_by(request.member) is not None,
        "owner": names_of_members(request.workspace.id).get(found.owner_id, ""),
        **view.context,
    }
    return page(request, "dashboards/dashboard.html", context)


@require_safe
@member_required
def filter_menu(request: MemberRequest, dashboard_id: int, name: str) -> HttpResponse:
    """What a filter offers, as links to the page; a page of its own for those without script."""
    found = dashboard_or_404(request, dashboard_id)
    if name not in FILTERS:
        raise Http404
    asked = report_asked(request, ("period",))
    context = {
        "asked": asked,
        "choice": choice_of(request, asked.params, name),
        "options": OPTIONS[name](request),
        "address": reverse("dashboard", args=[found.id]),
    }
    return page(request, "reports/menu.html" if request.htmx else "reports/menu_page.html", context)


@dataclass(frozen=True)
class PageView:
    """What a page is read with, and what its bar and its blocks need to say so."""

    read: PageReading
    context: dict[str, Any]


def read_page(request: MemberRequest, period_name: str, pipeline_id: int | None) -> PageView:
    """The page for its own period and pipeline, or for those that the address asks for."""
    asked = report_asked(request, ("period",))
    today, f = today_of(request), request.f
    name = asked.params["period"] if asked.params.get("period") in PERIODS else period_name
    period = _until_today(name, today)
    pipeline = asked.pipeline or _stored(request, pipeline_id) or usual_pipeline(request)
    read = PageReading(request.member, period, pipeline.id, asked.wanted, now=request.now, today=today)
    return PageView(
        read,
        {
            "asked": asked,
            "period": period,
            "period_name": name,
            "periods": list(period_titles().items()),
            "pipeline": pipeline,
            "pipelines": list(
                Pipeline.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True).order_by("position")
            ),
            "choices": [choice_of(request, asked.params, one) for one in FILTERS],
            "member_names": names_of_members(request.workspace.id),
            "few": FEW,
            "share": lambda rate: share_of(rate, f.language),
            "percent": lambda number: percent_of(number, f.language),
            "of": lambda value: f.number(value.count),
        },
    )


def dashboard_or_404(request: MemberRequest, dashboard_id: int) -> Dashboard:
    found = Dashboard.objects.visible_to(request.member).filter(id=dashboard_id).first()
    if found is None:
        raise Http404
    return found


def sharing_titles() -> dict[str, str]:
    return {
        str(Sharing.PRIVATE): _("Only me"),
        str(Sharing.TEAM): _("My team"),
        str(Sharing.WORKSPACE): _("Everyone"),
    }


def period_titles() -> dict[str, str]:
    return {
        "month": _("This month"),
        "quarter": _("This quarter"),
        "last_month": _("Last month"),
        "last_quarter": _("Last quarter"),
        "30d": _("Last 30 days"),
        "90d": _("Last 90 days"),
        "12m": _("Last 12 months"),
    }


def _stored(request: MemberRequest, pipeline_id: int | None) -> Pipeline | None:
    rows = Pipeline.objects.filter(workspace_id=request.workspace.id, id=pipeline_id or 0, deleted_at__isnull=True)
    return rows.first()


def _until_today(name: str, today: date) -> Period:
    """A page looks back: a period that goes on ends with today."""
    period = named_period(name, today)
    assert period is not None
    return Period(period.starts_on, min(period.ends_on, today + timedelta(days=1)))
