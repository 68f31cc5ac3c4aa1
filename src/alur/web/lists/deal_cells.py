"""Cells of what a deal is and how it stands. What many rows share is drawn once.

They are written as plain strings: six hundred calls of a safe one's `format` cost a third of the page. Whatever comes
from people goes through `esc`; a test puts tags into all of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import escape

from alur.pipeline.models import Status
from alur.pipeline.queries.tracks_of import Tracks
from alur.reporting.listing.names import Names
from alur.reporting.listing.reading import Row
from alur.web.activities.kinds import kind_names
from alur.web.board.faces import dots
from alur.web.lists.words import statuses, temperatures
from alur.web.shell.environment import icon
from alur.web.shell.formats import Formats

Html = str
"""Safe to write into a page."""


def esc(text: object) -> Html:
    return str(escape(text))


class DealCells:
    def __init__(self, f: Formats, names: Names) -> None:
        self.f, self.names = f, names
        self._orders: dict[int, list[int]] = {}
        self._stages: dict[int, Html] = {}
        self._dots: dict[tuple[Any, ...], Html] = {}
        self._temperatures = {
            key: f'<span class="temp temp--{key}">{icon(glyph)}{esc(title)}</span>'
            for key, title, glyph in temperatures()
        }
        self._statuses = {key: esc(title) for key, title in statuses().items()}
        self._kinds = kind_names()
        self._no_step = next_shown("none", "none", _("No step"))

    def glyphs(self) -> list[tuple[int, int, float]]:
        """The symbols of the stages, drawn once for all rows: id, step of the ramp of light, how full."""
        found = []
        for pipeline_id in {stage.pipeline_id for stage in self.names.stages.values()}:
            order = self._order(pipeline_id)
            for place, stage_id in enumerate(order, start=1):
                ramp = 1 + round((place - 1) * 4 / max(1, len(order) - 1))
                found.append((stage_id, ramp, round(12.57 * place / len(order), 2)))
        return found

    def _order(self, pipeline_id: int) -> list[int]:
        if pipeline_id not in self._orders:
            stages = self.names.stages.values()
            self._orders[pipeline_id] = [
                one.id for one in stages if one.pipeline_id == pipeline_id and one.deleted_at is None
            ]
        return self._orders[pipeline_id]

    def _stage(self, value: int, row: Row) -> Html:
        if value not in self._stages:
            stage = self.names.stages.get(value)
            name = esc(stage.name_in(self.f.language)) if stage else ""
            glyph = f'<svg class="stageglyph" aria-hidden="true"><use href="#sg{value}"/></svg>'
            self._stages[value] = f'<span class="stagecell">{glyph}{name}</span>'
        return self._stages[value]

    def _tracks(self, value: Tracks, row: Row) -> Html:
        known = self.names.stages
        first = next((known[one] for one in value.states if one in known), None)
        if first is None:
            return ""
        order = self._order(first.pipeline_id)
        states = tuple(value.states.get(one, "") for one in order)
        key = (first.pipeline_id, states, value.late)
        if key not in self._dots:
            due = [place for place, stage_id in enumerate(order) if stage_id in value.late]
            self._dots[key] = str(dots(states, due, [known[order[place]].name_in(self.f.language) for place in due]))
        return self._dots[key]

    def _temperature(self, value: str, row: Row) -> Html:
        return self._temperatures.get(value, "")

    def _status(self, value: str, row: Row) -> Html:
        return self._statuses.get(value, "")

    def _next_step(self, value: tuple[str, str, datetime | None, str], row: Row) -> Html:
        kind, title, due, status = value
        if status not in (Status.OPEN, Status.POSTPONED):
            return next_shown(status, "check" if status == Status.WON else "x", str(self._statuses.get(status, "")))
        if due is None:
            return self._no_step
        words = title or self._kinds.get(kind, "")
        days = (due.astimezone(self.f.zone).date() - self.f.today).days
        if days < 0:
            return next_shown("late", "late", _("Late %(days)s") % {"days": self.f.days(-days)})
        if days == 0:
            return next_shown("today", "clock", words, self.f.time(due))
        return next_shown("soon", "cal", words, self.f.short_day(due))

    def _days(self, value: datetime, row: Row) -> Html:
        return self.f.days(self.f.days_since(value), short=True)


def next_shown(state: str, glyph: str, words: str, when: str = "") -> Html:
    """What is next, and when: the words give way where the column is narrow, the day never does."""
    at = f' <span class="next__at">{esc(when)}</span>' if when else ""
    return f'<span class="next next--{state}">{icon(glyph)}<span>{esc(words)}</span>{at}</span>'
