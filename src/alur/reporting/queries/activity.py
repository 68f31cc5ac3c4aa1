"""What each rep has done, and what followed: a next step planned, a later stage, a deal won within so many days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from alur.conversations.models import ActivityKind
from alur.kernel.periods import Period
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.board_filter import owners_in_sight
from alur.reporting.queries import activity_sql as sql
from alur.reporting.queries.rates import Rate
from alur.tenancy.models import Member

CALLS, VISITS, MEETINGS, MESSAGES = "calls", "visits", "meetings", "messages"
GROUPS: dict[str, tuple[str, ...]] = {
    CALLS: (ActivityKind.CALL,),
    VISITS: (ActivityKind.VISIT,),
    MEETINGS: (ActivityKind.MEETING,),
    MESSAGES: (ActivityKind.WHATSAPP, ActivityKind.EMAIL),
}
KINDS = tuple(str(kind) for kinds in GROUPS.values() for kind in kinds)


@dataclass(frozen=True, slots=True)
class Done:
    """What one rep, or all of them, did: how often by group, and with how many different companies.

    The rates are of activities on deals whose days have all passed: what may still follow is not held against anyone.
    """

    counts: Mapping[str, int]
    companies: int
    planned: Rate
    moved: Rate
    won: Rate

    @property
    def count(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ActivityReport:
    """By member id, those with most first; and all together, each company counted once."""

    members: list[tuple[int, Done]]
    whole: Done


@dataclass(slots=True)
class _Sums:
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GROUPS, 0))
    followed: list[int] = field(default_factory=lambda: [0, 0, 0, 0])


def activity_report(
    member: Member,
    period: Period,
    *,
    now: datetime,
    within: int = 7,
    group: str = "",
    owners: frozenset[int] | None = None,
) -> ActivityReport:
    """What was done in a period by those in sight, of all groups or one; `within` is the days in which something is to
    follow."""
    named = _owners(member, owners)
    kinds = GROUPS[group] if group else KINDS
    sums: dict[int, _Sums] = defaultdict(_Sums)
    place = {str(kind): key for key, some in GROUPS.items() for kind in some}
    for owner_id, kind, count, *followed in _rows(member, period, named, kinds, now, within):
        own = sums[owner_id]
        own.counts[place[kind]] += count
        own.followed = [old + int(new or 0) for old, new in zip(own.followed, followed, strict=True)]
    companies = _companies(member, period, named, kinds)
    rows = [(owner_id, _done(one, len(companies.get(owner_id, ())))) for owner_id, one in sums.items()]
    whole = _Sums()
    for one in sums.values():
        whole.counts = {key: whole.counts[key] + one.counts[key] for key in GROUPS}
        whole.followed = [old + new for old, new in zip(whole.followed, one.followed, strict=True)]
    everyone = set().union(*companies.values()) if companies else set()
    return ActivityReport(sorted(rows, key=lambda row: (-row[1].count, row[0])), _done(whole, len(everyone)))


def _done(sums: _Sums, companies: int) -> Done:
    of, planned, moved, won = sums.followed
    return Done(sums.counts, companies, Rate(planned, of), Rate(moved, of), Rate(won, of))


def _owners(member: Member, wanted: frozenset[int] | None) -> list[int]:
    """Named one by one, for the index begins with them."""
    seen = owners_in_sight(member, wanted)
    members = Member.objects.filter(workspace_id=member.workspace_id)
    if seen is not None:
        members = members.filter(id__in=seen)
    return sorted(members.values_list("id", flat=True))


def _rows(
    member: Member, period: Period, owners: Collection[int], kinds: Collection[str], now: datetime, within: int
) -> list[tuple[Any, ...]]:
    if not owners:
        return []
    ws, seen = member.workspace_id, owners_in_sight(member, None)
    since, until = (_written(one) for one in period.instants(zone_of(ws)))
    later = sql.LATER[connection.vendor].format(days=int(within))
    text = sql.REPORT.format(
        owners=_listed(owners), kinds=", ".join(f"'{kind}'" for kind in kinds), later=later, deals=_seen(seen)
    )
    ripe = _written(now - timedelta(days=within))
    with connection.cursor() as cursor:
        cursor.execute(text, [ws, since, until, *([ws] if seen is not None else []), ripe, ws, ws, ws, ws, ws, ws, ws])
        return list(cursor.fetchall())


def _companies(member: Member, period: Period, owners: Collection[int], kinds: Collection[str]) -> dict[int, set[int]]:
    """The companies that each has dealt with."""
    if not owners:
        return {}
    ws, seen = member.workspace_id, owners_in_sight(member, None)
    since, until = (_written(one) for one in period.instants(zone_of(ws)))
    text = sql.COMPANIES.format(
        owners=_listed(owners), kinds=", ".join(f"'{kind}'" for kind in kinds), deals=_seen(seen)
    )
    found: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(text, [ws, since, until, *([ws] if seen is not None else [])])
        for owner_id, organization_id in cursor.fetchall():
            found[owner_id].add(organization_id)
    return found


def _seen(owners: Collection[int] | None) -> str:
    return "" if owners is None else sql.SEEN.format(owners=_listed(owners))


def _listed(numbers: Collection[int]) -> str:
    return ", ".join(str(int(number)) for number in sorted(numbers)) or "0"


def _written(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)
