"""Views: saved, changed, copied, put away, pinned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from alur.events.changing import Keeping
from alur.events.purging import purges
from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.reporting import facts
from alur.reporting.access import can_edit_view
from alur.reporting.listing.asking import LISTINGS, asked_for, columns_wanted
from alur.reporting.models import SavedView, Sharing, ViewPin
from alur.reporting.operations.naming import check_free, free_name
from alur.tenancy.models import Member

LONGEST_NAME = 80
MOST_VIEWS = 200
NAME_TAKEN = N_("You have a view called “%(name)s” of this list already. Choose another name.")

keeping = Keeping(
    "view",
    SavedView,
    made=facts.ViewSaved,
    edited=facts.ViewEdited,
    deleted=facts.ViewDeleted,
    restored=facts.ViewRestored,
)
purges("view", SavedView)


@dataclass(frozen=True, slots=True)
class ViewDesign:
    """A view as it is to be. Empty `sort` and `columns` are the usual ones of the list."""

    kind: str
    name: str
    filter: str = ""
    sort: str = ""
    columns: Sequence[str] = ()
    sharing: str = Sharing.PRIVATE


def save_view(design: ViewDesign, *, by: Member, at: datetime, is_pinned: bool = False) -> SavedView:
    """Keep a view. Raises Refusal by field; for the filter, one by condition that cannot be asked."""
    with operation(by.workspace_id, by=by, at=at) as act:
        columns = _columns(design, by, at)
        if _own(by).count() >= MOST_VIEWS:
            raise Refusal(N_("You have %(count)d views already. Delete one first."), count=MOST_VIEWS)
        check_free(columns["name"], _beside(by, design.kind, columns), NAME_TAKEN)
        view = SavedView(
            workspace_id=by.workspace_id,
            id=new_id(),
            kind=design.kind,
            owner_id=by.id,
            created_at=at,
            updated_at=at,
            **columns,
        )
        keeping.make(view, act)
        if is_pinned:
            pin_view(view, by=by, at=at)
    return view


def edit_view(view: SavedView, design: ViewDesign, *, by: Member, at: datetime) -> SavedView:
    """Change a view of one's own. What was shared and is no longer leaves the others' sight."""
    _must_own(view, by)
    with operation(view.workspace_id, by=by, at=at) as act:
        view = _locked(view)
        columns = _columns(replace(design, kind=view.kind), by, at)
        if any(getattr(view, one) != columns[one] for one in ("name", "sharing", "team_id")):
            check_free(columns["name"], _beside(by, view.kind, columns).exclude(id=view.id), NAME_TAKEN)
        keeping.edit(view, columns, act)
    return view


def delete_view(view: SavedView, *, by: Member, at: datetime) -> None:
    _must_own(view, by)
    with operation(view.workspace_id, by=by, at=at) as act:
        keeping.delete(_locked(view), act)


def copy_view(view: SavedView, name: str, *, by: Member, at: datetime) -> SavedView:
    """A view of one's own from one that was found; a number follows its name where one's own has it already."""
    private = _beside(by, view.kind, {"sharing": Sharing.PRIVATE, "team_id": None})
    name = free_name(name or view.name, private, LONGEST_NAME)
    design = ViewDesign(view.kind, name, view.filter, view.sort, view.columns)
    return save_view(design, by=by, at=at)


def pin_view(view: SavedView, *, by: Member, at: datetime) -> None:
    """Keep a view in sight. Nothing happens to one that is pinned."""
    _may_change(by)
    with operation(view.workspace_id, by=by, at=at) as act:
        _pin(act, by.id, view)


def unpin_view(view: SavedView, *, by: Member, at: datetime) -> None:
    _may_change(by)
    with operation(view.workspace_id, by=by, at=at) as act:
        _unpin(act, by.id, view)


def _pin(act: Operation, member_id: int, view: SavedView) -> None:
    keys = {"workspace_id": act.workspace_id, "member_id": member_id, "view_id": view.id}
    if not ViewPin.objects.filter(**keys).exists():
        ViewPin.objects.create(id=new_id(), **keys)
        act.record(facts.ViewPinned(view.id, str(view), member_id), about=[("pin", member_id)])


def _unpin(act: Operation, member_id: int, view: SavedView) -> None:
    pins = ViewPin.objects.filter(workspace_id=act.workspace_id, member_id=member_id, view_id=view.id)
    if pins.exists():
        pins.delete()
        act.record(facts.ViewUnpinned(view.id, str(view), member_id), about=[("pin", member_id)])


@inverse_of(facts.ViewPinned)
def take_back_pin(fact: facts.ViewPinned, act: Operation) -> None:
    _unpin(act, fact.member, _kept(act, fact.view))


@inverse_of(facts.ViewUnpinned)
def take_back_unpinning(fact: facts.ViewUnpinned, act: Operation) -> None:
    _pin(act, fact.member, _kept(act, fact.view))


def _own(by: Member) -> QuerySet[SavedView]:
    return SavedView.objects.filter(workspace_id=by.workspace_id, owner_id=by.id, deleted_at__isnull=True)


def _beside(by: Member, kind: str, columns: dict[str, Any]) -> QuerySet[SavedView]:
    """The member's own views of a list that are for the same people."""
    return _own(by).filter(kind=kind, sharing=columns["sharing"], team_id=columns["team_id"])


def _kept(act: Operation, view_id: int) -> SavedView:
    view = SavedView.objects.filter(workspace_id=act.workspace_id, id=view_id, deleted_at__isnull=True).first()
    if view is None:
        raise Conflict(N_("This view is no longer there."))
    return view


def _locked(view: SavedView) -> SavedView:
    kept = SavedView.objects.select_for_update().filter(
        workspace_id=view.workspace_id, id=view.id, deleted_at__isnull=True
    )
    found = kept.first()
    if found is None:
        raise Conflict(N_("This view is no longer there."))
    return found


def _columns(design: ViewDesign, by: Member, at: datetime) -> dict[str, Any]:
    """The columns of the row, checked: what can be asked, shown and sorted by, and for whom."""
    _may_change(by)
    if design.kind not in LISTINGS:
        raise Refusal(N_("There is no list of this kind."), field="kind")
    name = " ".join(design.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(N_("Give the view a name of %(count)d letters at most."), field="name", count=LONGEST_NAME)
    if design.sharing not in Sharing.values:
        raise Refusal(N_("Choose whom the view is for."), field="sharing")
    if design.sharing == Sharing.TEAM and by.team_id is None:
        raise Refusal(N_("You are in no team yet. Choose only you, or everyone."), field="sharing")
    asked = asked_for(design.kind, by, now=at, filter=design.filter, sort=design.sort)
    known = asked.listing.columns_of(asked.view)
    for column in design.columns:
        if column not in known:
            raise Refusal(N_("There is no column “%(name)s”."), field="columns", name=column)
    columns = [one.name for one in columns_wanted(asked.listing, design.columns, asked.view)] if design.columns else []
    return {
        "name": name,
        "filter": asked.filter,
        "sort": design.sort,
        "columns": columns,
        "sharing": str(design.sharing),
        "team_id": by.team_id if design.sharing == Sharing.TEAM else None,
    }


def _must_own(view: SavedView, by: Member) -> None:
    if not can_edit_view(by, view):
        raise Refusal(N_("Only whoever saved a view changes it. Copy it to make it yours."))


def _may_change(by: Member) -> None:
    if not by.can_change:
        raise Refusal(N_("You may look, not change."))
