"""The funnel of each owner, team, product, source or region, to lay beside each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alur.pipeline.models import Stage
from alur.reporting.queries.asking import Asked, Sight, flows_of, sight_of, window_of
from alur.reporting.queries.flows import Flow
from alur.reporting.queries.funnel import (
    Ending,
    StageFlow,
    days_in,
    ending_of,
    stage_flows,
    stages_of_all_times,
    sums_of,
)
from alur.reporting.queries.rates import Days, Rate, days_of
from alur.reporting.queries.stock import Value
from alur.reporting.queries.turns import PRODUCT, PROVINCE, SOURCE, live_flows
from alur.tenancy.models import Member

OWNER, TEAM = "owner", "team"
GROUPINGS = (OWNER, TEAM, PRODUCT, SOURCE, PROVINCE)


@dataclass(frozen=True, slots=True)
class FunnelPart:
    """One row: `id` of the owner, team, product, source, or a province's code as a number; 0 for none of them.

    `rates` is by stage.
    """

    id: int
    came: Value
    rates: Mapping[int, Rate]
    ending: Ending
    cycle: Days


def funnel_by(member: Member, asked: Asked, grouping: str, *, today: date) -> list[FunnelPart]:
    """A row for each, those with most deals first; what nothing came to and nothing ended of is left out."""
    stages = stages_of_all_times(member.workspace_id, asked.pipeline_id)
    if grouping in (OWNER, TEAM):
        parts = _by_owner(member, asked, grouping, stages, today)
    else:
        parts = _by_deal(member, asked, grouping, stages, today)
    kept = [one for one in parts if one.came.count or one.ending.rate.of or any(rate.of for rate in one.rates.values())]
    return sorted(kept, key=lambda one: (-one.came.count, -one.ending.won.amount, one.id))


def _by_owner(
    member: Member, asked: Asked, grouping: str, stages: Mapping[int, Stage], today: date
) -> list[FunnelPart]:
    flows, sight = flows_of(member, asked, today=today), sight_of(member, asked)
    lasted = days_in(member, asked, list(stages), today=today)[1]
    teams: Mapping[int, int | None] = {}
    if grouping == TEAM:
        teams = dict(Member.objects.filter(workspace_id=member.workspace_id).values_list("id", "team_id"))
    owners = {owner for flow in flows for owner in (flow.from_owner, flow.to_owner)}
    groups: dict[int, set[int]] = defaultdict(set)
    for owner in owners:
        if sight.owners is None or owner in sight.owners:
            groups[(teams.get(owner) or 0) if grouping == TEAM else owner].add(owner)
    touching: dict[int, list[Flow]] = defaultdict(list)
    place = {owner: group for group, own in groups.items() for owner in own}
    for flow in flows:
        for owner in {place[one] for one in (flow.from_owner, flow.to_owner) if one in place}:
            touching[owner].append(flow)
    return [
        _part(
            group,
            touching[group],
            Sight(sight.stages, frozenset(own)),
            stages,
            sum((lasted.get(one, Counter()) for one in own), Counter()),
        )
        for group, own in groups.items()
    ]


def _by_deal(member: Member, asked: Asked, grouping: str, stages: Mapping[int, Stage], today: date) -> list[FunnelPart]:
    sight, flows = sight_of(member, asked), defaultdict[int, list[Flow]](list)
    for flow in live_flows(window_of(member, asked, each=grouping)):
        flows[flow.group].append(flow)
    lasted = days_in(member, asked, list(stages), today=today, each=grouping)[1]
    return [_part(group, some, sight, stages, lasted.get(group, Counter())) for group, some in flows.items()]


def _part(
    group: int, flows: Iterable[Flow], sight: Sight, stages: Mapping[int, Stage], lasted: Counter[int]
) -> FunnelPart:
    sums = sums_of(flows, sight, stages)
    found: list[StageFlow] = stage_flows(stages, sums, {}, {})
    return FunnelPart(
        group,
        sum((one.arrived for one in found), Value()),
        {one.stage_id: one.rate for one in found},
        ending_of(sums),
        days_of(lasted),
    )
