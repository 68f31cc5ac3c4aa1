"""The first words of the day."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.conversations.queries.day import Day
from alur.tenancy.models import Member
from alur.web.shell.formats import Formats

NOON, AFTERNOON, EVENING = 11, 15, 18
"""The hours at which Indonesians stop saying pagi, siang and sore."""


def greeting(member: Member, whose: Member, day: Day, f: Formats) -> str:
    """`Pagi, Rina. Enam janji, tiga terlambat.`"""
    first = whose.name.split()[0] if whose.name.split() else whose.name
    if whose.id != member.id:
        hail = _("%(name)s's day.") % {"name": whose.name}
    else:
        hail = _hail(f.now.astimezone(f.zone).hour) % {"name": first}
    return f"{hail} {_counted(day.count, day.late_count)}"


def first_thing(day: Day, f: Formats) -> str:
    """What to begin with."""
    coming = day.next_one(f.now)
    if coming is not None and coming.due_at is not None and coming.is_timed:
        values = {"name": coming.name, "time": f.time(coming.due_at)}
        if day.done_count:
            return _("Next: %(name)s at %(time)s.") % values
        return _("Begin with %(name)s at %(time)s.") % values
    if day.late_count:
        return _("Begin with what is overdue.")
    if day.unplanned.count:
        sentence = ngettext(
            "%(count)d deal has no next step.", "%(count)d deals have no next step.", day.unplanned.count
        )
        return sentence % {"count": day.unplanned.count}
    return _("Nothing is waiting for you.")


def _hail(hour: int) -> str:
    if hour < NOON:
        return _("Good morning, %(name)s.")
    if hour < AFTERNOON:
        return _("Good day, %(name)s.")
    if hour < EVENING:
        return _("Good afternoon, %(name)s.")
    return _("Good evening, %(name)s.")


def _counted(planned: int, late: int) -> str:
    if planned and late:
        appointments = ngettext("%(number)s appointment", "%(number)s appointments", planned)
        overdue = ngettext("%(number)s overdue", "%(number)s overdue", late)
        return f"{_upper(appointments % {'number': _word(planned)})}, {overdue % {'number': _word(late)}}."
    if planned:
        sentence = ngettext("%(number)s appointment today.", "%(number)s appointments today.", planned)
        return _upper(sentence % {"number": _word(planned)})
    if late:
        sentence = ngettext("%(number)s overdue.", "%(number)s overdue.", late)
        return _upper(sentence % {"number": _word(late)})
    return _("No appointments today.")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _word(number: int) -> str:
    words = (
        _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"), _("ten"),
    )  # fmt: skip
    return words[number - 1] if 0 < number <= len(words) else str(number)
