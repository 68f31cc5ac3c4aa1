"""What the blocks of a page look like: each with its title and what its template needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from alur.kernel.refusal import Refusal
from alur.reporting.listing.asking import asked_for, columns_wanted
from alur.reporting.listing.columns import Column
from alur.reporting.listing.names import Names
from alur.reporting.listing.pages import list_page
from alur.reporting.models import SavedView
from alur.reporting.operations.composing import CHART, FIGURE, NOTE, VIEW, Block
from alur.reporting.queries.blocks import PageReading, Week
from alur.reporting.queries.changes import AMOUNT
from alur.web.lists.asking import PATHS, partly_hidden
from alur.web.lists.cells import Cells
from alur.web.lists.showing import title_of_column
from alur.web.reports.changes import cause_titles, kind_of
from alur.web.reports.funnel import reach_of
from alur.web.reports.river import river
from alur.web.reports.waterfall import levels_of, narrow, ticks_of, wide
from alur.web.shell.answers import sentences
from alur.web.shell.requests import MemberRequest

ROWS, REPS = 5, 6
COLUMNS = {4: 3, 6: 4, 8: 5, 12: 8}
LEAST_TELLING = ("tracks", "weighted", "region", "stage", "expected_close", "owner", "probability")
"""What a block leaves out first, where a view has more columns than fit: what a meeting asks for last."""
WHOLE = 12
WIDTHS = {6: 560, 8: 760, WHOLE: 1150}
PHONE, LABEL, AXIS, FLOOR, TALL = 326, 60, 58, 160, 140
"""Pixels of a drawing on a phone, or of a third of a desk; of a day written below a bar; of the amounts beside them."""


@dataclass(frozen=True)
class Drawn:
    """A block with its title, the template that shows it, and what it needs; `glyph` is its symbol in lists."""

    block: Block
    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def is_panel(self) -> bool:
        return self.block.kind != FIGURE


def figure_titles() -> dict[str, str]:
    return {
        "open": _("Open now"),
        "won": _("Won"),
        "lost": _("Lost"),
        "made": _("Came in"),
        "win_rate": _("Won of those that ended"),
        "cycle": _("Days to win a deal"),
        "velocity": _("Velocity, a day"),
        "unplanned": _("Without a next step"),
    }


def chart_titles() -> dict[str, str]:
    return {
        "weeks": _("Won week by week"),
        "stages": _("Where open deals stand"),
        "changes": _("What changed"),
        "river": _("From stage to stage"),
        "losses": _("Why deals were lost"),
        "activity": _("Sales activity"),
    }


def draw(request: MemberRequest, blocks: Sequence[Block], read: PageReading) -> list[Drawn]:
    """All blocks of a page; what one of them cannot show, it says in its place."""
    wanted = [int(block.of) for block in blocks if block.kind == VIEW and block.of.isdigit()]
    views = {view.id: view for view in SavedView.objects.visible_to(request.member).filter(id__in=wanted)}
    drawers: dict[str, Callable[[Block], Drawn]] = {
        FIGURE: lambda block: _figure(block, read),
        CHART: lambda block: _CHARTS[block.of](request, block, read),
        VIEW: lambda block: _view(request, block, views.get(int(block.of) if block.of.isdigit() else 0)),
        NOTE: lambda block: Drawn(block, _("Note"), "dashboards/note.html"),
    }
    return [drawers[block.kind](block) for block in blocks]


def _figure(block: Block, read: PageReading) -> Drawn:
    return Drawn(block, figure_titles()[block.of], "dashboards/figure.html", {"figure": read.figure(block.of)})


def _view(request: MemberRequest, block: Block, view: SavedView | None) -> Drawn:
    if view is None:
        return Drawn(block, _("Saved view"), "dashboards/gone.html")
    try:
        asked = asked_for(view.kind, request.member, now=request.now, filter=view.filter, sort=view.sort)
    except Refusal as refusal:
        context = {"sentence": next(iter(sentences(refusal).values())), "address": f"{PATHS[view.kind]}?view={view.id}"}
        return Drawn(block, view.name, "dashboards/refused.html", context)
    columns = _most_telling(columns_wanted(asked.listing, view.columns, asked.view), COLUMNS.get(block.width, WHOLE))
    found = list_page(request.member, asked, columns, limit=ROWS)
    names = Names(request.workspace.id, request.f.language)
    persons = names.persons_in(columns, found.rows)
    cells = Cells(request.f, names, columns, view.kind, can_edit=False, can_pick=False, persons=persons)
    shown: dict[str, Any] = {
        "rows": cells.rows(found.rows),
        "heads": [(title_of_column(column, request), column.is_end) for column in columns],
        "glyphs": cells.glyphs() if view.kind == "deal" else (),
        "address": f"{PATHS[view.kind]}?view={view.id}",
        "has_more": bool(found.next_cursor),
        "partly_hidden": partly_hidden(request, view),
        "kind": view.kind,
    }
    return Drawn(block, view.name, "dashboards/view.html", shown)


def _most_telling(columns: Sequence[Column], most: int) -> list[Column]:
    """As many columns as fit, in the order of the view."""
    kept = list(columns)
    for name in LEAST_TELLING:
        if len(kept) > most:
            kept = [column for column in kept if column.name != name]
    return kept[:most]


def _weeks(request: MemberRequest, block: Block, read: PageReading) -> Drawn:
    weeks = read.weeks()
    return Drawn(
        block,
        chart_titles()["weeks"],
        "dashboards/weeks.html",
        {"drawings": drawings(weeks, block.width), "weeks": weeks},
    )


def _stages(request: MemberRequest, block: Block, read: PageReading) -> Drawn:
    stages = read.funnel.stages
    most = max((stage.end.amount for stage in stages), default=0) or 1
    rows = [
        (read.flow.stages[stage.stage_id].name_in(request.f.language), stage.end, 100 * stage.end.amount // most)
        for stage in stages
    ]
    return Drawn(block, chart_titles()["stages"], "dashboards/stages.html", {"stages": rows})


def _changes(request: MemberRequest, block: Block, read: PageReading) -> Drawn:
    found = read.changes
    steps = [(step.cause, kind_of(step.cause), step.change) for step in found.steps[AMOUNT]]
    levels = levels_of(found.start.amount, steps, found.end.amount)
    f = request.f
    context = {
        "fall": wide(levels) if block.width == WHOLE else None,
        "narrow": narrow(levels),
        "titles": cause_titles(),
        "counts": {step.cause: step.count for step in found.steps[AMOUNT]},
        "ends": {"start": f.near(read.asked.since), "end": f.near(read.asked.until)},
        "name": _("From %(start)s to %(end)s")
        % {"start": f.compact(found.start.amount), "end": f.compact(found.end.amount)},
    }
    return Drawn(block, chart_titles()["changes"], "dashboards/changes.html", context)


def _river(request: MemberRequest, block: Block, read: PageReading) -> Drawn:
    found = read.funnel
    context = {
        "river": river([reach_of(stage, "count") for stage in found.stages], found.ending.won.count),
        "found": found,
        "names": {key: stage.name_in(request.f.language) for key, stage in read.flow.stages.items()},
    }
    return Drawn(block, chart_titles()["river"], "dashboards/river.html", context)


def _losses(request: MemberRequest, block: Block, read: PageReading) -> Drawn:
    most = max((loss.count for loss in read.losses), default=0) or 1
    rows = [(loss, 100 * loss.count // most) for loss in read.losses]
    return Drawn(block, chart_titles()["losses"], "dashboards/losses.html", {"losses": rows})


def _activity(request: MemberRequest, block: Block, read: PageReading) -> Drawn:
    return Drawn(
        block,
        chart_titles()["activity"],
        "dashboards/activity.html",
        {"report": read.activity, "members": read.activity.members[:REPS]},
    )


_CHARTS: dict[str, Callable[[MemberRequest, Block, PageReading], Drawn]] = {
    "weeks": _weeks,
    "stages": _stages,
    "changes": _changes,
    "river": _river,
    "losses": _losses,
    "activity": _activity,
}


@dataclass(frozen=True)
class Bar:
    """A week's bar; `is_told` where its day is written below."""

    week: Week
    x: float
    y: float
    width: float
    height: float
    is_told: bool


@dataclass(frozen=True)
class Drawing:
    """Bars in a drawing that many pixels wide, as wide as where it stands: nothing is drawn larger than it is."""

    width: int
    bars: list[Bar]
    ticks: list[tuple[float, int]]
    on: str


def drawings(weeks: Sequence[Week], width: int) -> list[Drawing]:
    """One for a desk and one for a phone."""
    return [_drawing(weeks, WIDTHS.get(width, PHONE), "not-phone"), _drawing(weeks, PHONE, "only-phone")]


def _drawing(weeks: Sequence[Week], width: int, on: str) -> Drawing:
    most = max((week.won.amount for week in weeks), default=0)
    slot = (width - AXIS) / max(len(weeks), 1)
    every = max(1, -(-len(weeks) * LABEL // (width - AXIS)))

    def place(amount: int) -> float:
        return round(FLOOR - TALL * amount / (most or 1), 1)

    bars = [
        Bar(
            week,
            round(AXIS + slot * (number + 0.18), 1),
            place(week.won.amount),
            round(slot * 0.64, 1),
            round(FLOOR - place(week.won.amount), 1),
            (len(weeks) - 1 - number) % every == 0,
        )
        for number, week in enumerate(weeks)
    ]
    return Drawing(width, bars, [(place(value), value) for value in ticks_of(0, most) if value], on)
