"""Deals as a list."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alur.web.lists.showing import show_list
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def deals(request: MemberRequest) -> HttpResponse:
    return show_list(request, "deal")
