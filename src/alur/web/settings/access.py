"""Who may change these settings: for others the addresses that change them are not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from alur.pipeline.access import can_edit_pipelines
from alur.web.shell.requests import MemberRequest


def leads_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Owners and supervisors. Goes beneath `member_required`."""

    @wraps(view)
    def wrapped(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_edit_pipelines(request.member):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped
