"""Filters in the reader's words: what operators are called, and how values are told and typed."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.fields.filtering.dated import Age, Dated
from alur.fields.filtering.declaring import OWN
from alur.fields.filtering.fields import Field, Number, Text
from alur.fields.filtering.moments import PERIODS, read_day
from alur.fields.filtering.through import Latest, Through
from alur.kernel.dates import parse_day
from alur.kernel.refusal import N_, Refusal
from alur.web.shell.formats import Formats

_AWAY = re.compile(r"(?:in_(\d+)([dwmy])|(\d+)([dwmy])_ago)")
_TYPED = {
    "d": ("hari", "hr", "day", "days", "d"),
    "w": ("minggu", "week", "weeks", "w"),
    "m": ("bulan", "month", "months", "m"),
    "y": ("tahun", "year", "years", "y"),
}
_BACK = ("lalu", "ago", "yang lalu")
_AHEAD = ("lagi", "ahead", "from now", "ke depan")
_NEAR = {
    "hari ini": "today", "today": "today", "kemarin": "yesterday", "yesterday": "yesterday", "besok": "tomorrow",
    "tomorrow": "tomorrow",
}  # fmt: skip


def title_of(field: Field) -> str:
    """What a field is called; the workspace's own come with the title in the reader's language."""
    return field.title if field.group == OWN else _(field.title)


def leaf_of(field: Field) -> Field:
    """The field that says which values are asked for."""
    return field.inner if isinstance(field, Through) else field


def operators_of(field: Field) -> dict[str, str]:
    """The operators that a field takes, by name, with what they are called."""
    leaf = leaf_of(field)
    if isinstance(leaf, Text):
        titles = {
            "has": _("contains"), "lacks": _("does not contain"), "is": _("is exactly"), "not": _("is not"),
            "starts": _("begins with"),
        }  # fmt: skip
    elif isinstance(leaf, Number | Age):
        titles = {
            "is": _("is"), "not": _("is not"), "over": _("more than"), "under": _("less than"), "from": _("at least"),
            "to": _("at most"), "between": _("between"),
        }  # fmt: skip
    elif isinstance(leaf, Dated | Latest):
        titles = {
            "on": _("on"), "before": _("before"), "after": _("after"), "from": _("from"), "to": _("until"),
            "between": _("between"), "within": _("within"), "older": _("older than"), "newer": _("in the last"),
            "unsince": _("not since"),
        }  # fmt: skip
    else:
        titles = {"is": _("is one of"), "not": _("is none of")}
    titles |= {"empty": _("is empty"), "filled": _("is filled in")}
    return {name: titles[name] for name in titles if name in field.takes()}


def period_titles() -> dict[str, str]:
    """Periods in the order in which they are offered."""
    titles = {
        "today": _("today"), "yesterday": _("yesterday"), "tomorrow": _("tomorrow"),
        "this_week": _("this week"), "last_week": _("last week"), "next_week": _("next week"),
        "this_month": _("this month"), "last_month": _("last month"), "next_month": _("next month"),
        "this_quarter": _("this quarter"), "last_quarter": _("last quarter"), "next_quarter": _("next quarter"),
        "this_year": _("this year"), "last_year": _("last year"), "next_year": _("next year"),
        "past": _("the past"), "future": _("the future"),
    }  # fmt: skip
    assert set(titles) == set(PERIODS)
    return titles


def period_told(text: str) -> str:
    titles = period_titles()
    if text in titles:
        return titles[text]
    which, count, _days = text.split("_")
    if which == "next":
        return _("the next %(days)s") % {"days": _span("d", int(count))}
    return _("the last %(days)s") % {"days": _span("d", int(count))}


def span_told(text: str) -> str:
    """`14d` as 14 days."""
    return _span(text[-1], int(text[:-1]))


def _span(unit: str, count: int) -> str:
    words = {
        "d": ngettext("%(count)d day", "%(count)d days", count),
        "w": ngettext("%(count)d week", "%(count)d weeks", count),
        "m": ngettext("%(count)d month", "%(count)d months", count),
        "y": ngettext("%(count)d year", "%(count)d years", count),
    }
    return words[unit] % {"count": count}


def day_told(text: str, f: Formats) -> str:
    """A filter's day as a person says it: `14d_ago` is 14 days ago, `2026-12-31` 31 Dec 2026."""
    if away := _AWAY.fullmatch(text):
        if away[1]:
            return _("%(span)s ahead") % {"span": _span(away[2], int(away[1]))}
        return _("%(span)s ago") % {"span": _span(away[4], int(away[3]))}
    if text in ("today", "yesterday", "tomorrow"):
        return period_titles()[text]
    return f.day(date.fromisoformat(text))


def day_typed(text: str, f: Formats) -> str:
    """A filter's day from what someone typed: a date, `hari ini`, `14 hari lalu`, `2 weeks ahead`."""
    words = " ".join(text.split()).casefold()
    if words in _NEAR:
        return _NEAR[words]
    match = re.fullmatch(r"(\d{1,5}) ([a-z]+) ([a-z ]+)", words)
    if match:
        unit = next((unit for unit, names in _TYPED.items() if match[2] in names), "")
        if unit and match[3] in _BACK:
            return f"{int(match[1])}{unit}_ago"
        if unit and match[3] in _AHEAD:
            return f"in_{int(match[1])}{unit}"
    try:
        read_day(words, f.today)
        return words
    except Refusal:
        pass
    try:
        return parse_day(text, field="filter").isoformat()
    except Refusal as refusal:
        said = N_("“%(text)s” is not a day. Type one like 25/12/2026, today, or 14 days ago.")
        raise Refusal(said, field="filter", text=text) from refusal
