"""What the blocks of a page show: each figure from what the reports say, read once for all blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, Sum

from alur.kernel.periods import Period, week_of
from alur.pipeline.models import Deal, FlowTotal, Grain, Status
from alur.pipeline.queries.board_filter import BoardFilter, owner_condition, owners_in_sight
from alur.reporting.queries.activity import ActivityReport, activity_report
from alur.reporting.queries.asking import asked_about
from alur.reporting.queries.changes import Changes, changes
from alur.reporting.queries.funnel import Funnel, Reading, funnel_of
from alur.reporting.queries.losses import Loss, losses
from alur.reporting.queries.rates import Days, Rate
from alur.reporting.queries.stock import Value
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its doubt, whichever of these it has; `before` is the same of the period before."""

    value: Value | None = None
    rate: Rate | None = None
    days: Days | None = None
    amount: int | None = None
    before: Value | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """What was won from a Monday on."""

    starts_on: date
    won: Value


class PageReading:
    """The reports that a page's blocks take from, for one pipeline, period and choice of owners."""

    def __init__(
        self, member: Member, period: Period, pipeline_id: int, wanted: BoardFilter, *, now: datetime, today: date
    ) -> None:
        self.member, self.period, self.now, self.today = member, period, now, today
        self.asked = asked_about(period, pipeline_id, wanted)
        self.pipeline_id = pipeline_id
        self.owners = owners_in_sight(member, wanted.owners)

    @cached_property
    def flow(self) -> Reading:
        return Reading(self.member, self.asked, today=self.today)

    @cached_property
    def funnel(self) -> Funnel:
        return funnel_of(self.flow)

    @cached_property
    def earlier(self) -> Funnel:
        """The funnel of the period before."""
        asked = asked_about(self.period.before(), self.pipeline_id, self.asked.wanted)
        return funnel_of(Reading(self.member, asked, today=self.today))

    @cached_property
    def changes(self) -> Changes:
        return changes(self.member, self.asked, today=self.today)

    @cached_property
    def losses(self) -> list[Loss]:
        return losses(self.member, self.asked, today=self.today)

    @cached_property
    def activity(self) -> ActivityReport:
        return activity_report(self.member, self.period, now=self.now, owners=self.asked.wanted.owners)

    def figure(self, name: str) -> Figure:
        """The figure of a block; ValueError for a name that is none."""
        found = self.funnel
        if name == "open":
            return Figure(value=sum((stage.end for stage in found.stages), Value()))
        if name == "won":
            return Figure(value=found.ending.won, before=self.earlier.ending.won)
        if name == "lost":
            gone = found.ending.lost + found.ending.not_a_fit
            return Figure(value=gone, before=self.earlier.ending.lost + self.earlier.ending.not_a_fit)
        if name == "made":
            return Figure(value=found.came, before=self.earlier.came)
        if name == "win_rate":
            return Figure(rate=found.ending.rate)
        if name == "cycle":
            return Figure(days=found.cycle)
        if name == "velocity":
            return Figure(amount=found.velocity)
        if name == "unplanned":
            return Figure(value=self._unplanned())
        raise ValueError(name)

    def weeks(self) -> list[Week]:
        """What was won week by week; the first and last may be shorter where the period cuts them."""
        cells = FlowTotal.objects.filter(
            workspace_id=self.member.workspace_id,
            grain=Grain.DAY,
            starts_on__gte=self.period.starts_on,
            starts_on__lt=self.period.ends_on,
            to_status=Status.WON,
            to_stage_id__in=list(self.flow.stages),
        )
        if self.owners is not None:
            cells = cells.filter(to_owner_id__in=self.owners)
        found: dict[date, Value] = {}
        for day, count, amount in cells.values_list("starts_on").annotate(n=Sum("count"), a=Sum("to_amount")):
            monday = week_of(day).starts_on
            found[monday] = found.get(monday, Value()) + Value(int(count), int(amount))
        monday, last = (
            week_of(self.period.starts_on).starts_on,
            min(self.period.ends_on, self.today + timedelta(days=1)),
        )
        weeks = []
        while monday < last:
            weeks.append(Week(monday, found.get(monday, Value())))
            monday += timedelta(days=7)
        return weeks

    def _unplanned(self) -> Value:
        """Open deals without a next step, now."""
        deals = Deal.objects.filter(
            owner_condition(self.owners),
            workspace_id=self.member.workspace_id,
            pipeline_id=self.pipeline_id,
            status=Status.OPEN,
            next_step_id__isnull=True,
        ).aggregate(n=Count("id"), a=Sum("amount"))
        return Value(deals["n"], int(deals["a"] or 0))
