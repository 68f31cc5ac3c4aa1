"""A new activity: one that is to come, or one that has happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alur.conversations.models import ActivityKind
from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import operation
from alur.kernel.free_days import working_day_from
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal
from alur.search.queries.finding import find
from alur.web.activities.finding import way_back, written
from alur.web.activities.form import FIELDS, FINDERS, About, When, about_of, choices, typed_in
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
    """The form as it opens: the next working day at nine, or as the address says; today, the next half hour."""
    get, f = request.GET, request.f
    is_log = get.get("mode") == "log"
    named = next((f"{name}:{get[name]}" for name in FINDERS if get.get(name)), "")
    day = get.get("due_on") or ("" if is_log else working_day_from(f.today + timedelta(days=1)).isoformat())
    soon = f.field_time(request.now + HALF_AN_HOUR - (request.now - datetime.min.replace(tzinfo=UTC)) % HALF_AN_HOUR)
    clock = soon if day == f.today.isoformat() else "09:00"
    return {
        **dict.fromkeys(FIELDS, ""),
        "mode": "log" if is_log else "plan",
        "about": named,
        "kind": get.get("kind") or ActivityKind.CALL.value,
        "due_on": day,
        "due_time": get.get("due_time") or ("" if is_log else clock),
    }


def _write(request: MemberRequest, typed: dict[str, str], about: About) -> tuple[str, int]:
    when = When.typed(request, typed).values
    is_log = typed["mode"] == "log" or typed["kind"] == ActivityKind.NOTE
    if is_log:
        done_at: datetime = when.pop("due_at", request.now)
        if done_at > request.now:
            raise Refusal(N_("That is still to come. Plan it instead."), field="due_on")
        when = {"done_at": done_at, "minutes": when["minutes"]}
    elif "due_at" not in when:
        raise Refusal(N_("Choose a day."), field="due_on")
    deal = about.get("deal")
    owner = deal.owner if isinstance(deal, Deal) and deal.owner is not None and not is_log else request.member
    about_what: Any = about
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        add(
            request.workspace.id,
            NewActivity(
                kind=typed["kind"], title=typed["title"], body=typed["body"], owner=owner, **when, **about_what
            ),
            by=request.member,
            at=request.now,
        )
    if is_log:
        return _("Written down."), act.id
    return _("Planned for %(moment)s.") % {"moment": request.f.moment(when["due_at"])}, act.id


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
        **choices(request.f, typed, is_new=True),
    }
