"""What was done and what is planned with a prospect, from the deal's page."""

from __future__ import annotations

from datetime import time

from django.http import Http404
from django.utils.translation import gettext as _

from alur.conversations.access import visible_activities
from alur.conversations.models import Activity, ActivityKind
from alur.conversations.operations import planning
from alur.files.operations.keeping import add_files
from alur.kernel.dates import at_local, parse_day, parse_time
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal
from alur.web.activities.kinds import says_answered
from alur.web.deals.in_place import in_place
from alur.web.shell.requests import MemberRequest

NINE = time(9, 0)


@in_place("activity")
def activities(request: MemberRequest, deal: Deal) -> str:
    """Log what happened, or plan what comes (`due_on`)."""
    return _write_activity(request, deal)


def _write_activity(request: MemberRequest, deal: Deal) -> str:
    post = request.POST
    due = None
    if post.get("due_on", "").strip():
        clock = parse_time(post["due_time"], field="due_time") if post.get("due_time", "").strip() else NINE
        due = at_local(parse_day(post["due_on"], field="due_on"), clock, request.f.zone)
    kind, words, staged = post.get("kind", "note"), post.get("body", "").strip(), request.sent.taken()
    if staged and not words:
        words = staged[0].name
    if not words and not post.get("title", "").strip() and due is None:
        raise Refusal(N_("Write what happened, or choose a day to plan it."), field="body")
    is_note = kind == ActivityKind.NOTE
    activity = planning.add(
        request.workspace.id,
        planning.NewActivity(
            kind=kind,
            title=post.get("title", "") or ("" if is_note else words[:120]),
            body=words,
            deal=deal,
            owner=deal.owner or request.member,
            due_at=due,
            recurrence=post.get("recurrence", ""),
            is_answered=True if "answered" in post and kind in ("whatsapp", "email", "call") else None,
        ),
        by=request.member,
        at=request.now,
    )
    if staged:
        add_files(request.workspace.id, "activity", activity.id, staged, by=request.member, at=request.now)
    return _("Planned.") if due and not is_note else _("Written down.")


@in_place("activity")
def activity_done(request: MemberRequest, deal: Deal, activity_id: int) -> str:
    """Done; with what came of it, and the next step in the same bar."""
    activity = _activity(request, deal, activity_id)
    outcome = request.POST.get("outcome", "")
    is_answered = says_answered(activity.kind, outcome)
    planning.finish(activity, by=request.member, at=request.now, outcome=outcome, is_answered=is_answered)
    if request.POST.get("due_on", "").strip():
        _write_activity(request, deal)
    return _("Done.")


@in_place("activity")
def activity_moved(request: MemberRequest, deal: Deal, activity_id: int) -> str:
    activity = _activity(request, deal, activity_id)
    clock = parse_time(request.POST.get("due_time") or "09:00", field="due_time")
    due = at_local(parse_day(request.POST.get("due_on", ""), field="due_on"), clock, request.f.zone)
    planning.edit(activity, {"due_at": due}, by=request.member, at=request.now)
    return _("Rescheduled.")


def _activity(request: MemberRequest, deal: Deal, activity_id: int) -> Activity:
    found = visible_activities(request.member).filter(deal_id=deal.id, id=activity_id).first()
    if found is None:
        raise Http404
    return found
