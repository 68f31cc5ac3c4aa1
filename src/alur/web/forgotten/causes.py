"""Why deals are forgotten: a report by team, source, stage or owner, with what was rescued and then won."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.campaigns.models import Source
from alur.pipeline.models import Stage
from alur.rescue.queries.causes import BY, causes_report
from alur.tenancy.models import Team
from alur.tenancy.names import names_of_members
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def causes(request: MemberRequest) -> HttpResponse:
    asked = request.GET.get("by", "")
    by = asked if asked in BY else BY[0]
    titles = {"team": _("Team"), "source": _("Source"), "stage": _("Stage"), "owner": _("Owner")}
    context = {
        "report": causes_report(request.member, at=request.now, by=by),
        "by": by,
        "titles": titles,
        "names": _names(request, by),
    }
    return page(request, "forgotten/causes.html", context)


def _names(request: MemberRequest, by: str) -> dict[int, str]:
    language, workspace_id = request.f.language, request.workspace.id
    if by == "team":
        return dict(Team.objects.filter(workspace_id=workspace_id).values_list("id", "name"))
    if by == "owner":
        return names_of_members(workspace_id)
    rows = (Source if by == "source" else Stage).objects.filter(workspace_id=workspace_id)
    return {one.id: one.name_in(language) for one in rows}
