"""How far a pipeline's deals have followed its last change: asked for each second while they do, and stopped here."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alur.pipeline.operations.rebuilding import stop_change
from alur.web.settings.access import leads_only
from alur.web.settings.designer import find_pipeline
from alur.web.settings.told_change import change_context, change_told
from alur.web.shell.answers import done, page
from alur.web.shell.requests import MemberRequest, member_required


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@leads_only
def change_of(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    """GET tells how far it is, and loads the page anew when it is over; POST stops it."""
    pipeline = find_pipeline(request, pipeline_id)
    place = reverse("settings_pipeline", args=[pipeline.id])
    change = change_told(pipeline, request)
    if request.method == "POST":
        if change is not None:
            stop_change(change)
        return done(request, place)
    if change is None or not change.is_at_work:
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return page(request, "settings/pipeline_change.html", {"pipeline": pipeline, **change_context(change)})
