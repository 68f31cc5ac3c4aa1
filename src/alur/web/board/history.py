"""The line of the time machine: fetched after the board, so that the board does not wait for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from alur.pipeline.models import Pipeline
from alur.pipeline.queries.history import MonthEnd, month_ends
from alur.web.board.asking import without_refusal
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required

WIDTH, HEIGHT, ABOVE = 148, 24, 6


@dataclass(frozen=True)
class Point:
    """A month's end on the drawing; `step` is how far the next one is."""

    end: MonthEnd
    x: float
    y: float
    step: float


@require_safe
@member_required
def history(request: MemberRequest, pipeline_id: int) -> HttpResponse:
    pipeline = Pipeline.objects.filter(
        workspace_id=request.workspace.id, id=pipeline_id, deleted_at__isnull=True
    ).first()
    if pipeline is None:
        raise Http404
    asked = without_refusal(request)
    points = _points(month_ends(request.member, pipeline.id, asked.wanted, today=request.f.today))
    context = {"pipeline": pipeline, "asked": asked, "points": points, "width": WIDTH, "height": HEIGHT}
    return page(request, "board/history.html", context)


def _points(ends: list[MonthEnd]) -> list[Point]:
    """On one scale from nothing to the most; none when nothing was open in any of the months."""
    most = max((end.amount for end in ends), default=0)
    if most <= 0:
        return []
    step = WIDTH / len(ends)
    return [
        Point(end, round((number + 0.5) * step, 1), round(HEIGHT - (HEIGHT - ABOVE) * end.amount / most, 1), step)
        for number, end in enumerate(ends)
    ]
