"""How complete the open deals are, by owner or source."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.campaigns.models import Source
from alur.rescue.queries.data_report import BY, data_report
from alur.tenancy.names import names_of_members
from alur.web.completeness.ring import names_told_of
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def report(request: MemberRequest) -> HttpResponse:
    asked = request.GET.get("by", "")
    by = asked if asked in BY else BY[0]
    found = data_report(request.member, by=by)
    workspace_id, language = request.workspace.id, request.f.language
    if by == "owner":
        names = names_of_members(workspace_id)
    else:
        names = {one.id: one.name_in(language) for one in Source.objects.filter(workspace_id=workspace_id)}
    lacks = {name for name, _count in found.missing} | {name for one in found.worst for name in one.lacks}
    told = names_told_of(workspace_id, request.f, lacks)
    context = {
        "tab": "data",
        "report": found,
        "by": by,
        "titles": {"owner": _("Owner"), "source": _("Source")},
        "names": names,
        "told": told,
    }
    return page(request, "completeness/report.html", context)
