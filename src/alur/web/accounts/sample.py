"""The sample company comes and goes: the worker does both, the page says how far it is. Owners only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alur.accounts.access import can_manage
from alur.exchange.models import VaultJob, VaultKind, VaultState
from alur.exchange.operations.demo import DEALS, loaded
from alur.exchange.operations.demo_removal import has_sample, remaining
from alur.exchange.operations.sampling import ask_for_clearing, ask_for_sample, sample_job
from alur.exchange.operations.vault_jobs import stop
from alur.kernel.refusal import Refusal
from alur.web.shell.answers import done, page
from alur.web.shell.requests import MemberRequest, member_required

PLACES = {VaultKind.SAMPLE: "start_demo", VaultKind.CLEARING: "remove_demo"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def coming(request: MemberRequest) -> HttpResponse:
    """How far the sample company is; POST has it brought in, once however often it is asked."""
    return _answer(request, VaultKind.SAMPLE, ask_for_sample)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def going(request: MemberRequest) -> HttpResponse:
    """Asks before the sample company goes; POST has it taken away."""
    return _answer(request, VaultKind.CLEARING, ask_for_clearing)


@never_cache
@require_safe
@member_required
def progress(request: MemberRequest) -> HttpResponse:
    """The moving part, asked for each second; when the work is over, the page that comes then."""
    job = _job(request)
    if job is None:
        raise Http404
    if job.is_at_work:
        return page(request, "accounts/demo_progress.html", _context(request, job))
    if job.state != VaultState.DONE:
        return done(request, reverse(PLACES[VaultKind(job.kind)]))
    if job.kind == VaultKind.SAMPLE:
        return done(request, reverse("board"), _("The sample company is here."))
    return done(request, reverse("start"), _("The sample company is gone; what is yours is here."))


@require_POST
@member_required
def halt(request: MemberRequest) -> HttpResponse:
    """Stop what is under way; what has come in by then can stay or go."""
    job = _job(request)
    if job is None:
        raise Http404
    stop(job)
    return done(request, reverse(PLACES[VaultKind(job.kind)]))


def _answer(request: MemberRequest, kind: VaultKind, ask: Callable[..., VaultJob]) -> HttpResponse:
    job = _job(request)
    if request.method == "POST":
        try:
            ask(request.member, at=request.now)
        except Refusal as refusal:
            # A second click, or one from a page that is out of date: it sees how things stand.
            if not (job is not None and job.is_at_work):
                return done(request, reverse(PLACES[kind]), refusal.sentence(_))
        return HttpResponseRedirect(reverse(PLACES[kind]))
    is_over = job is None or not job.is_at_work
    if kind == VaultKind.CLEARING and is_over and not has_sample(request.workspace):
        return HttpResponseRedirect(reverse("start"))
    return page(request, "accounts/demo.html", {**_context(request, job), "is_going": kind == VaultKind.CLEARING})


def _job(request: MemberRequest) -> VaultJob | None:
    if not can_manage(request.member):
        raise Http404
    return sample_job(request.workspace.id)


def _context(request: MemberRequest, job: VaultJob | None) -> dict[str, Any]:
    """`done` of `total`: deals that are in, or rows that are away."""
    deals = loaded(request.workspace)
    whole = job.wanted.get("deals", DEALS) if job is not None else DEALS
    is_going = job is not None and job.is_at_work and job.kind == VaultKind.CLEARING
    at, total = (job.done_part, job.whole) if job is not None and is_going else (deals, whole)
    failure = Refusal(job.failure, **job.failure_params).sentence(_) if job is not None and job.failure else ""
    return {
        "job": job,
        "done": at,
        "total": total,
        "percent": min(100, at * 100 // total) if total else 0,
        "left": remaining(request.workspace),
        "is_whole": deals >= whole,
        "failure": failure,
    }
