"""Pages by name, as the palette offers them: boards, saved views, own pages, a member whose work is handed over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alur.pipeline.models import Pipeline
from alur.reporting.queries.views import pages_of, views_of
from alur.search.words import words_of, words_typed
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot
from alur.web.shell.registry import Offer
from alur.web.shell.requests import MemberRequest

SHORTEST, MOST = 2, 3
_BOARDS = Prepared(lambda: Pipeline.objects.filter(workspace_id=Slot("workspace_id")).values_list("id", "name"))
HAND_OVER = "hand over the work of alihkan serahkan oper pekerjaan kerja"


def named_pages(request: MemberRequest, text: str) -> list[Offer]:
    """Those that this member may open and whose words the typed ones begin, by name."""
    typed = words_typed(text)
    if not typed or len(text) < SHORTEST:
        return []
    places = [
        *(
            (_("Board"), name, f"/pipelines/{one}/", "board")
            for one, name in _BOARDS(workspace_id=request.workspace.id)
        ),
        *((_("View"), view.name, view.path, "pinned") for view in views_of(request.member)),
        *((_("Page"), name, f"/dashboards/{one}/", "report") for one, name in pages_of(request.member)),
    ]
    fitting = [place for place in places if _fits(typed, place[1])]
    fitting.sort(key=lambda place: place[1].casefold())
    fitting = [*_leavers(request, typed), *fitting]
    return [Offer("", title, icon, "go", href, "go", object=name) for title, name, href, icon in fitting[:MOST]]


def _leavers(request: MemberRequest, typed: list[str]) -> list[tuple[str, str, str, str]]:
    """Whose work an owner may mean to hand over: asked for by the act and a name, not by the name alone."""
    act = [one for one in typed if any(word.startswith(one) for word in words_of([HAND_OVER]))]
    named = [one for one in typed if one not in act]
    if not request.member.is_owner or not act or not named:
        return []
    others = Member.objects.filter(workspace_id=request.workspace.id).exclude(id=request.member.id)
    title = _("Hand over the work of")
    return [
        (title, name, f"/settings/team/members/{one}/handover/", "swap")
        for one, name in others.order_by("name").values_list("id", "name")
        if _fits(named, name)
    ]


def _fits(typed: list[str], name: str) -> bool:
    words = words_of([name])
    return all(any(word.startswith(one) for word in words) for one in typed)
