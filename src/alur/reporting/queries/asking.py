"""What a report is about: a pipeline or all, days, and a filter; and how far its viewer sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from alur.kernel.periods import Period
from alur.pipeline.models import Stage
from alur.pipeline.queries.board_filter import BoardFilter, owners_in_sight
from alur.reporting.queries.flows import Flow, kept_flows
from alur.reporting.queries.turns import PRODUCT, Window, live_flows
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Asked:
    """The days are those whose ends are compared: what stood at the end of each, and what happened in between.

    No pipeline means all. With a product or a family in the filter, money and units are what the deals hold of it.
    """

    since: date
    until: date
    pipeline_id: int | None = None
    wanted: BoardFilter = field(default_factory=BoardFilter)

    @property
    def period(self) -> Period:
        """The days whose changes count: after the first, up to and with the last."""
        day = timedelta(days=1)
        return Period(self.since + day, self.until + day)

    @property
    def by_lines(self) -> bool:
        return bool(self.wanted.product_id or self.wanted.family_id)


@dataclass(frozen=True, slots=True)
class Sight:
    """Where and whose a deal must be to count; None for anywhere, anyone's; 0 is nobody."""

    stages: frozenset[int] | None
    owners: frozenset[int] | None

    def holds_stage(self, stage_id: int) -> bool:
        return self.stages is None or stage_id in self.stages

    def holds(self, stage_id: int, owner_id: int) -> bool:
        return self.holds_stage(stage_id) and (self.owners is None or owner_id in self.owners)


def asked_about(period: Period, pipeline_id: int | None, wanted: BoardFilter) -> Asked:
    """The question for a period: from the end of the day before it to the end of its last."""
    return Asked(period.starts_on - timedelta(days=1), period.last_on, pipeline_id, wanted)


def sight_of(member: Member, asked: Asked) -> Sight:
    """What the viewer may see of what is asked about."""
    owners = owners_in_sight(member, asked.wanted.owners)
    if asked.pipeline_id is None:
        return Sight(None, owners)
    stages = Stage.objects.filter(workspace_id=member.workspace_id, pipeline_id=asked.pipeline_id)
    return Sight(frozenset(stages.values_list("id", flat=True)), owners)


def window_of(member: Member, asked: Asked, *, each: str = "") -> Window:
    return Window(
        member.workspace_id,
        asked.period,
        asked.wanted,
        owners_in_sight(member, asked.wanted.owners),
        by_lines=asked.by_lines or each == PRODUCT,
        each=each,
    )


def flows_of(member: Member, asked: Asked, *, today: date) -> list[Flow]:
    """The changes asked about, by kind: kept where the totals answer, else added up."""
    window = window_of(member, asked)
    if asked.wanted.is_counted:
        return kept_flows(window.workspace_id, window.period, window.owners, today=today)
    return live_flows(window)
