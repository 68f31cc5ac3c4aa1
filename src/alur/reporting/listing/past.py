"""Deals as they stood at the end of a day, stage by stage, in each the latest change first.

In a stage an index leads back from that instant and finds a page at once; any other order would read the whole past
(measured, 200,000 deals: 0.1 ms against 700).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from alur.fields.filtering.compiling import condition_of
from alur.fields.filtering.viewing import Viewpoint
from alur.pipeline.models import MERGED, Deal, DealSpell, Stage, in_the_past
from alur.pipeline.queries.board_filter import owner_condition, owners_in_sight
from alur.pipeline.queries.totals import last_instant
from alur.reporting.listing.asking import Asked
from alur.reporting.listing.columns import Column, read_sorted
from alur.reporting.listing.cursors import gone, read_cursor, write_cursor
from alur.reporting.listing.reading import Row, read_parts
from alur.tenancy.models import Member

SPELLED = (
    "pipeline_id", "stage_id", "stage_entered_at", "status", "owner_id", "amount", "probability", "expected_close_on",
    "temperature",
)  # fmt: skip
OF_THEN = {**{name: name for name in SPELLED}, "id": "deal_id"}
SORT = "past"


def past_view(view: Viewpoint) -> Viewpoint:
    """Deals are asked through their spells: what a spell says is of then, the rest of now."""
    return replace(view, prefix="deal__", instead=OF_THEN)


def past_rows(member: Member, asked: Asked) -> QuerySet[Any]:
    """The spells in which deals stood at the last instant of the day, of owners whom the member sees."""
    assert asked.as_of is not None
    until = last_instant(member.workspace_id, asked.as_of)
    view = past_view(asked.view)
    condition = condition_of(asked.listing.kind, asked.tree, view)
    if asked.words:
        worded = Deal.objects.filter(asked.condition, workspace_id=member.workspace_id)
        condition &= Q(deal_id__in=worded.values("id"))
    return DealSpell.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gte=until),
        owner_condition(owners_in_sight(member, None)),
        condition,
        in_the_past("deal__"),
        workspace_id=member.workspace_id,
        from_at__lt=until,
    ).exclude(status=MERGED)


def past_page(
    member: Member, asked: Asked, columns: Sequence[Column], *, cursor: str, limit: int
) -> tuple[list[Row], str]:
    stages = Stage.objects.filter(workspace_id=member.workspace_id).order_by(
        "pipeline__position", "pipeline_id", "position", "id"
    )
    places = [(stage.pipeline_id, stage.id) for stage in stages]
    start, beyond = _begin(cursor, places)
    rows = past_rows(member, asked)
    found: list[tuple[int, datetime, int]] = []
    for place, (pipeline_id, stage_id) in enumerate(places[start:], start=start):
        spells = rows.filter(pipeline_id=pipeline_id, stage_id=stage_id)
        if place == start and beyond is not None:
            spells = spells.filter(Q(from_at__lt=beyond[0]) | Q(from_at=beyond[0], id__lt=beyond[1]))
        wanted = limit + 1 - len(found)
        ids = spells.order_by("-from_at", "-id").values_list("from_at", "id")[:wanted]
        found.extend((place, from_at, spell_id) for from_at, spell_id in ids)
        if len(found) > limit:
            break
    following = ""
    if len(found) > limit:
        place, from_at, spell_id = found[limit - 1]
        following = write_cursor(SORT, f"{places[place][1]} {from_at.isoformat()}", spell_id)
    view = past_view(asked.view)
    paths = list(dict.fromkeys(path for column in columns for path in column.paths))
    shown = [spell_id for _, _, spell_id in found[:limit]]
    read = DealSpell.objects.filter(workspace_id=member.workspace_id, id__in=shown)
    by_id = {row[0]: row[1:] for row in read.values_list("id", "deal_id", *(view.path(path) for path in paths))}
    values = [(by_id[one][0], dict(zip(paths, by_id[one][1:], strict=True))) for one in shown]
    return read_parts(asked.view, columns, values), following


def _begin(cursor: str, places: Sequence[tuple[int, int]]) -> tuple[int, tuple[datetime, int] | None]:
    if not cursor:
        return 0, None
    value, spell_id = read_cursor(cursor, SORT)
    try:
        stage_id, _, instant = str(value).partition(" ")
        start = [place[1] for place in places].index(int(stage_id))
        return start, (read_sorted("moment", instant), spell_id)
    except (ValueError, TypeError, OverflowError):
        raise gone() from None
