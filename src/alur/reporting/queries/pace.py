"""How fast and how surely deals have gone through each stage of a pipeline lately, from kept totals alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from alur.kernel.periods import last_days
from alur.pipeline.queries.board_filter import BoardFilter
from alur.reporting.queries.asking import asked_about
from alur.reporting.queries.funnel import Reading, stage_flows, sums_of
from alur.reporting.queries.rates import Days, Rate
from alur.tenancy.models import Member

LATELY = 90


@dataclass(frozen=True, slots=True)
class Pace:
    """Of the deals whose way through a stage was settled in the last 90 days, how many went on; days in it."""

    rate: Rate
    days: Days


def paces(member: Member, pipeline_id: int, *, today: date) -> dict[int, Pace]:
    """By stage, of the deals that the member may see; empty where nothing has gone through any."""
    asked = asked_about(last_days(today, LATELY), pipeline_id, BoardFilter())
    read = Reading(member, asked, today=today)
    sums, stayed = sums_of(read.flows, read.sight, read.stages), read.days[0]
    found = stage_flows(read.stages, sums, {}, {stage: stayed.get(stage, Counter()) for stage in read.stages})
    if not any(one.rate.of or one.days.count for one in found):
        return {}
    return {one.stage_id: Pace(one.rate, one.days) for one in found}
