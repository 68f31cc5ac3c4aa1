"""What kinds of activity are called and look like."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from alur.conversations.models import ActivityKind
from alur.conversations.queries.suggesting import working_day
from alur.web.shell.formats import Formats

GLYPHS = {
    "call": "phone",
    "email": "mail",
    "whatsapp": "wa",
    "meeting": "users",
    "visit": "pin",
    "task": "check",
    "note": "note",
}
PLANNED = ("call", "whatsapp", "visit", "meeting", "email", "task")
"""In the order in which they are offered; a note is never planned."""


def kind_names() -> dict[str, str]:
    """In the reader's language."""
    return {
        ActivityKind.CALL.value: _("Call"),
        ActivityKind.EMAIL.value: _("E-mail"),
        ActivityKind.WHATSAPP.value: _("WhatsApp"),
        ActivityKind.MEETING.value: _("Meeting"),
        ActivityKind.VISIT.value: _("Visit"),
        ActivityKind.TASK.value: _("Task"),
        ActivityKind.NOTE.value: _("Note"),
    }


def days_ahead(f: Formats, counts: tuple[int, ...] = (1, 3, 7)) -> list[tuple[date, str]]:
    """Working days that one often plans for, by one tap: each with its name."""
    days = dict.fromkeys(working_day(f.today, count) for count in counts)
    return [(day, f.near(day)) for day in days]


def usual_outcomes(kind: str) -> list[str]:
    """What one often writes down, to tap instead of typing."""
    if kind in (ActivityKind.CALL, ActivityKind.WHATSAPP, ActivityKind.EMAIL):
        return [_("No answer"), _("Asks to be called later"), _("Wants a quote")]
    if kind in (ActivityKind.VISIT, ActivityKind.MEETING):
        return [_("Was not there"), _("Wants a quote"), _("Wants a demo")]
    return []


def says_answered(kind: str, outcome: str) -> bool | None:
    """Whether what was written down says that somebody answered, or was there; None where it leaves that open."""
    said = outcome.strip()
    if said in (_("No answer"), _("Was not there")):
        return False
    return True if said and kind in (ActivityKind.WHATSAPP, ActivityKind.EMAIL) else None
