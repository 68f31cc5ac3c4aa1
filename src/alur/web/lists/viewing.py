"""Saved views on screens: kept under a name, changed, copied, pinned, put away."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.events.recording import operation
from alur.kernel.refusal import Refusal
from alur.reporting.models import SavedView
from alur.reporting.operations.viewing import (
    ViewDesign,
    copy_view,
    delete_view,
    edit_view,
    pin_view,
    save_view,
    unpin_view,
)
from alur.web.deals.finding import must_be_able_to_change
from alur.web.lists.asking import PATHS, kind_or_404
from alur.web.shell.answers import done, page, refused, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

Change = Callable[[MemberRequest, SavedView], tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def new(request: MemberRequest, kind: str) -> HttpResponse:
    """What is shown now, to be kept under a name."""
    kind_or_404(kind)
    must_be_able_to_change(request)
    if request.method != "POST":
        return page(request, "lists/view.html", {"kind": kind, "view": None, "typed": request.GET, "errors": {}})
    post = request.POST
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            is_pinned = "pinned" in post
            view = save_view(_design(request, kind), by=request.member, at=request.now, is_pinned=is_pinned)
    except Refusal as refusal:
        return refused(request, refusal, "lists/view.html", {"kind": kind, "view": None, "typed": post})
    return done(
        request, f"{PATHS[kind]}?view={view.id}", _("“%(name)s” is saved.") % {"name": view}, operation_id=act.id
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def view_of(request: MemberRequest, view_id: int) -> HttpResponse:
    """Name and sharing of a view of one's own; with `filter` in the form also what it shows."""
    view = _view_or_404(request, view_id)
    must_be_able_to_change(request)
    if view.owner_id != request.member.id:
        raise Http404
    if request.method != "POST":
        typed = {"name": view.name, "sharing": view.sharing}
        return page(request, "lists/view.html", {"kind": view.kind, "view": view, "typed": typed, "errors": {}})
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            edit_view(view, _design(request, view.kind, view), by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "lists/view.html", {"kind": view.kind, "view": view, "typed": request.POST})
    target = f"{PATHS[view.kind]}?view={view.id}"
    return done(request, target, _("Saved."), operation_id=act.id if act.recorded else None)


def changes_view(change: Change) -> Callable[..., HttpResponseBase]:
    """A change of a view that the member sees; where it leads afterwards, and what is said."""

    @require_POST
    @member_required
    @once_only
    @wraps(change)
    def wrapped(request: MemberRequest, view_id: int) -> HttpResponse:
        view = _view_or_404(request, view_id)
        must_be_able_to_change(request)
        try:
            with operation(request.workspace.id, by=request.member, at=request.now) as act:
                target, message = change(request, view)
        except Refusal as refusal:
            return done(request, f"{PATHS[view.kind]}?view={view.id}", next(iter(sentences(refusal).values())))
        return done(request, target, message, operation_id=act.id if act.recorded else None)

    return wrapped


@changes_view
def pin(request: MemberRequest, view: SavedView) -> tuple[str, str]:
    """`pinned` empty takes it out of sight."""
    if request.POST.get("pinned"):
        pin_view(view, by=request.member, at=request.now)
        return f"{PATHS[view.kind]}?view={view.id}", _("“%(name)s” is pinned.") % {"name": view}
    unpin_view(view, by=request.member, at=request.now)
    return f"{PATHS[view.kind]}?view={view.id}", _("“%(name)s” is pinned no longer.") % {"name": view}


@changes_view
def copy(request: MemberRequest, view: SavedView) -> tuple[str, str]:
    made = copy_view(view, _("%(name)s (mine)") % {"name": view.name[:60]}, by=request.member, at=request.now)
    return f"{PATHS[view.kind]}?view={made.id}", _("Copied.")


@changes_view
def removal(request: MemberRequest, view: SavedView) -> tuple[str, str]:
    if view.owner_id != request.member.id:
        raise Http404
    delete_view(view, by=request.member, at=request.now)
    return PATHS[view.kind], _("“%(name)s” is gone.") % {"name": view}


def _design(request: MemberRequest, kind: str, view: SavedView | None = None) -> ViewDesign:
    """What a form says, over what the view says already."""
    post = request.POST
    columns = ",".join(post.getlist("columns"))
    kept = view.columns if view and "columns" not in post else [name for name in columns.split(",") if name]
    return ViewDesign(
        kind,
        post.get("name", view.name if view else ""),
        post.get("filter", view.filter if view else ""),
        post.get("sort", view.sort if view else ""),
        kept,
        post.get("sharing", view.sharing if view else "private"),
    )


def _view_or_404(request: MemberRequest, view_id: int) -> SavedView:
    found = SavedView.objects.visible_to(request.member).filter(id=view_id).first()
    if found is None:
        raise Http404
    return found
