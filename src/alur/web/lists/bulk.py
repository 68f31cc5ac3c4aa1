"""Changing many records of a list: asked for, looked at beforehand, begun."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from alur.automation.models import BulkChange
from alur.automation.operations.bulk.acting import KINDS
from alur.automation.operations.bulk.changing import BATCHES, Which, count_meant, preview, run_whole, start
from alur.kernel.refusal import N_, Refusal
from alur.web.deals.finding import must_be_able_to_change
from alur.web.lists.asking import ListAsked, kind_or_404, list_asked
from alur.web.lists.bulk_form import Doing, doings, inputs_of, picked_in, plain_typed
from alur.web.lists.bulk_job import job_context
from alur.web.lists.bulk_told import changed_told, counted, example_told, groups_told
from alur.web.shell.answers import done, page, refused, sentences, toast_of
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

FORM = "lists/bulk.html"


@require_POST
@member_required
def bulk_form(request: MemberRequest, kind: str) -> HttpResponse:
    """The form of one act for what was picked; nothing is written."""
    asked, doing = _asked(request, kind)
    which = Which(kind)
    try:
        which = _which(request, asked)
        count = count_meant(which, by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, FORM, _shown(request, asked, doing, which))
    return page(request, FORM, {**_shown(request, asked, doing, which, count), "errors": {}})


@require_POST
@member_required
def bulk_preview(request: MemberRequest, kind: str) -> HttpResponse:
    """What would come of what is typed so far."""
    asked, _doing = _asked(request, kind)
    try:
        found = preview(_which(request, asked), plain_typed(request, kind), by=request.member, at=request.now)
    except Refusal as refusal:
        hint = next(iter(sentences(refusal).values()))
        return page(request, "lists/bulk_preview.html", {"preview": None, "hint": hint}, status=422)
    groups = groups_told(request, kind, found.refused)
    context = {"preview": found, "groups": groups, "example": example_told(request, found.first)}
    return page(request, "lists/bulk_preview.html", context)


@require_POST
@member_required
@once_only
def bulk_start(request: MemberRequest, kind: str) -> HttpResponse:
    """Begin it: few at once, many by the worker, whose page tells how far it is."""
    asked, doing = _asked(request, kind)
    which, count = Which(kind), 0
    try:
        which = _which(request, asked)
        count = count_meant(which, by=request.member, at=request.now)
        job = start(which, plain_typed(request, kind), by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, FORM, _shown(request, asked, doing, which, count))
    place = reverse("bulk_change", args=[job.id])
    if job.total > BATCHES[kind]:
        return done(request, place)
    run_whole(job, at=request.now)
    job.refresh_from_db()
    if not job.refused_count:
        return _back(request, asked, job)
    if not request.htmx:
        return done(request, place)
    answer = page(request, "lists/bulk_result.html", job_context(request, job))
    answer.headers["HX-Trigger"] = json.dumps({"alur:changed": True})
    return answer


def _back(request: MemberRequest, asked: ListAsked, job: BulkChange) -> HttpResponse:
    """All is done: the list shows it, and offers to undo it."""
    message, operation_id = changed_told(request, job), job.operation_id if job.changed else None
    if not request.htmx:
        return done(request, asked.address(), message, operation_id=operation_id)
    toast = toast_of(message, operation_id=operation_id)
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"alur:toast": toast, "alur:changed": True})})


def _asked(request: MemberRequest, kind: str) -> tuple[ListAsked, Doing]:
    if kind_or_404(kind) not in KINDS:
        raise Http404
    must_be_able_to_change(request)
    doing = next((one for one in doings(kind) if one.name == request.POST.get("do", "")), None)
    if doing is None:
        raise Http404
    try:
        return list_asked(request, kind), doing
    except Refusal:
        raise Http404 from None


def _which(request: MemberRequest, asked: ListAsked) -> Which:
    """What is meant; Refusal where nothing was picked."""
    if asked.asked.as_of is not None:
        raise Refusal(N_("The past can only be looked at."))
    if request.POST.get("all"):
        return Which(asked.kind, filter=asked.asked.filter, words=asked.asked.words)
    picked = picked_in(request)
    if not picked:
        raise Refusal(N_("Pick the rows first."))
    return Which(asked.kind, picked)


def _shown(request: MemberRequest, asked: ListAsked, doing: Doing, which: Which, count: int = 0) -> dict[str, Any]:
    post, is_all = request.POST, bool(request.POST.get("all"))
    return {
        "asked": asked,
        "kind": asked.kind,
        "doing": doing,
        "is_all": is_all,
        "picked": ",".join(str(one) for one in which.picked),
        "count": count,
        "counted": counted(request, asked.kind, count),
        "typed": {name: post[name] for name in post},
        **inputs_of(request, asked.kind, doing.name),
    }
