"""Why deals are forgotten: a report by team, source, stage or owner, with what was rescued and then won."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.campaigns.models import Source
from alur.kernel.ids import id_from
from alur.pipeline.models import Stage
from alur.rescue.queries.causes import BY, LEFT, OVERLOADED, causes_report
from alur.tenancy.models import Team
from alur.tenancy.names import names_of_members
from alur.web.forgotten.asking import NARROWED, Address
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def causes(request: MemberRequest) -> HttpResponse:
    asked = request.GET.get("by", "")
    by = asked if asked in BY else BY[0]
    context = {
        "report": causes_report(request.member, at=request.now, by=by),
        "by": by,
        "titles": {"team": _("Team"), "source": _("Source"), "stage": _("Stage"), "owner": _("Owner")},
        "names": _names(request, by),
        "unnamed": _unnamed(by),
    }
    return page(request, "forgotten/causes.html", context)


def narrowed_by(request: MemberRequest, address: Address) -> list[tuple[str, str]]:
    """In words, what of the report the queue is narrowed to, and the address without it."""
    causes = {LEFT: _("Owner left"), OVERLOADED: _("Owner overloaded")}
    found = []
    for name in NARROWED:
        value = getattr(address, name)
        if not value:
            continue
        title = causes[value] if name == "cause" else _names(request, name).get(id_from(value)) or _unnamed(name)
        found.append((title, address.to(**{name: ""})))
    return found


def _unnamed(by: str) -> str:
    return {"team": _("No team"), "source": _("No source"), "owner": _("Nobody"), "stage": _("A removed stage")}[by]


def _names(request: MemberRequest, by: str) -> dict[int, str]:
    language, workspace_id = request.f.language, request.workspace.id
    if by == "team":
        return dict(Team.objects.filter(workspace_id=workspace_id).values_list("id", "name"))
    if by == "owner":
        return names_of_members(workspace_id)
    rows = (Source if by == "source" else Stage).objects.filter(workspace_id=workspace_id)
    return {one.id: one.name_in(language) for one in rows}
