"""What the form of an activity holds, read from what was typed and written for what is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from alur.conversations.models import Activity, Recurrence
from alur.conversations.models.activity import NO_REMINDER
from alur.conversations.queries.calendar import OTHERWISE, USUAL_MINUTES
from alur.kernel.dates import parse_day
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.web.activities.finding import when_typed
from alur.web.activities.kinds import GLYPHS, PLANNED, days_ahead, kind_names
from alur.web.deals.finding import deal_or_404, organization_or_404, person_or_404
from alur.web.shell.formats import Formats
from alur.web.shell.requests import MemberRequest

FIELDS = (
    "mode", "about", "about_text", "kind", "title", "body", "due_on", "due_time", "minutes", "recurrence",
    "repeats_until", "remind_minutes", "following", "done_on", "done_time", "next_kind", "next_title", "next_on",
    "next_time", "opened",
)  # fmt: skip
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240)
REMINDERS = (0, 10, 30, 60, 120, 24 * 60)
FINDERS: dict[str, Callable[[MemberRequest, int], Deal | Organization | Person]] = {
    "deal": deal_or_404,
    "organization": organization_or_404,
    "person": person_or_404,
}

About = dict[str, Deal | Organization | Person]


@dataclass(frozen=True, slots=True)
class When:
    """The part of the form that says when, how long, how often, and when to be reminded."""

    values: dict[str, Any]

    @classmethod
    def typed(cls, request: MemberRequest, typed: dict[str, str]) -> When:
        """Refusal for what cannot be read. Without a day there is no `due_at`."""
        when = when_typed(request)
        until = typed["repeats_until"].strip()
        return cls(
            {
                **({"due_at": when[0], "is_timed": when[1]} if when else {}),
                "minutes": minutes_of(typed["minutes"]),
                "remind_minutes": _number(typed["remind_minutes"], "remind_minutes"),
                "recurrence": typed["recurrence"],
                "repeats_until": parse_day(until, field="repeats_until") if until and typed["recurrence"] else None,
            }
        )


def typed_in(request: MemberRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FIELDS}


def about_of(request: MemberRequest, chosen: str) -> About:
    """The record that `deal:17` names, if the member may see it; Http404 for any other."""
    kind, _colon, record_id = chosen.partition(":")
    if not chosen:
        return {}
    if kind not in FINDERS:
        raise Http404
    return {kind: FINDERS[kind](request, id_from(record_id))}


def as_typed(activity: Activity, f: Formats) -> dict[str, str]:
    """The form of what is there."""
    return {
        **dict.fromkeys(FIELDS, ""),
        "kind": activity.kind,
        "title": activity.title,
        "body": activity.body,
        "due_on": f.field_day(activity.due_at),
        "due_time": f.field_time(activity.due_at) if activity.is_timed else "",
        "minutes": "" if activity.minutes is None else str(activity.minutes),
        "recurrence": activity.recurrence,
        "repeats_until": f.field_day(activity.repeats_until),
        "remind_minutes": "" if activity.remind_minutes is None else str(activity.remind_minutes),
    }


def choices(f: Formats, typed: dict[str, str], *, is_new: bool) -> dict[str, Any]:
    """What the form's lists offer; a figure that is there already is always among them."""
    names = kind_names()
    return {
        "kinds": [(kind, names[kind]) for kind in (*PLANNED, *(("note",) if is_new else ()))],
        "glyphs": GLYPHS,
        "days": days_ahead(f),
        "lengths": [
            ("", _usual_length(typed["kind"], f)),
            *((str(one), f.span(one)) for one in _with(LENGTHS, typed["minutes"])),
        ],
        "rhythms": [
            (Recurrence.NONE.value, _("Once")),
            (Recurrence.DAILY.value, _("Every day")),
            (Recurrence.WEEKLY.value, _("Every week")),
            (Recurrence.MONTHLY.value, _("Every month")),
        ],
        "reminders": [
            ("", _("As usual")),
            *((str(one), _before(one, f)) for one in _with(REMINDERS, typed["remind_minutes"])),
            (str(NO_REMINDER), _("None")),
        ],
    }


def _usual_length(kind: str, f: Formats) -> str:
    return _("Usual: %(span)s") % {"span": f.span(USUAL_MINUTES.get(kind, OTHERWISE))}


def _before(minutes: int, f: Formats) -> str:
    if minutes == 0:
        return _("At its time")
    if minutes % (24 * 60) == 0:
        return _("%(days)s before") % {"days": f.days(minutes // (24 * 60))}
    return _("%(span)s before") % {"span": f.span(minutes)}


def _with(offered: tuple[int, ...], chosen: str) -> list[int]:
    own = {int(chosen)} if chosen.isascii() and chosen.isdigit() and len(chosen) < 6 else set()
    return sorted({*offered, *own})


def minutes_of(text: str) -> int | None:
    """How long it takes or took; None for as long as usual."""
    return _number(text, "minutes")


def _number(text: str, field: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not text.lstrip("-").isdigit() or not text.isascii() or len(text) > 5:
        raise Refusal(N_("Choose one of the list."), field=field)
    return int(text)
