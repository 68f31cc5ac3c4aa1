"""The funnel of each owner, team, product, source or region, to lay beside each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alur.pipeline.models import Stage
from alur.reporting.queries.asking import Asked, Sight, window_of
from alur.reporting.queries.flows import Flow
from alur.reporting.queries.funnel import (
    Ending,
    Reading,
    StageFlow,
    ending_of,
    stage_flows,
    sums_of,
)
from alur.reporting.queries.rates import Days, Rate, days_of
from alur.reporting.queries.stock import Value
from alur.reporting.queries.turns import PRODUCT, PROVINCE, SOURCE, live_days, live_flows
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
    return parts_of(Reading(member, asked, today=today), grouping)


def parts_of(read: Reading, grouping: str) -> list[FunnelPart]:
    parts = _by_owner(read, grouping) if grouping in (OWNER, TEAM) else _by_deal(read, grouping)
    kept = [one for one in parts if one.came.count or one.ending.rate.of or any(rate.of for rate in one.rates.values())]
    return sorted(kept, key=lambda one: (-one.came.count, -one.ending.won.amount, one.id))


def _by_owner(read: Reading, grouping: str) -> list[FunnelPart]:
    flows, sight, lasted = read.flows, read.sight, read.days[1]
    teams: Mapping[int, int | None] = {}
    if grouping == TEAM:
        members = Member.objects.filter(workspace_id=read.member.workspace_id)
        teams = dict(members.values_list("id", "team_id"))
    groups: dict[int, set[int]] = defaultdict(set)
    for owner in {owner for flow in flows for owner in (flow.from_owner, flow.to_owner)}:
        if sight.owners is None or owner in sight.owners:
            groups[(teams.get(owner) or 0) if grouping == TEAM else owner].add(owner)
    touching: dict[int, list[Flow]] = defaultdict(list)
    place = {owner: group for group, own in groups.items() for owner in own}
    for flow in flows:
        for group in {place[one] for one in (flow.from_owner, flow.to_owner) if one in place}:
            touching[group].append(flow)
    return [
        _part(
            group,
            touching[group],
            Sight(sight.stages, frozenset(own)),
            read.stages,
            sum((lasted.get(one, Counter()) for one in own), Counter()),
        )
        for group, own in groups.items()
    ]


def _by_deal(read: Reading, grouping: str) -> list[FunnelPart]:
    window, flows = window_of(read.member, read.asked, each=grouping), defaultdict[int, list[Flow]](list)
    for flow in live_flows(window):
        flows[flow.group].append(flow)
    lasted = live_days(window, read.stages, statuses=("won",)).lasted
    return [_part(group, some, read.sight, read.stages, lasted.get(group, Counter())) for group, some in flows.items()]


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
