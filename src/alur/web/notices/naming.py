"""The names that are offered after an @ while one writes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alur.notices.queries.naming import nameable
from alur.web.deals.finding import deal_or_404
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def mentions(request: MemberRequest) -> HttpResponse:
    """Of what everyone in the workspace sees."""
    return _names(request, None)


@require_safe
@member_required
def deal_mentions(request: MemberRequest, deal_id: int) -> HttpResponse:
    return _names(request, deal_or_404(request, deal_id).owner_id)


def _names(request: MemberRequest, owner_id: int | None) -> HttpResponse:
    return render(request, "notices/mentions.html", {"people": nameable(request.member, owner_id)})
