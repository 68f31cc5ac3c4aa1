"""By which day a step is to be done, and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from alur.pipeline.models import Deal, DueFrom, Performer, Step
from alur.tenancy.models import Member


class Timed(Protocol):
    """A step, or as much of it as its day is counted from."""

    @property
    def due_days(self) -> int | None: ...
    @property
    def due_from(self) -> str: ...


class Dated(Protocol):
    """A deal, or a card of it."""

    @property
    def created_at(self) -> datetime | None: ...
    @property
    def expected_close_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Before:
    """The step before in the same stage: is it done, and since when, if that is known (a filled field has no day)."""

    is_done: bool
    done_at: datetime | None = None


def due_day(
    step: Timed, *, deal: Dated, began_at: datetime | None, before: Before | None, zone: ZoneInfo
) -> date | None:
    """The last day on which it is in time; None without days, or while what they are counted from is to come.

    The first step of a stage, and one after a field that was filled at a time not known, count from the stage's begin.
    """
    if step.due_days is None:
        return None
    days = timedelta(days=step.due_days)
    if step.due_from == DueFrom.CLOSE:
        return deal.expected_close_on - days if deal.expected_close_on else None
    if step.due_from == DueFrom.DEAL:
        return deal.created_at.astimezone(zone).date() + days if deal.created_at else None
    since = began_at
    if step.due_from == DueFrom.STEP and before is not None:
        if not before.is_done:
            return None
        since = before.done_at or began_at
    return since.astimezone(zone).date() + days if since else None


@dataclass(frozen=True, slots=True)
class Performers:
    """Who does the steps of one deal, by name; read only as far as its steps need it."""

    deal: Deal
    names: Mapping[int, str] = field(default_factory=dict)
    lead: str = ""

    @classmethod
    def of(cls, deal: Deal, steps: Iterable[Step]) -> Performers:
        rows = list(steps)
        named = {one.member_id for one in rows if one.performer == Performer.MEMBER and one.member_id}
        members = Member.objects.filter(workspace_id=deal.workspace_id, is_active=True)
        names = dict(members.filter(id__in=named).values_list("id", "name")) if named else {}
        lead = ""
        if deal.owner_id and any(one.performer == Performer.LEAD for one in rows):
            owner = Member.objects.filter(workspace_id=deal.workspace_id, id=deal.owner_id)
            lead = owner.values_list("team__lead__name", flat=True)[0] or ""
        return cls(deal, names, lead)

    def name(self, step: Step) -> str:
        """The owner stands in for a lead or member who is not there; empty where nobody is."""
        owner = self.deal.owner.name if self.deal.owner else ""
        if step.performer == Performer.MEMBER:
            return self.names.get(step.member_id or 0, owner)
        return (self.lead or owner) if step.performer == Performer.LEAD else owner
