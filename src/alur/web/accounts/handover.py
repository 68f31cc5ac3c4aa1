"""Handing over what a leaver holds: shown with what each new owner's load becomes, done at once or by the worker."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.automation.models import HandOver, HandOverState, Split
from alur.automation.operations.handing_over import Shares, begin_hand_over, close_access
from alur.automation.operations.working import finish_now
from alur.automation.queries.holding import holds_anything
from alur.automation.queries.planning import Plan, plan_hand_over
from alur.events.recording import operation
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Member
from alur.web.accounts.finding import owners_only
from alur.web.accounts.team import team_context
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

TEMPLATE, PANEL, PROGRESS = "accounts/settings_team.html", "accounts/hand_panel.html", "accounts/hand_progress.html"
AT_ONCE = 40
"""So many records are handed over while the button waits; more are left to the worker."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@owners_only
@once_only
def handover(request: MemberRequest, member_id: int) -> HttpResponse:
    """The plan, worked out anew with each choice; POST carries it out."""
    leaver = _leaver(request, member_id)
    job = HandOver.objects.filter(
        workspace_id=request.workspace.id,
        leaver_id=leaver.id,
        state__in=(HandOverState.RUNNING, HandOverState.UNDOING),
    ).first()
    if job is not None:
        return HttpResponseRedirect(reverse("settings_handover_progress", args=[leaver.id]))
    asked = request.POST if request.method == "POST" else request.GET
    plan = _plan(request, leaver, asked)
    if request.method != "POST":
        if request.htmx:
            return page(request, PANEL, {**_shown(plan, asked), "can_manage": True, "errors": {}})
        return page(request, TEMPLATE, {**team_context(request), **_shown(plan, asked), "errors": {}})
    closes = "closes_access" in asked and leaver.is_active
    try:
        job = begin_hand_over(leaver, _shares(plan, asked), closes_access=closes, by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, TEMPLATE, {**team_context(request), **_shown(plan, asked)})
    if job.total > AT_ONCE:
        return done(request, reverse("settings_handover_progress", args=[leaver.id]))
    finish_now(job, at=request.now)
    return done(request, reverse("settings_team"), _told(job, leaver), operation_id=job.operation_id)


@require_safe
@member_required
@owners_only
def progress(request: MemberRequest, member_id: int) -> HttpResponse:
    """How far it is; asked again each second by the page itself, until it is done."""
    leaver = _leaver(request, member_id)
    job = (
        HandOver.objects.filter(workspace_id=request.workspace.id, leaver_id=leaver.id).order_by("-created_at").first()
    )
    if job is None:
        raise Http404
    if not job.is_at_work:
        message = _told(job, leaver)
        undoable = job.operation_id if job.state == HandOverState.DONE else None
        return done(request, reverse("settings_team"), message, operation_id=undoable)
    at = job.returned + job.kept if job.state == HandOverState.UNDOING else job.done
    total = max(1, job.done if job.state == HandOverState.UNDOING else job.total)
    context = {"job": job, "leaver": leaver, "at": at, "total": total, "percent": min(100, at * 100 // total)}
    if request.htmx:
        return page(request, PROGRESS, context)
    return page(request, TEMPLATE, {**team_context(request), **context, "errors": {}})


@require_POST
@member_required
@owners_only
def access(request: MemberRequest, member_id: int) -> HttpResponse:
    """Close someone's access at once; where they hold work, it waits on the page for its new owners."""
    leaver = _leaver(request, member_id)
    if "now" not in request.POST and holds_anything(leaver):
        return done(request, reverse("settings_handover", args=[leaver.id]))
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            close_access(leaver, by=request.member, at=request.now)
    except Refusal as refusal:
        return done(request, reverse("settings_team"), refusal.sentence(_))
    message = _("The access of %(name)s is closed.") % {"name": leaver.name}
    target = reverse("settings_handover", args=[leaver.id]) if holds_anything(leaver) else reverse("settings_team")
    return done(request, target, message, operation_id=act.id if act.recorded else None)


def _leaver(request: MemberRequest, member_id: int) -> Member:
    found = Member.objects.filter(workspace_id=request.workspace.id, id=member_id).first()
    if found is None or found.id == request.member.id:
        raise Http404
    return found


def _plan(request: MemberRequest, leaver: Member, asked: Any) -> Plan:
    split = asked.get("split", Split.PRODUCT.value)
    split = split if split in Split.values else Split.PRODUCT.value
    chosen = {name.removeprefix("to-"): id_from(value) for name, value in asked.items() if name.startswith("to-")}
    return plan_hand_over(leaver, split, chosen=chosen, now=request.now, language=request.f.language)


def _shares(plan: Plan, asked: Any) -> Shares:
    """As the form has it. Raises Refusal where it names someone who cannot take over."""
    able = {str(member.id) for member in plan.takers}
    if any(value not in able for name, value in asked.items() if name.startswith("to-")):
        raise Refusal(N_("Choose someone who is active and may change deals."))
    of = {share.key: share.taker_id for share in plan.shares if share.taker_id}
    rest = plan.rest.taker_id or next(iter(of.values()), 0)
    return Shares(plan.split, rest, of, moves_overdue=asked.get("overdue") == "tomorrow")


def _shown(plan: Plan, asked: Any) -> dict[str, Any]:
    return {
        "plan": plan,
        "leaver": plan.leaver,
        "splits": Split.choices,
        "overdue": asked.get("overdue", "keep"),
        "closes": "closes_access" in asked if "shown" in asked else True,
    }


def _told(job: HandOver, leaver: Member) -> str:
    job.refresh_from_db()
    if job.state == HandOverState.UNDONE:
        names = {"name": leaver.name, "returned": job.returned, "kept": job.kept}
        return (
            _("The work of %(name)s is back: %(returned)d returned, %(kept)d stayed as they were changed since.")
            % names
        )
    if not job.done:
        return _("The access of %(name)s is closed.") % {"name": leaver.name}
    return _("The work of %(name)s has new owners: %(what)s.") % {"name": leaver.name, "what": _counted(job)}


def _counted(job: HandOver) -> str:
    """Of each kind how many, without those of which there were none."""
    counts = (
        (job.deals, ngettext("%(num)d deal", "%(num)d deals", job.deals)),
        (job.activities, ngettext("%(num)d activity", "%(num)d activities", job.activities)),
        (job.organizations, ngettext("%(num)d customer", "%(num)d customers", job.organizations)),
        (job.persons, ngettext("%(num)d contact", "%(num)d contacts", job.persons)),
    )
    return ", ".join(words % {"num": count} for count, words in counts if count)
