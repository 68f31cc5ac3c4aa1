"""The first minutes: the first owner's link, and the ways to begin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alur.accounts.access import can_manage
from alur.accounts.operations.creating import claim, link_is_good
from alur.exchange.operations.demo import DEALS, loaded
from alur.exchange.operations.demo_removal import has_sample
from alur.exchange.operations.sampling import sample_job
from alur.kernel.currency import DIGITS
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal
from alur.web.accounts.coming_in import come_in
from alur.web.shell.answers import page, refused
from alur.web.shell.requests import MemberRequest, member_required

CURRENCIES = [(code, code) for code in DIGITS]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: Any, raw: str) -> HttpResponse:
    if request.method != "POST":
        is_good = link_is_good(raw, at=request.now)
        status = 200 if is_good else 404
        shown = {"is_good": is_good, "typed": {}, "errors": {}, "currencies": CURRENCIES}
        return page(request, "accounts/welcome.html", shown, status=status)
    typed = {name: request.POST.get(name, "") for name in ("workspace_name", "name", "email")}
    typed["currency"] = request.POST.get("currency", "") or CURRENCIES[0][0]
    try:
        member = claim(
            raw,
            **typed,
            password=request.POST.get("password", ""),
            language=request.LANGUAGE_CODE,
            at=request.now,
        )
    except Refusal as refusal:
        return refused(
            request, refusal, "accounts/welcome.html", {"is_good": True, "typed": typed, "currencies": CURRENCIES}
        )
    assert member.user is not None
    return come_in(request, member.user, way="link", target=reverse("start"))


@require_safe
@member_required
def start(request: MemberRequest) -> HttpResponse:
    """The ways to begin, and where the sample company stands that an owner has asked for."""
    workspace = request.workspace
    job = sample_job(workspace.id)
    context = {
        "is_empty": not Deal.objects.filter(workspace_id=workspace.id).exists(),
        "has_sample": has_sample(workspace),
        "is_whole": loaded(workspace) >= DEALS,
        "is_at_work": job is not None and job.is_at_work,
        "most_bytes": settings.FILE_LIMIT,
        "can_manage": can_manage(request.member),
    }
    return page(request, "accounts/start.html", context)
