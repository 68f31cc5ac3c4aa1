"""The forgotten deals in the morning's mail: the few that acting on is worth most, each with what a press does."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.rescue.queries.queue import Asked, Row, counts_of, page_of
from alur.tenancy.models import Member
from alur.web.deals.names import Names
from alur.web.forgotten.by_mail import LEAVE, PLAN, path_of
from alur.web.forgotten.words import Words
from alur.web.shell.formats import Formats

MOST = 5


def forgotten_part(member: Member, f: Formats) -> str:
    """Of the member's own deals; empty for none. Links only where it is known under which address Alur is found."""
    asked = Asked(member, f.now, owners=frozenset({member.id}))
    counts = counts_of(asked)
    if not counts.count:
        return ""
    rows, _place = page_of(asked, limit=MOST)
    words = Words(member.workspace_id, f, Names(member.workspace_id, f), [name for row in rows for name in row.lacks])
    head = ngettext("%(count)s forgotten deal, ≈ %(stake)s", "%(count)s forgotten deals, ≈ %(stake)s", counts.count)
    lines = [head % {"count": f.number(counts.count), "stake": f.compact(counts.stake)}]
    if settings.BASE_URL:
        lines.append(f"{settings.BASE_URL.rstrip('/')}/forgotten/?owner=me")
    for row in rows:
        why = ", ".join(words.tag(row, reason) for reason in row.reasons)
        lines += [f"- {row.name} (≈ {f.compact(row.stake)}): {why}", *_ways(member, row)]
    return "\n".join(lines)


def _ways(member: Member, row: Row) -> list[str]:
    base = settings.BASE_URL.rstrip("/")
    if not base or not member.can_change:
        return []
    named = ((_("Plan a call for the next working day"), PLAN), (_("Leave it for a week"), LEAVE))
    return [f"  {title}: {base}{path_of(member, row.deal_id, act)}" for title, act in named]
