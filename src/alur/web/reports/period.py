"""The days that a report is about: a preset, or two days of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from alur.kernel.periods import Period
from alur.web.reports.asking import days_asked, named_period
from alur.web.shell.requests import MemberRequest


@dataclass(frozen=True)
class Chosen:
    """`title` is that of the preset, "" for days of one's own; `presets` are (name, title), to choose another."""

    days: Period
    title: str
    presets: list[tuple[str, str]]


def period_chosen(
    request: MemberRequest, params: Mapping[str, str], presets: Sequence[str], *, usual: str, today: date
) -> Chosen:
    """What `period`, `from` and `to` of the address ask for. Raises Refusal for days to come."""
    name = params.get("period", "")
    name = name if name in presets else usual
    named = named_period(name, today)
    assert named is not None
    days = days_asked(request, first="from", last="to", usual=named, today=today)
    titles = _titles()
    is_own = "from" in params or "to" in params
    return Chosen(days, "" if is_own else titles[name], [(one, titles[one]) for one in presets])


def _titles() -> dict[str, str]:
    return {
        "week": _("This week"),
        "month": _("This month"),
        "quarter": _("This quarter"),
        "last_month": _("Last month"),
        "last_quarter": _("Last quarter"),
        "30d": _("Last 30 days"),
        "90d": _("Last 90 days"),
        "12m": _("Last 12 months"),
    }
