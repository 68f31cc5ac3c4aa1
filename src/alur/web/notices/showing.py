"""The bell, and the list behind it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alur.kernel.ids import id_from
from alur.notices.kinds import ASSIGNED, CHANGED, CLOSED, FOLLOWED, MENTION, ROLLING
from alur.notices.models import Notice
from alur.notices.queries.news import notices_of, unread_of
from alur.web.notices.lines import Line, lines_of
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required

A_PAGE = 30
ON_TODAY = 5
NEWS = (MENTION, ASSIGNED, CHANGED, FOLLOWED, ROLLING, CLOSED)


@require_safe
@member_required
def notices(request: MemberRequest) -> HttpResponse:
    """The newest first, by day; `?unread=1` those that are not read yet, `?before=` those before one."""
    is_unread_only = request.GET.get("unread") == "1"
    rows = unread_of(request.member) if is_unread_only else notices_of(request.member)
    if before := id_from(request.GET.get("before", "")):
        rows = rows.filter(id__lt=before)
    found = list(rows[: A_PAGE + 1])
    lines = _newest_first(request, found[:A_PAGE])
    context: dict[str, Any] = {
        "days": [
            (day, list(ones)) for day, ones in groupby(lines, lambda line: line.at.astimezone(request.f.zone).date())
        ],
        "older": found[A_PAGE - 1].id if len(found) > A_PAGE else None,
        "is_unread_only": is_unread_only,
    }
    return page(request, "notices/notices.html", context)


@never_cache
@require_safe
@member_required
def bell(request: MemberRequest) -> HttpResponse:
    """The bell alone, for a page that stays open."""
    return page(request, "notices/bell.html", {"is_alone": True})


@never_cache
@require_safe
@member_required
def news(request: MemberRequest) -> HttpResponse:
    """What others did that concerns the member and is not read yet, for Today; empty where there is none."""
    found = list(unread_of(request.member, NEWS)[:ON_TODAY])
    lines = [line for line in _newest_first(request, found) if line.name]
    return page(request, "notices/news.html", {"lines": lines})


def _newest_first(request: MemberRequest, found: Sequence[Notice]) -> list[Line]:
    """By the time that is shown: a long job tells in an order of its own, and a day would stand twice."""
    return sorted(lines_of(request.member, found, request.f), key=lambda line: line.at, reverse=True)
