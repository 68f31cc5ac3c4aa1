"""Filters worked out in plain Python over plain rows: what the compiled ones are held to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from alur.fields.filtering.tree import Condition, Filter
from tests.world import JAKARTA, NOW

Row = dict[str, Any]
TODAY = NOW.date()
NUMBERS: dict[str, Callable[[Any, list[Any]], bool]] = {
    "over": lambda value, given: value > given[0],
    "under": lambda value, given: value < given[0],
    "from": lambda value, given: value >= given[0],
    "to": lambda value, given: value <= given[0],
    "between": lambda value, given: given[0] <= value <= given[1],
}
WORDS: dict[str, Callable[[str, str], bool]] = {
    "has": lambda value, given: given in value,
    "starts": lambda value, given: value.startswith(given),
    "is": lambda value, given: value == given,
}
OPPOSITES = {"lacks": "has", "not": "is", "empty": "filled"}


def holds(tree: Filter, row: Row) -> bool:
    if isinstance(tree, Condition):
        return _holds(tree.field, tree.operator, list(tree.values), row)
    results = [holds(part, row) for part in tree.parts]
    return all(results) if tree.joint == "and" else any(results)


def _holds(field: str, operator: str, given: list[str], row: Row) -> bool:
    if operator in OPPOSITES:
        return not _holds(field, OPPOSITES[operator], given, row)
    value = row[field]
    if operator == "unsince":
        return value is None or _day(value) < _read(given[0])
    if isinstance(value, list):
        return bool(value) if operator == "filled" else any(str(one) in given for one in value)
    if operator == "filled":
        return value not in (None, "")
    if value is None:
        return False
    return _of_value(value, operator, given)


def _of_value(value: Any, operator: str, given: list[str]) -> bool:
    if isinstance(value, bool):
        return value is (given[0] == "yes")
    if isinstance(value, date):
        return _of_date(value, operator, given)
    if isinstance(value, int | float):
        if operator == "is":
            return value in [float(one) for one in given]
        return NUMBERS[operator](value, [float(one) for one in given])
    return any(WORDS[operator](value.lower(), one.lower()) for one in given)


def _of_date(value: date, operator: str, given: list[str]) -> bool:
    if operator == "within" and given[0] in ("past", "future") and isinstance(value, datetime):
        return (value < NOW) == (given[0] == "past")
    day = _day(value)
    if operator == "within":
        return _within(day, given[0])
    if operator == "older":
        return day < _read(f"{given[0]}_ago")
    if operator == "newer":
        return _read(f"{given[0]}_ago") <= day <= TODAY
    days = [_read(one) for one in given]
    return {
        "on": day == days[0],
        "before": day < days[0],
        "after": day > days[0],
        "from": day >= days[0],
        "to": day <= days[0],
        "between": days[0] <= day <= days[-1],
    }[operator]


def _within(day: date, period: str) -> bool:
    quarter = (TODAY.year, (TODAY.month - 1) // 3)
    last_month = TODAY.replace(day=1) - timedelta(days=1)
    return {
        "today": day == TODAY,
        "past": day < TODAY,
        "future": day >= TODAY,
        "this_week": day.isocalendar()[:2] == TODAY.isocalendar()[:2],
        "this_month": (day.year, day.month) == (TODAY.year, TODAY.month),
        "last_month": (day.year, day.month) == (last_month.year, last_month.month),
        "this_quarter": (day.year, (day.month - 1) // 3) == quarter,
        "next_year": day.year == TODAY.year + 1,
        "next_7_days": 0 <= (day - TODAY).days < 7,
        "last_30_days": 0 <= (TODAY - day).days < 30,
    }[period]


def _day(value: date) -> date:
    return value.astimezone(JAKARTA).date() if isinstance(value, datetime) else value


def _read(text: str) -> date:
    if text == "today":
        return TODAY
    if text.endswith("d_ago"):
        return TODAY - timedelta(days=int(text.removesuffix("d_ago")))
    if text.startswith("in_"):
        return TODAY + timedelta(weeks=int(text[3:-1]))
    return date.fromisoformat(text)
