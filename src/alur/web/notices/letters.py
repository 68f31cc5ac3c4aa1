"""Notices by mail: at once, and one in the morning, in the reader's own language and zone. The worker sends them.

A mail server that is away is asked again at the next round; nothing is lost and nothing is sent twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.conversations.queries.day import Day, day_of
from alur.conversations.queries.day_lines import Item
from alur.events.scheduling import scheduled
from alur.notices.kinds import AGENDA, DIGEST, FORGOTTEN
from alur.notices.operations.mailing import (
    claim_digest,
    digest_is_due,
    give_back_digest,
    settle_digested,
    settle_mailed,
)
from alur.notices.queries.preferences import preferences_of
from alur.notices.queries.to_mail import members_with_mail, to_digest, to_mail
from alur.tenancy.models import Member, Workspace
from alur.web.activities.kinds import kind_names
from alur.web.forgotten.letter import forgotten_part
from alur.web.notices.lines import Line, lines_of
from alur.web.shell.formats import Formats

TOO_OLD = timedelta(days=1)
MOST_NAMES = 3

_log = structlog.get_logger()


@scheduled("notices.mail", "* * * * *")
def mail_notices(workspace: Workspace, at: datetime) -> Iterator[None]:
    """What is wanted by mail at once: one mail for each member, with all that came since the last."""
    for member in members_with_mail(workspace.id):
        waiting = to_mail(member)
        fresh = [one for one in waiting if one.read_at is None and at - one.occurred_at < TOO_OLD]
        with translation.override(_language(member, workspace)):
            f = _formats(member, workspace, at)
            lines = [line for line in lines_of(member, fresh, f) if line.name]
            if lines:
                if not _send(member, _subject(lines), [_told(lines)]):
                    continue
        settle_mailed(waiting, at=at)
        yield


@scheduled("notices.digest", "*/5 * * * *")
def mail_digests(workspace: Workspace, at: datetime) -> Iterator[None]:
    """The morning's mail on working days: what is planned, overdue and forgotten, and what others did."""
    found = Member.objects.filter(workspace_id=workspace.id, is_active=True, user_id__isnull=False)
    members = list(found.select_related("user").order_by("id"))
    preferences = preferences_of(workspace.id, [one.id for one in members])
    for member in members:
        f = _formats(member, workspace, at)
        preference = preferences[member.id]
        if not digest_is_due(preference, at.astimezone(f.zone)) or not claim_digest(member, on=f.today):
            continue
        # Switched off since it waited, it is not told any more.
        waiting = to_digest(member)
        notices = [one for one in waiting if preference.wants(one.kind, DIGEST)]
        with translation.override(f.language):
            day = day_of(member, member.id, on=f.today, zone=f.zone) if preference.wants(AGENDA, DIGEST) else None
            forgotten = forgotten_part(member, f) if preference.wants(FORGOTTEN, DIGEST) else ""
            parts = [*(_day_parts(day, f) if day else []), forgotten, _told(lines_of(member, notices, f))]
            if any(parts) and not _send(member, _("Your day, %(day)s") % {"day": f.long_day(f.today)}, parts):
                give_back_digest(member, preference)
                continue
        settle_digested(waiting, at=at)
        yield


def _subject(lines: list[Line]) -> str:
    """Of one, what happened; of several, what they are of: whoever reads it knows whether it can wait."""
    if len(lines) == 1:
        return f"{lines[0].name}: {lines[0].sentence}"
    names = list(dict.fromkeys(line.name for line in lines))
    return f"{_news(len(lines))}: {', '.join(names[:MOST_NAMES])}{', …' if len(names) > MOST_NAMES else ''}"


def _day_parts(day: Day, f: Formats) -> list[str]:
    parts = []
    if day.still_open:
        parts.append("\n".join([_("Today"), *(f"- {_planned(one, f)}" for one in day.still_open)]))
    if day.late_count:
        late = ngettext("%(count)s overdue", "%(count)s overdue", day.late_count) % {"count": f.number(day.late_count)}
        more = day.late_count - len(day.late)
        rest = ngettext("- and %(count)s more", "- and %(count)s more", more) % {"count": f.number(more)}
        parts.append("\n".join([late, *(f"- {_planned(one, f)}" for one in day.late), *([rest] if more else [])]))
    return parts


def _planned(item: Item, f: Formats) -> str:
    when = ""
    if item.due_at is not None:
        when = f.time(item.due_at) if item.is_timed and f.is_today(item.due_at) else f.near(item.due_at)
    words = dict.fromkeys(part for part in (when, item.name, item.title or kind_names()[item.kind]) if part)
    return ", ".join(words)


def _told(lines: list[Line]) -> str:
    """What happened, of what the reader sees now; empty for nothing."""
    told = [_with_link(line) for line in lines if line.name]
    return "\n".join([_news(len(told)), *told]) if told else ""


def _with_link(line: Line) -> str:
    """A mail is read on a phone: each line leads to its own record."""
    of = ", ".join(part for part in (line.name, line.about) if part)
    text = f"- {of}: {line.sentence}{f' “{line.words}”' if line.words else ''}"
    return f"{text}\n  {settings.BASE_URL.rstrip('/')}/notices/{line.id}/" if settings.BASE_URL else text


def _news(count: int) -> str:
    return ngettext("%(count)d notification", "%(count)d notifications", count) % {"count": count}


def _send(member: Member, subject: str, parts: list[str]) -> bool:
    """False where the mail server does not take it; one address that it refuses does not hold up the others."""
    foot = _("What you are told of is set under Settings, Profile and security.")
    if settings.BASE_URL:
        foot = f"{settings.BASE_URL.rstrip('/')}/notices/\n{foot}"
    text = "\n\n".join([*(part for part in parts if part), foot])
    try:
        send_mail(" ".join(subject.split()), text, None, [member.email])
    except OSError as error:
        _log.warning("mail not sent", member=member.id, error=repr(error))
        return False
    return True


def _language(member: Member, workspace: Workspace) -> str:
    return (member.user.language if member.user else "") or workspace.language


def _formats(member: Member, workspace: Workspace, at: datetime) -> Formats:
    zone = (member.user.timezone if member.user else "") or workspace.timezone
    return Formats(_language(member, workspace), workspace.currency, ZoneInfo(zone), at)
