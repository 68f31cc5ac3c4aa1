"""A new activity: one that is to come, or one that has happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alur.conversations.models import Activity, ActivityKind
from alur.conversations.operations.opening import NextStep
from alur.conversations.operations.planning import NewActivity, add
from alur.conversations.queries.suggesting import Suggestion, usual_next
from alur.events.recording import operation
from alur.kernel.dates import local_day
from alur.kernel.free_days import working_day_from
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal
from alur.search.queries.finding import find
from alur.web.activities.finding import way_back, when_typed, written
from alur.web.activities.form import FIELDS, FINDERS, About, When, about_of, choices, minutes_of, typed_in
from alur.web.activities.kinds import PLANNED, kind_names
from alur.web.deals.finding import must_be_able_to_change
from alur.web.shell.answers import page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

MOST_FOUND = 4
HALF_AN_HOUR = timedelta(minutes=30)
KINDS = ("deal", "organization", "person")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def new(request: MemberRequest) -> HttpResponse:
    """Plan something about a deal, a company or a person, or write down what happened."""
    must_be_able_to_change(request)
    if request.method != "POST":
        return page(request, "activities/form.html", _shown(request, _begun(request)))
    typed = typed_in(request)
    about = about_of(request, typed["about"])
    try:
        message, operation_id = _write(request, typed, about or _meant(request, typed))
    except Refusal as refusal:
        return refused(request, refusal, "activities/form.html", _shown(request, typed))
    return written(request, message, operation_id)


@require_safe
@member_required
def about(request: MemberRequest) -> HttpResponse:
    """Records like what is being typed, to choose one."""
    return page(request, "activities/about.html", {"found": _found(request, request.GET.get("about_text", ""))})


def _begun(request: MemberRequest) -> dict[str, str]:
    """The form as it opens: the next working day at nine, or as the address says; today, the next half hour.

    What has happened has happened now, unless one says otherwise; after it comes what usually does.
    """
    get, f = request.GET, request.f
    mode = "log" if get.get("mode") == "log" else "plan"
    kind = get.get("kind") or ActivityKind.CALL.value
    named = next((f"{name}:{get[name]}" for name in FINDERS if get.get(name)), "")
    day = get.get("due_on") or working_day_from(f.today + timedelta(days=1)).isoformat()
    soon = f.field_time(request.now + HALF_AN_HOUR - (request.now - datetime.min.replace(tzinfo=UTC)) % HALF_AN_HOUR)
    usual = _usual(request, kind, named) if mode == "log" else None
    return {
        **dict.fromkeys(FIELDS, ""),
        "mode": mode,
        "about": named,
        "kind": kind,
        "due_on": day,
        "due_time": get.get("due_time") or (soon if day == f.today.isoformat() else "09:00"),
        "done_on": f.today.isoformat(),
        "done_time": f.field_time(request.now),
        "next_kind": usual.kind if usual else ActivityKind.CALL.value,
        "next_on": usual.day.isoformat() if usual else "",
        "next_time": "09:00",
        "opened": f"{named}-{mode}-{kind}-{get.get('due_on', '')}",
    }


def _usual(request: MemberRequest, kind: str, named: str) -> Suggestion | None:
    """What follows on a deal that has nothing planned; for anything else one says it oneself."""
    deal = about_of(request, named).get("deal")
    done = Activity(workspace_id=request.workspace.id, kind=kind, deal_id=deal.id) if deal is not None else None
    return usual_next(done, today=request.f.today) if done is not None else None


def _write(request: MemberRequest, typed: dict[str, str], about: About) -> tuple[str, int]:
    is_log = typed["mode"] == "log" or typed["kind"] == ActivityKind.NOTE
    when, step = (_done(request, typed), _next(request, typed)) if is_log else (_planned(request, typed), None)
    about_what: Any = about
    deal = about.get("deal")
    owner = deal.owner if isinstance(deal, Deal) and deal.owner is not None else request.member
    new = NewActivity(
        kind=typed["kind"],
        title=typed["title"],
        body=typed["body"],
        owner=request.member if is_log else owner,
        **when,
        **about_what,
    )
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        add(request.workspace.id, new, by=request.member, at=request.now)
        if step is not None:
            following = NewActivity(
                step.kind, step.title, owner=owner, due_at=step.due_at, is_timed=step.is_timed, **about_what
            )
            add(request.workspace.id, following, by=request.member, at=request.now)
    if step is not None:
        return _("Written down, and planned for %(moment)s.") % {"moment": request.f.moment_within(step.due_at)}, act.id
    if is_log:
        return _("Written down."), act.id
    moment = request.f.moment_within(when["due_at"])
    if owner.id != request.member.id:
        return _("Planned for %(moment)s, for %(name)s to do.") % {"moment": moment, "name": owner.name}, act.id
    return _("Planned for %(moment)s.") % {"moment": moment}, act.id


def _planned(request: MemberRequest, typed: dict[str, str]) -> dict[str, Any]:
    when = When.typed(request, typed).values
    if "due_at" not in when:
        raise Refusal(N_("Choose a day."), field="due_on")
    return when


def _done(request: MemberRequest, typed: dict[str, str]) -> dict[str, Any]:
    """A note is written now; what has happened did so when its own fields say, else now."""
    asked = when_typed(request, "done") if typed["mode"] == "log" else None
    at, is_timed = asked or (request.now, True)
    if not is_timed and local_day(at, request.f.zone) == request.f.today:
        at = request.now
    if at > request.now:
        raise Refusal(N_("That is still to come. Plan it instead."), field="done_on")
    return {"done_at": at, "minutes": minutes_of(typed["minutes"])}


def _next(request: MemberRequest, typed: dict[str, str]) -> NextStep | None:
    when = when_typed(request, "next") if typed["mode"] == "log" else None
    if when is None:
        return None
    if when[0] < request.now:
        raise Refusal(N_("That time has passed. Choose a later one."), field="next_on")
    if typed["next_kind"] not in PLANNED:
        raise Refusal(N_("Choose what comes next."), field="next_kind")
    return NextStep(kind=typed["next_kind"], title=typed["next_title"], due_at=when[0], is_timed=when[1])


def _meant(request: MemberRequest, typed: dict[str, str]) -> About:
    """Without script nothing was chosen from the list: the one record that the words find."""
    found = _found(request, typed["about_text"])
    if len(found) == 1:
        return about_of(request, f"{found[0].kind}:{found[0].id}")
    raise Refusal(N_("Choose the deal, company or person this is about."), field="about")


def _found(request: MemberRequest, text: str) -> list[Any]:
    text = text.strip()[:100]
    if not text:
        return []
    findings = find(request.member, text, kinds=KINDS, limit=MOST_FOUND)
    return [one for kind in KINDS for one in findings.found.get(kind, [])]


def _shown(request: MemberRequest, typed: dict[str, str]) -> dict[str, Any]:
    return {
        "typed": typed,
        "errors": {},
        "activity": None,
        "about": about_of(request, typed["about"]),
        "found": _found(request, typed["about_text"]),
        "back": way_back(request),
        "can_edit": True,
        "next_kinds": [(kind, kind_names()[kind]) for kind in PLANNED],
        **choices(request.f, typed, is_new=True),
    }
