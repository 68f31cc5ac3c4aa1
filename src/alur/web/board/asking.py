"""What a board's address asks for: filter, order, day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.http import Http404
from django.utils.http import urlencode

from alur.fields.filtering.compiling import condition_of
from alur.fields.filtering.reading import read_filter
from alur.fields.filtering.viewing import Viewpoint
from alur.kernel.dates import local_day, parse_day
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Temperature
from alur.pipeline.queries.board_filter import NO_OWNER, BoardFilter
from alur.pipeline.queries.cards import SORTS
from alur.reporting.listing.past import past_view
from alur.reporting.models import SavedView
from alur.tenancy.models import Member, Team
from alur.web.shell.requests import MemberRequest

FILTERS = ("owner", "team", "source", "province", "family", "product")
"""What boards and reports can both be asked for."""
ASKED = (
    "view", "owner", "team", "temperature", "source", "province", "family", "product", "close_from", "close_until", "q",
)  # fmt: skip


COOLING, LATELY = "cooling", timedelta(days=7)
"""Deals that are colder than a week ago."""


@dataclass(frozen=True)
class Asked:
    """`params` are the filters as asked, to build addresses from."""

    wanted: BoardFilter
    sort: str
    as_of: date | None
    params: dict[str, str]
    view: SavedView | None = None

    def query(self, **changes: str) -> str:
        params = {**self.params, **changes}
        return urlencode({name: value for name, value in params.items() if value})

    def changes_query(self, pipeline_id: int) -> str:
        """The same deals, for the report of what changed since the day; empty where it cannot be asked for them."""
        params = {name: value for name, value in self.params.items() if name not in ("as_of", "sort")}
        if self.as_of is None or not params.keys() <= set(FILTERS):
            return ""
        return urlencode({"pipeline": str(pipeline_id), "since": self.as_of.isoformat(), **params})


def asked_of(request: MemberRequest) -> Asked:
    """Read a board's query. Refusal for a day to come; what means nothing is as if it were not asked."""
    get = request.GET
    params = {name: get[name].strip() for name in ASKED if get.get(name, "").strip()}
    sort = get.get("sort", "")
    wanted = filter_of(request.member, params)
    view = _view(request, params.get("view", ""))
    if view is not None:
        wanted = replace(wanted, more=_of_view(request, view))
    as_of = day_asked(request)
    if params.get("temperature") == COOLING:
        wanted = replace(wanted, cooled_since=request.now - LATELY)
    if sort in SORTS:
        params["sort"] = sort
    if as_of is not None:
        params["as_of"] = as_of.isoformat()
    return Asked(wanted, sort if sort in SORTS else "next_step", as_of, params, view)


def filter_of(member: Member, params: dict[str, str]) -> BoardFilter:
    """Which deals these parameters ask for; what means nothing is as if it were not asked. 404 for a strange team."""
    return BoardFilter(
        owners=_owners(member, params),
        temperature=params.get("temperature", "") if params.get("temperature") in Temperature.values else "",
        source_id=_id(params, "source"),
        province_code=params.get("province", "")[:2],
        family_id=_id(params, "family"),
        product_id=_id(params, "product"),
        close_from=_day(params, "close_from"),
        close_until=_day(params, "close_until"),
        text=params.get("q", "")[:100],
    )


def without_refusal(request: MemberRequest) -> Asked:
    """The same for a part of a board: a day that cannot be shown is left to the board itself to refuse."""
    try:
        return asked_of(request)
    except Refusal:
        return Asked(BoardFilter(), "next_step", None, {})


def day_asked(request: MemberRequest) -> date | None:
    """The past day that `as_of` asks for; None for today. Refusal for a day to come."""
    text = request.GET.get("as_of", "").strip()
    if not text:
        return None
    day = parse_day(text, field="as_of")
    today = local_day(request.now, request.workspace.zone)
    if day > today:
        raise Refusal(N_("That day has not come yet. Choose a day in the past."), field="as_of")
    return None if day == today else day


def _view(request: MemberRequest, text: str) -> SavedView | None:
    """The saved view of deals that an address names. Http404 for one that is not there for this member."""
    if not text:
        return None
    found = SavedView.objects.visible_to(request.member).filter(kind="deal", id=id_from(text)).first()
    if found is None:
        raise Http404
    return found


def _of_view(request: MemberRequest, view: SavedView) -> Callable[[str], Q]:
    """What the view asks of deals, or of the spells that lead to them. Raises Refusals where it can no longer be."""
    tree = read_filter(view.filter)
    seen = Viewpoint(request.member, now=request.now, zone=request.workspace.zone)
    now, past = condition_of("deal", tree, seen), condition_of("deal", tree, past_view(seen))
    return lambda prefix: past if prefix else now


def _owners(member: Member, params: dict[str, str]) -> frozenset[int] | None:
    owner, team = params.get("owner", ""), _id(params, "team")
    if owner == "me":
        return frozenset({member.id})
    if owner == "none":
        return frozenset({NO_OWNER})
    if owner_id := id_from(owner):
        return frozenset({owner_id})
    if team is not None:
        if not Team.objects.filter(workspace_id=member.workspace_id, id=team).exists():
            raise Http404
        ids = Member.objects.filter(workspace_id=member.workspace_id, team_id=team).values_list("id", flat=True)
        return frozenset(ids)
    return None


def _id(params: dict[str, str], name: str) -> int | None:
    return id_from(params.get(name, "")) or None


def _day(params: dict[str, str], name: str) -> date | None:
    try:
        return parse_day(params[name]) if name in params else None
    except Refusal:
        return None


def without_day(asked: Asked) -> Asked:
    return replace(asked, as_of=None, params={k: v for k, v in asked.params.items() if k != "as_of"})
