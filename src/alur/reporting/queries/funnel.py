"""How deals flow through the stages of a pipeline in a period: what stood, entered, left, and stands.

A deal enters a stage when it is made there, comes there from another, or is opened again; it leaves when it goes to
another, or ends. Entered less left is by how much what stands there changed, exactly. All of it as the events have it,
for the deals that the viewer may see.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from alur.pipeline.models import Stage
from alur.pipeline.queries.board_filter import owners_in_sight
from alur.reporting.queries.asking import Asked, Sight, flows_of, window_of
from alur.reporting.queries.changes import counted_after, counted_before
from alur.reporting.queries.flows import Flow, kept_days
from alur.reporting.queries.rates import Days, Rate, days_of
from alur.reporting.queries.stock import Value, open_by_stage
from alur.reporting.queries.track_days import track_days
from alur.reporting.queries.turns import live_days
from alur.tenancy.models import Member

MADE, FORWARD, BACK, REOPENED = "made", "forward", "back", "reopened"
FROM_PIPELINE, TAKEN_OVER, MOVED_IN = "from_pipeline", "taken_over", "moved_in"
ON, WON, LOST, NOT_A_FIT, POSTPONED, MERGED = "on", "won", "lost", "not_a_fit", "postponed", "merged"
TO_PIPELINE, HANDED_OVER, MOVED_OUT = "to_pipeline", "handed_over", "moved_out"
WAYS_IN = (MADE, FORWARD, BACK, REOPENED, FROM_PIPELINE, TAKEN_OVER, MOVED_IN)
WAYS_OUT = (ON, WON, BACK, LOST, NOT_A_FIT, POSTPONED, MERGED, TO_PIPELINE, HANDED_OVER, MOVED_OUT)
GONE = (LOST, NOT_A_FIT, POSTPONED, TO_PIPELINE)
ENDED = (WON, LOST, NOT_A_FIT)
NOTHING = Value()


@dataclass(frozen=True, slots=True)
class StageFlow:
    """One stage in a period. `change` is by how much deals that stayed rose or fell in value."""

    stage_id: int
    start: Value
    entered: Mapping[str, Value]
    left: Mapping[str, Value]
    change: Value
    end: Value
    days: Days

    @property
    def came(self) -> Value:
        return sum(self.entered.values(), NOTHING)

    @property
    def went(self) -> Value:
        return sum(self.left.values(), NOTHING)

    @property
    def arrived(self) -> Value:
        """What came into the pipeline here: made, opened again, or from elsewhere."""
        return sum((self.entered.get(way, NOTHING) for way in (MADE, REOPENED, FROM_PIPELINE)), NOTHING)

    @property
    def gone(self) -> Value:
        """What left and did not go on, nor back."""
        return sum((self.left.get(how, NOTHING) for how in GONE), NOTHING)

    @property
    def on(self) -> Value:
        """What went on: to a later stage, or was won."""
        return self.left.get(ON, NOTHING) + self.left.get(WON, NOTHING)

    @property
    def rate(self) -> Rate:
        """Of those whose way here was settled, how many went on."""
        return Rate(self.on.count, self.on.count + self.gone.count)


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of deals in the period: won, lost, not a fit, straight from open or while they waited."""

    won: Value = NOTHING
    lost: Value = NOTHING
    not_a_fit: Value = NOTHING

    @property
    def rate(self) -> Rate:
        return Rate(self.won.count, self.won.count + self.lost.count + self.not_a_fit.count)


@dataclass(frozen=True, slots=True)
class Funnel:
    """Stages in their order; `cycle` is from a deal's first day to its being won."""

    stages: list[StageFlow]
    ending: Ending
    cycle: Days

    @property
    def came(self) -> Value:
        """What came into the pipeline, in whichever stage."""
        return sum((stage.arrived for stage in self.stages), NOTHING)

    @property
    def velocity(self) -> int | None:
        """Minor units a day: open deals times win rate times what a won deal brings, by the median days to win one.

        None where one of these is not known.
        """
        won, rate, days = self.ending.won, self.ending.rate, self.cycle.median
        open_now = sum(stage.end.count for stage in self.stages)
        if not (won.count and rate.of and days):
            return None
        return open_now * won.amount * rate.count // (won.count * rate.of * days)


@dataclass(slots=True)
class Sums:
    """What flows add up to, stage by stage."""

    entered: dict[int, dict[str, Value]] = field(default_factory=lambda: defaultdict(dict))
    left: dict[int, dict[str, Value]] = field(default_factory=lambda: defaultdict(dict))
    change: dict[int, Value] = field(default_factory=lambda: defaultdict(Value))
    ended: dict[str, Value] = field(default_factory=dict)


class Reading:
    """What a question about a pipeline is answered from, each read once, and only when it is needed."""

    def __init__(self, member: Member, asked: Asked, *, today: date) -> None:
        self.member, self.asked, self.today = member, asked, today

    @cached_property
    def stages(self) -> dict[int, Stage]:
        return stages_of_all_times(self.member.workspace_id, self.asked.pipeline_id)

    @cached_property
    def sight(self) -> Sight:
        return Sight(frozenset(self.stages), owners_in_sight(self.member, self.asked.wanted.owners))

    @cached_property
    def flows(self) -> list[Flow]:
        return flows_of(self.member, self.asked, today=self.today)

    @cached_property
    def days(self) -> tuple[Mapping[int, Counter[int]], Mapping[int, Counter[int]]]:
        """Days in the stages that were left, by stage; days from first to won, by owner."""
        window = window_of(self.member, self.asked)
        if self.asked.wanted.is_counted:
            return kept_days(window.workspace_id, window.period, window.owners, self.stages, today=self.today)
        spans = live_days(window, self.stages)
        return spans.stayed, spans.lasted

    @cached_property
    def worked(self) -> Mapping[int, Counter[int]]:
        """Days from the beginning of a stage's track to its end, by stage."""
        return track_days(window_of(self.member, self.asked), self.stages)


def funnel(member: Member, asked: Asked, *, today: date) -> Funnel:
    """The flow of one pipeline, which `asked` must name, between the ends of two days."""
    return funnel_of(Reading(member, asked, today=today))


def funnel_of(read: Reading, *, with_days: bool = True) -> Funnel:
    """Without the days of the stages it is ten times as quick where a hundred thousand tracks ended."""
    sums = sums_of(read.flows, read.sight, read.stages)
    worked = read.worked if with_days else {}
    found = stage_flows(read.stages, sums, open_by_stage(read.member, read.asked, read.asked.since), worked)
    return Funnel(
        [one for one in found if read.stages[one.stage_id].deleted_at is None or one.start.count or one.came.count],
        ending_of(sums),
        days_of(_together(read.days[1].values())),
    )


def _together(counted: Iterable[Counter[int]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for one in counted:
        found.update(one)
    return found


def stages_of_all_times(workspace_id: int, pipeline_id: int | None) -> dict[int, Stage]:
    """The stages of a pipeline in their order, removed ones too: deals have stood in them."""
    rows = Stage.objects.filter(workspace_id=workspace_id, pipeline_id=pipeline_id or 0).order_by("position", "id")
    return {stage.id: stage for stage in rows}


def sums_of(flows: Iterable[Flow], sight: Sight, stages: Mapping[int, Stage]) -> Sums:
    sums = Sums()
    for flow in flows:
        was, is_ = counted_before(flow, sight), counted_after(flow, sight)
        before, after = _before(flow), _after(flow)
        if was and is_ and flow.from_stage == flow.to_stage:
            sums.change[flow.from_stage] += after - before
            continue
        if was:
            _add(sums.left[flow.from_stage], _way_out(flow, sight, stages, is_), before)
        if is_:
            _add(sums.entered[flow.to_stage], _way_in(flow, sight, stages, was), after)
        if flow.to_status in ENDED and flow.from_status not in ENDED and sight.holds(flow.to_stage, flow.to_owner):
            _add(sums.ended, flow.to_status, after)
    return sums


def stage_flows(
    stages: Iterable[int], sums: Sums, start: Mapping[int, Value], stayed: Mapping[int, Counter[int]]
) -> list[StageFlow]:
    """The stages in their order, from what stood at the start and the sums of what happened."""
    return [_stage(one, sums, start.get(one, NOTHING), stayed.get(one, Counter())) for one in stages]


def ending_of(sums: Sums) -> Ending:
    return Ending(*(sums.ended.get(how, NOTHING) for how in ENDED))


def _stage(stage_id: int, sums: Sums, start: Value, days: Counter[int]) -> StageFlow:
    entered, left = sums.entered.get(stage_id, {}), sums.left.get(stage_id, {})
    change = sums.change.get(stage_id, NOTHING)
    end = start + change + sum(entered.values(), NOTHING) - sum(left.values(), NOTHING)
    return StageFlow(stage_id, start, entered, left, change, end, days_of(days))


def _way_in(flow: Flow, sight: Sight, stages: Mapping[int, Stage], was: bool) -> str:
    if was:
        return FORWARD if _is_later(flow, stages) else BACK
    if not flow.from_status:
        return MADE
    if not flow.was_open:
        return REOPENED
    if not sight.holds_stage(flow.from_stage):
        return FROM_PIPELINE
    return MOVED_IN if sight.holds(flow.from_stage, flow.from_owner) else TAKEN_OVER


def _way_out(flow: Flow, sight: Sight, stages: Mapping[int, Stage], is_: bool) -> str:
    if is_:
        return ON if _is_later(flow, stages) else BACK
    if not flow.is_open:
        return flow.to_status
    if not sight.holds_stage(flow.to_stage):
        return TO_PIPELINE
    return MOVED_OUT if sight.holds(flow.to_stage, flow.to_owner) else HANDED_OVER


def _is_later(flow: Flow, stages: Mapping[int, Stage]) -> bool:
    return stages[flow.to_stage].position > stages[flow.from_stage].position


def _before(flow: Flow) -> Value:
    count = flow.count if flow.had else 0
    return Value(count, flow.from_amount, flow.from_weighted, flow.from_units)


def _after(flow: Flow) -> Value:
    return Value(flow.count if flow.has else 0, flow.to_amount, flow.to_weighted, flow.to_units)


def _add(sums: dict[str, Value], way: str, value: Value) -> None:
    sums[way] = sums.get(way, NOTHING) + value
