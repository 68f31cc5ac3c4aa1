"""Composing a page: a form that is changed by buttons, by dragging or by keys, and saved as a whole."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.kernel.refusal import Refusal
from alur.reporting.access import can_edit_dashboard
from alur.reporting.models import Dashboard, Sharing
from alur.reporting.operations.composing import (
    CHART,
    FIGURE,
    Block,
    DashboardDesign,
    copy_dashboard,
    delete_dashboard,
    edit_dashboard,
    make_dashboard,
)
from alur.reporting.queries.views import views_of
from alur.web.dashboards.draft import Draft, draft_of, press, typed_draft
from alur.web.dashboards.drawing import chart_titles, draw, figure_titles
from alur.web.dashboards.showing import dashboard_or_404, period_titles, read_page, sharing_titles
from alur.web.deals.finding import must_be_able_to_change
from alur.web.shell.answers import done, page, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FIRST_BLOCKS = (
    Block("b1", FIGURE, "open", 3),
    Block("b2", FIGURE, "won", 3),
    Block("b3", FIGURE, "win_rate", 3),
    Block("b4", FIGURE, "unplanned", 3),
    Block("b5", CHART, "weeks", 6),
    Block("b6", CHART, "stages", 6),
)
"""What a new page begins with, so that it is not empty."""


@require_POST
@member_required
@once_only
def new(request: MemberRequest) -> HttpResponse:
    must_be_able_to_change(request)
    name = request.POST.get("name", "")
    try:
        made = make_dashboard(DashboardDesign(name, FIRST_BLOCKS), by=request.member, at=request.now)
    except Refusal as refusal:
        rows = Dashboard.objects.visible_to(request.member).select_related("owner").order_by("name", "id")
        context = {"dashboards": list(rows), "sharings": sharing_titles(), "tab": "dashboards", "typed": request.POST}
        return page(request, "dashboards/list.html", {**context, "errors": sentences(refusal)}, status=422)
    target = reverse("dashboard_edit", args=[made.page.id])
    return done(request, target, _("“%(name)s” is there.") % {"name": made.page}, operation_id=made.operation_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def edit(request: MemberRequest, dashboard_id: int) -> HttpResponse:
    """The page with its tools; a button changes what is typed, and only `save` keeps it."""
    found = _own_or_404(request, dashboard_id)
    if request.method != "POST":
        return page(request, "dashboards/edit.html", _context(request, found, draft_of(found)))
    draft, do = typed_draft(request.POST), request.POST.get("do", "")
    if do != "save":
        press(draft, do)
        return page(request, "dashboards/edit.html", _context(request, found, draft))
    try:
        saved = edit_dashboard(found, draft.design(), by=request.member, at=request.now, if_version=draft.version)
    except Refusal as refusal:
        context = {**_context(request, found, draft), "errors": sentences(refusal)}
        return page(request, "dashboards/edit.html", context, status=422)
    message = _("“%(name)s” is saved.") % {"name": saved.page}
    return done(request, reverse("dashboard", args=[found.id]), message, operation_id=saved.operation_id)


@require_POST
@member_required
@once_only
def copy(request: MemberRequest, dashboard_id: int) -> HttpResponse:
    must_be_able_to_change(request)
    found = dashboard_or_404(request, dashboard_id)
    name = _("%(name)s, copy") % {"name": found.name[:60]}
    made = copy_dashboard(found, name, by=request.member, at=request.now)
    target = reverse("dashboard_edit", args=[made.page.id])
    return done(request, target, _("“%(name)s” is there.") % {"name": made.page}, operation_id=made.operation_id)


@require_POST
@member_required
def removal(request: MemberRequest, dashboard_id: int) -> HttpResponse:
    found = _own_or_404(request, dashboard_id)
    gone = delete_dashboard(found, by=request.member, at=request.now)
    message = _("“%(name)s” was put away.") % {"name": found}
    return done(request, reverse("dashboards"), message, operation_id=gone.operation_id)


def _own_or_404(request: MemberRequest, dashboard_id: int) -> Dashboard:
    """Those who see a page and do not own it may look only: 403 for viewers, for others it is not there to change."""
    found = dashboard_or_404(request, dashboard_id)
    must_be_able_to_change(request)
    if not can_edit_dashboard(request.member, found):
        raise Http404
    return found


def _context(request: MemberRequest, found: Dashboard, draft: Draft) -> dict[str, Any]:
    view = read_page(request, draft.period if draft.period in period_titles() else "quarter", draft.pipeline_id)
    return {
        **view.context,
        "tab": "dashboards",
        "dashboard": found,
        "draft": draft,
        "drawn": draw(request, draft.blocks, view.read),
        "is_changed": draft.differs_from(found),
        "sharings": {
            key: title
            for key, title in sharing_titles().items()
            if key != Sharing.TEAM or request.member.team_id is not None
        },
        "figures": list(figure_titles().items()),
        "charts": list(chart_titles().items()),
        "views": views_of(request.member),
        "widths": [(3, "1/4"), (4, "1/3"), (6, "1/2"), (8, "2/3"), (12, _("Full"))],
        "errors": {},
    }
