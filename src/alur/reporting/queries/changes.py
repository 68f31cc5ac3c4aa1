"""What changed between two days: from the value that stood open to the one that stands, step by step.

A deal counts while it is open, in the pipeline, its owner in sight and its expected close in the period asked about.
Each change that brings it in, takes it out, or alters its value is a step; start and steps give the end, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alur.reporting.queries.asking import Asked, Sight, flows_of, sight_of
from alur.reporting.queries.flows import Flow
from alur.reporting.queries.stock import Value, open_on
from alur.tenancy.models import Member

NEW, REOPENED = "new", "reopened"
MOVED_IN, MOVED_OUT = "moved_in", "moved_out"
FROM_PIPELINE, TO_PIPELINE = "from_pipeline", "to_pipeline"
TAKEN_OVER, HANDED_OVER = "taken_over", "handed_over"
RAISED, LOWERED = "raised", "lowered"
WON, LOST, NOT_A_FIT, POSTPONED, MERGED = "won", "lost", "not_a_fit", "postponed", "merged"
CAUSES = (
    NEW, REOPENED, FROM_PIPELINE, TAKEN_OVER, MOVED_IN, RAISED, LOWERED, WON, LOST, NOT_A_FIT, POSTPONED, MERGED,
    TO_PIPELINE, HANDED_OVER, MOVED_OUT,
)  # fmt: skip
"""In the order of the waterfall: first what adds, then what takes away."""
AMOUNT, WEIGHTED, UNITS = "amount", "weighted", "units"
MEASURES = (AMOUNT, WEIGHTED, UNITS)


@dataclass(frozen=True, slots=True)
class Step:
    """All changes of one cause: how many, and by how much they altered the value that is measured."""

    cause: str
    count: int
    change: int


@dataclass(frozen=True, slots=True)
class Changes:
    """`start` and `end` are the open deals at the ends of both days; by measure, the steps from one to the other."""

    start: Value
    end: Value
    steps: Mapping[str, list[Step]]


def changes(member: Member, asked: Asked, *, today: date) -> Changes:
    """From the end of one day to the end of another, of the deals that the viewer may see."""
    flows = flows_of(member, asked, today=today)
    return changes_from(open_on(member, asked, asked.since), flows, sight_of(member, asked))


def changes_from(start: Value, flows: Iterable[Flow], sight: Sight) -> Changes:
    """What these flows made of what stood at the start."""
    flows = list(flows)
    steps = {measure: steps_of(flows, sight, measure) for measure in MEASURES}
    count = sum(flow.count * (_is_held(flow, sight) - _was_held(flow, sight)) for flow in flows)
    amount, weighted, units = (sum(step.change for step in steps[measure]) for measure in MEASURES)
    return Changes(start, start + Value(count, amount, weighted, units), steps)


def steps_of(flows: Iterable[Flow], sight: Sight, measure: str) -> list[Step]:
    """The steps of a measure, in the order of CAUSES; causes that did not occur are left out."""
    found: dict[str, list[int]] = {}
    for flow in flows:
        cause = cause_of(flow, sight, measure)
        if cause:
            step = found.setdefault(cause, [0, 0])
            step[0] += flow.count
            step[1] += worth_after(flow, sight, measure) - worth_before(flow, sight, measure)
    return [Step(cause, *found[cause]) for cause in CAUSES if cause in found]


def cause_of(flow: Flow, sight: Sight, measure: str) -> str:
    """Why these deals count for more or less than before; empty where they do not."""
    was, is_ = counted_before(flow, sight), counted_after(flow, sight)
    if was and is_:
        turn: int = getattr(flow, f"{measure}_turn")
        return {1: RAISED, 0: "", -1: LOWERED}[turn]
    if was:
        return _why_out(flow, sight) if flow.had else ""
    return _why_in(flow, sight) if is_ and flow.has else ""


def worth_before(flow: Flow, sight: Sight, measure: str) -> int:
    worth: int = getattr(flow, f"from_{measure}")
    return worth if counted_before(flow, sight) else 0


def worth_after(flow: Flow, sight: Sight, measure: str) -> int:
    worth: int = getattr(flow, f"to_{measure}")
    return worth if counted_after(flow, sight) else 0


def counted_before(flow: Flow, sight: Sight) -> bool:
    return flow.was_open and flow.was_due and sight.holds(flow.from_stage, flow.from_owner)


def counted_after(flow: Flow, sight: Sight) -> bool:
    return flow.is_open and flow.is_due and sight.holds(flow.to_stage, flow.to_owner)


def _was_held(flow: Flow, sight: Sight) -> bool:
    return flow.had and counted_before(flow, sight)


def _is_held(flow: Flow, sight: Sight) -> bool:
    return flow.has and counted_after(flow, sight)


def _why_in(flow: Flow, sight: Sight) -> str:
    if not flow.from_status:
        return NEW
    if not flow.was_open:
        return REOPENED
    if not sight.holds_stage(flow.from_stage):
        return FROM_PIPELINE
    return MOVED_IN if sight.holds(flow.from_stage, flow.from_owner) else TAKEN_OVER


def _why_out(flow: Flow, sight: Sight) -> str:
    if not flow.is_open:
        return flow.to_status
    if not sight.holds_stage(flow.to_stage):
        return TO_PIPELINE
    return MOVED_OUT if sight.holds(flow.to_stage, flow.to_owner) else HANDED_OVER
