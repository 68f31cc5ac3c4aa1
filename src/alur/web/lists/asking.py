"""What the address of a list asks for: a saved view, or filter, order, columns, words and a day of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.http import urlencode

from alur.kernel.ids import id_from
from alur.pipeline.access import owners_seen_by
from alur.reporting.listing.asking import LISTINGS, Asked, asked_for, columns_wanted
from alur.reporting.listing.columns import Column
from alur.reporting.models import SavedView
from alur.tenancy.models import Member
from alur.web.board.asking import day_asked
from alur.web.shell.requests import MemberRequest

PATHS = {
    "deal": "/deals/",
    "organization": "/organizations/",
    "person": "/persons/",
    "activity": "/activities/",
    "product": "/products/",
}
ASKED = ("view", "filter", "sort", "columns", "q", "as_of")
WITH_PAST = ("deal",)
PARTLY_SEEN = ("deal", "activity")
"""What not everyone sees all of."""


@dataclass(frozen=True)
class ListAsked:
    """`params` are what the address says, to build others from; an empty `filter` in it asks for everything."""

    asked: Asked
    columns: Sequence[Column]
    view: SavedView | None
    params: dict[str, str]

    @property
    def kind(self) -> str:
        return self.asked.listing.kind

    @property
    def path(self) -> str:
        return PATHS[self.kind]

    @property
    def differs(self) -> bool:
        """Is what is shown another than the view says, so that it could be saved?"""
        return any(name in self.params for name in ("filter", "sort", "columns"))

    @property
    def column_names(self) -> str:
        return ",".join(column.name for column in self.columns)

    def query(self, **changes: str | None) -> str:
        """The parameters with these changed; None leaves one out, while an empty filter stays."""
        params = {**self.params, **changes}
        kept = {name: value for name, value in params.items() if value or (name == "filter" and value is not None)}
        return urlencode(kept)

    def address(self, **changes: str | None) -> str:
        query = self.query(**changes)
        return f"{self.path}?{query}" if query else self.path


def list_asked(request: MemberRequest, kind: str) -> ListAsked:
    """Read it. Raises Refusal for what cannot be asked, Http404 for a view that is not there for this member."""
    get = request.GET
    given = {name: ",".join(get.getlist(name)).strip() for name in ASKED if name in get}
    params = {name: value for name, value in given.items() if value or name == "filter"}
    view = view_of(request, kind, params.get("view", ""))
    as_of = day_asked(request) if kind in WITH_PAST else None
    if as_of is None:
        params.pop("as_of", None)
    _forget_what_the_view_says(params, view)
    asked = asked_for(
        kind,
        request.member,
        now=request.now,
        filter=params.get("filter", view.filter if view else None),
        words=params.get("q", ""),
        sort=params.get("sort", view.sort if view else ""),
        as_of=as_of,
    )
    names = params["columns"].split(",") if "columns" in params else (view.columns if view else ())
    columns = columns_wanted(asked.listing, names, asked.view)
    if as_of is not None:
        columns = [column for column in columns if column.has_past]
    return ListAsked(asked, columns, view, params)


def usual_asked(request: MemberRequest, kind: str) -> ListAsked:
    """The list with its usual question, but for its view: what could not be read is left out."""
    asked = asked_for(kind, request.member, now=request.now)
    view = view_of(request, kind, request.GET.get("view", ""))
    params = {"view": str(view.id)} if view else {}
    return ListAsked(asked, columns_wanted(asked.listing, (), asked.view), view, params)


def view_of(request: MemberRequest, kind: str, text: str) -> SavedView | None:
    """The view that an address names, of this kind; None where it names none."""
    if not text:
        return None
    found = SavedView.objects.visible_to(request.member).filter(kind=kind, id=id_from(text)).first()
    if found is None:
        raise Http404
    return found


def partly_hidden(request: MemberRequest, view: SavedView | None) -> str:
    """Whose view this is, where its reader does not see all that it may ask for; else nothing.

    Said of every such view alike: whether something is hidden, how much or which is not told.
    """
    if view is None or view.kind not in PARTLY_SEEN or view.owner_id == request.member.id:
        return ""
    if owners_seen_by(request.member) is None:
        return ""
    names = Member.objects.filter(workspace_id=request.workspace.id, id=view.owner_id).values_list("name", flat=True)
    return names.first() or ""


def kind_or_404(kind: str) -> str:
    if kind not in LISTINGS:
        raise Http404
    return kind


def _forget_what_the_view_says(params: dict[str, str], view: SavedView | None) -> None:
    """Asked for as the view has it, nothing is changed."""
    if view is None:
        return
    said = {"filter": view.filter, "sort": view.sort, "columns": ",".join(view.columns)}
    for name, value in said.items():
        if params.get(name) == value:
            del params[name]
