"""Fields of days and instants, and of how long ago something was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Q

from alur.fields.filtering.fields import EMPTINESS, ONE, TWO, Field, Kept
from alur.fields.filtering.moments import day_before, read_day, read_period
from alur.fields.filtering.places import Column
from alur.fields.filtering.viewing import Viewpoint, day_after
from alur.kernel.refusal import N_, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Kept):
    """What days and instants share: every operator asks for a half-open stretch of days."""

    operators: ClassVar = {
        "on": ONE, "before": ONE, "after": ONE, "from": ONE, "to": ONE, "between": TWO, "within": ONE, "older": ONE,
        "newer": ONE, "unsince": ONE, **EMPTINESS,
    }  # fmt: skip

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        if operator in EMPTINESS:
            return self._emptiness(operator, view)
        first, end = stretch(operator, values, view)
        held = self._between(first, end, view)
        return held | self._none(view) if operator == "unsince" else held

    def _between(self, first: Any, end: Any, view: Viewpoint) -> Q:
        held = Q()
        if first is not None:
            held &= self.at().test(view, "gte", self._bound(first, view))
        if end is not None:
            held &= self.at().test(view, "lt", self._bound(end, view))
        return held

    def _bound(self, day: Any, view: Viewpoint) -> Any:
        return day if isinstance(self.at(), Column) else day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Dated):
    """A day of the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Dated):
    """An instant; its day is the one of the workspace's zone."""

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        if (operator, *values) in (("within", "past"), ("within", "future")):
            return self.at().test(view, "lt" if values[0] == "past" else "gte", view.now)
        return Dated._condition(self, operator, values, view)

    def _bound(self, day: Any, view: Viewpoint) -> datetime:
        return view.begins(day)


def stretch(operator: str, values: tuple[str, ...], view: Viewpoint) -> tuple[date | None, date | None]:
    """The half-open days that an operator of dates asks for."""
    today = view.today
    if operator == "within":
        return read_period(values[0], today)
    if operator in ("older", "newer"):
        then = day_before(values[0], today)
        return (None, then) if operator == "older" else (then, day_after(today))
    days = [read_day(value, today) for value in values]
    return {
        "on": (days[0], day_after(days[0])),
        "before": (None, days[0]),
        "unsince": (None, days[0]),
        "after": (day_after(days[0]), None),
        "from": (days[0], None),
        "to": (None, day_after(days[0])),
        "between": (days[0], day_after(days[-1])),
    }[operator]


@dataclass(frozen=True, slots=True, kw_only=True)
class Age(Field):
    """Whole days since the latest of some instants; `column` always has one, those in `also` may."""

    operators: ClassVar = {"is": ONE, "over": ONE, "under": ONE, "from": ONE, "to": ONE, "between": TWO}
    column: str
    also: tuple[str, ...] = ()

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        counts = [self._days(value) for value in values]
        first, last = {
            "is": (counts[0], counts[0]),
            "over": (counts[0] + 1, None),
            "under": (None, counts[0] - 1),
            "from": (counts[0], None),
            "to": (None, counts[0]),
            "between": (counts[0], counts[-1]),
        }[operator]
        held = Q()
        if first is not None:
            held &= self._before(view.begins(view.today - timedelta(days=first - 1)), view)
        if last is not None:
            held &= self._since(view.begins(view.today - timedelta(days=last)), view)
        return held

    def _before(self, instant: datetime, view: Viewpoint) -> Q:
        """Did all of them come before an instant?"""
        held = Column(self.column).test(view, "lt", instant)
        for column in self.also:
            place = Column(column)
            held &= place.is_null(view) | place.test(view, "lt", instant)
        return held

    def _since(self, instant: datetime, view: Viewpoint) -> Q:
        """Did any of them come then or after?"""
        held = Q()
        for column in (self.column, *self.also):
            held |= Column(column).test(view, "gte", instant)
        return held

    def _days(self, text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 5 or int(text) > 36_500:
            raise Refusal(N_("“%(text)s” is not a count of days."), field="filter", text=text)
        return int(text)
