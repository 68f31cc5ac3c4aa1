"""Deals that were put off: why, how long they waited, and what became of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from alur.events.models import Event
from alur.kernel.periods import Period
from alur.pipeline.models import CloseReason, Deal, DealSpell, Status
from alur.pipeline.operations.totalling import zone_of
from alur.pipeline.queries.board_filter import BoardFilter, deal_condition, owner_condition, owners_in_sight
from alur.tenancy.models import Member

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Delay:
    """A time for which a deal was put off. `names` is why, in Indonesian and English; `until` is the day it was put off
    to, `days` how long it has waited so far, `status` what the deal is now, `times` how often it was put off in all.
    `amount` is minor units."""

    deal_id: int
    title: str
    organization: str
    owner_id: int | None
    names: tuple[str, str]
    began_at: datetime
    until: date | None
    days: int
    status: str
    times: int
    amount: int


@dataclass(frozen=True, slots=True)
class DelayReason:
    """All delays for one reason: `names` Indonesian and English where it is listed, else the words typed, twice.
    `became` counts what the deals are now, by status."""

    names: tuple[str, str]
    count: int
    days: float
    amount: int
    became: Counter[str]


@dataclass(frozen=True, slots=True)
class DelayReport:
    """The commonest reason first; the newest delay first. `days` is the median."""

    reasons: list[DelayReason]
    delays: list[Delay]
    days: float
    became: Counter[str]

    @property
    def again(self) -> int:
        """Deals that were put off more than once."""
        return len({one.deal_id for one in self.delays if one.times > 1})


def delay_report(
    member: Member, period: Period, wanted: BoardFilter, *, pipeline_id: int | None, now: datetime
) -> DelayReport:
    """Of the deals in sight, those that were put off in the period."""
    since, until = period.instants(zone_of(member.workspace_id))
    deals: Any = Deal.objects.filter(
        owner_condition(owners_in_sight(member, wanted.owners)),
        deal_condition(member.workspace_id, wanted),
        workspace_id=member.workspace_id,
        **({"pipeline_id": pipeline_id} if pipeline_id else {}),
    )
    spells = DealSpell.objects.filter(workspace_id=member.workspace_id, status=Status.POSTPONED)
    touched = spells.filter(from_at__gte=since, from_at__lt=until).values_list("deal_id", flat=True)
    ids = sorted(set(touched))
    listed = CloseReason.objects.filter(workspace_id=member.workspace_id, outcome=Status.POSTPONED)
    names = {name_en: (name_id, name_en) for name_id, name_en in listed.values_list("name_id", "name_en")}
    delays: list[Delay] = []
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        known = {row[0]: row for row in deals.filter(id__in=some).values_list(*_DEAL)}
        waits = _waits(spells.filter(deal_id__in=list(known)).order_by("deal_id", "from_at").values_list(*_SPELL))
        begun = [wait for wait in waits if since <= wait[1] < until]
        events = Event.objects.filter(workspace_id=member.workspace_id, id__in=[wait[3] for wait in begun if wait[3]])
        said = dict(events.values_list("id", "payload"))
        delays += [_delay(known[wait[0]], wait, said.get(wait[3] or 0, {}), names, now) for wait in begun]
    delays.sort(key=lambda one: (one.began_at, one.deal_id), reverse=True)
    became = Counter(one.status for one in delays)
    return DelayReport(_reasons(delays), delays, _median(delays), became)


_DEAL = (
    "id", "title", "organization__name", "owner_id", "status", "postponed_count", "amount", "postponed_until",
    "reason__name_en", "reason_text",
)  # fmt: skip
_SPELL = ("deal_id", "from_at", "until_at", "event_id")
_Wait = tuple[int, datetime, datetime | None, int | None]


def _waits(spells: Iterable[Any]) -> list[_Wait]:
    """Spells that follow on one another are one wait: something else was changed meanwhile."""
    found: list[_Wait] = []
    for deal_id, from_at, until_at, event_id in spells:
        if found and found[-1][0] == deal_id and found[-1][2] == from_at:
            found[-1] = (*found[-1][:2], until_at, found[-1][3])
        else:
            found.append((deal_id, from_at, until_at, event_id))
    return found


def _delay(
    deal: tuple[Any, ...], wait: _Wait, said: dict[str, Any], names: Mapping[str, tuple[str, str]], now: datetime
) -> Delay:
    """Of one that still waits the deal says why and until when: it may have been put off further."""
    deal_id, title, organization, owner_id, status, times, amount, until, listed, typed = deal
    _, began_at, ended_at, _ = wait
    reason = listed or typed
    if ended_at is not None:
        until = date.fromisoformat(said["until"]) if said.get("until") else None
        reason = str(said.get("reason") or "")
    days = ((ended_at or now) - began_at).days
    why = names.get(reason, (reason, reason))
    return Delay(deal_id, title, organization or "", owner_id, why, began_at, until, days, status, times, amount)


def _reasons(delays: Iterable[Delay]) -> list[DelayReason]:
    grouped: dict[tuple[str, str], list[Delay]] = defaultdict(list)
    for one in delays:
        grouped[one.names].append(one)
    told = [
        DelayReason(
            names, len(some), _median(some), sum(one.amount for one in some),
            Counter(one.status for one in some),
        )
        for names, some in grouped.items()
    ]  # fmt: skip
    return sorted(told, key=lambda one: (not one.names[0], -one.count, one.names))


def _median(delays: Sequence[Delay]) -> float:
    return median(one.days for one in delays) if delays else 0
