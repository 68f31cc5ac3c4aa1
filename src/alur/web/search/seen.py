"""A page says that its record was looked at."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from alur.search.operations.seeing import see
from alur.web.search.places import record_at
from alur.web.shell.requests import MemberRequest, member_required


@require_POST
@member_required
def seen(request: MemberRequest) -> HttpResponse:
    """`at` is the path of a record's page."""
    kind, record_id = record_at(request.POST.get("at", ""))
    if not see(request.member, kind, record_id, at=request.now):
        raise Http404
    return HttpResponse(status=204)
