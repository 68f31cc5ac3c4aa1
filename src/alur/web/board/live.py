from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alur.events.recording import last_position
from alur.web.shell.requests import MemberRequest, member_required


@never_cache
@require_safe
@member_required
def position(request: MemberRequest) -> HttpResponse:
    """The position of the workspace's newest event: an open board asks every second and a half."""
    return HttpResponse(str(last_position(request.workspace.id)), content_type="text/plain")
