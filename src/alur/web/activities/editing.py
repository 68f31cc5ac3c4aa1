"""An activity that is there: changed, skipped where it repeats, removed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alur.conversations.models import Activity
from alur.conversations.operations import planning
from alur.conversations.operations.skipping import skip
from alur.events.recording import operation
from alur.kernel.refusal import N_, Refusal
from alur.web.activities.finding import activity_or_404, way_back, written
from alur.web.activities.form import When, as_typed, choices, typed_in
from alur.web.deals.finding import must_be_able_to_change
from alur.web.shell.answers import page, refused, sentences
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def activity_of(request: MemberRequest, activity_id: int) -> HttpResponse:
    """What it is, when, how often, and what it is about."""
    activity = activity_or_404(request, activity_id)
    if request.method != "POST":
        return page(request, "activities/form.html", _shown(request, activity, as_typed(activity, request.f)))
    must_be_able_to_change(request)
    typed = typed_in(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            planning.edit(activity, _changes(request, typed, activity), by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "activities/form.html", _shown(request, activity, typed))
    return written(request, _("Saved.") if act.recorded else "", act.id if act.recorded else None)


@require_POST
@member_required
@once_only
def skips(request: MemberRequest, activity_id: int) -> HttpResponse:
    """Leave this one of a series out."""
    activity = activity_or_404(request, activity_id)
    must_be_able_to_change(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            skipped = skip(activity, by=request.member, at=request.now)
    except Refusal as refusal:
        shown = {**_shown(request, activity, as_typed(activity, request.f)), "errors": sentences(refusal)}
        return page(request, "activities/form.html", shown, status=422)
    assert skipped.due_at is not None
    return written(
        request, _("Skipped. The next is %(moment)s.") % {"moment": request.f.moment_within(skipped.due_at)}, act.id
    )


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, activity_id: int) -> HttpResponse:
    activity = activity_or_404(request, activity_id)
    must_be_able_to_change(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        planning.delete(activity, by=request.member, at=request.now)
    is_series = activity.recurrence and activity.is_planned
    return written(request, _("Removed, with those that follow.") if is_series else _("Removed."), act.id)


def _changes(request: MemberRequest, typed: dict[str, str], activity: Activity) -> dict[str, Any]:
    """What is done keeps its time; one of a series is moved alone, or with those that follow."""
    changes: dict[str, Any] = {
        "kind": typed["kind"],
        "title": " ".join(typed["title"].split())[:200],
        "body": typed["body"].strip(),
    }
    if not activity.is_planned:
        return changes
    changes |= When.typed(request, typed).values
    if "due_at" not in changes:
        raise Refusal(N_("Choose a day."), field="due_on")
    if typed["following"] and changes["recurrence"]:
        changes |= {"series_from": changes["due_at"], "series_number": 0}
    return changes


def _shown(request: MemberRequest, activity: Activity, typed: dict[str, str]) -> dict[str, Any]:
    parts = {"deal": activity.deal, "organization": activity.organization, "person": activity.person}
    return {
        "typed": typed,
        "errors": {},
        "activity": activity,
        "about": {name: one for name, one in parts.items() if one is not None},
        "found": [],
        "back": way_back(request),
        "can_edit": request.member.can_change,
        **choices(request.f, typed, is_new=False),
    }
