"""What changed, for each owner, team or product on its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alur.reporting.queries.asking import Asked, Sight, flows_of, sight_of, window_of
from alur.reporting.queries.changes import Changes, changes_from
from alur.reporting.queries.flows import Flow
from alur.reporting.queries.stock import Value, open_by_owner, open_by_product, total
from alur.reporting.queries.turns import PRODUCT, live_flows
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Part:
    """The changes of one owner, team or product; `id` is 0 for deals that are nobody's, or of no team."""

    id: int
    changes: Changes


def by_owner(member: Member, asked: Asked, *, today: date) -> list[Part]:
    """Each owner's, the largest end first. What one hands to another leaves the one and comes to the other."""
    flows, start, sight = _of(member, asked, today)
    owners = {*start, *(owner for flow in flows for owner in (flow.from_owner, flow.to_owner))}
    groups = {owner: frozenset({owner}) for owner in owners if sight.owners is None or owner in sight.owners}
    return _parts(groups, flows, start, sight)


def by_team(member: Member, asked: Asked, *, today: date) -> list[Part]:
    """Each team's, by the members of today."""
    flows, start, sight = _of(member, asked, today)
    teams = dict(Member.objects.filter(workspace_id=member.workspace_id).values_list("id", "team_id"))
    groups: dict[int, set[int]] = defaultdict(set)
    for owner in {*start, *(owner for flow in flows for owner in (flow.from_owner, flow.to_owner))}:
        if sight.owners is None or owner in sight.owners:
            groups[teams.get(owner) or 0].add(owner)
    return _parts({team: frozenset(owners) for team, owners in groups.items()}, flows, start, sight)


def by_product(member: Member, asked: Asked, *, today: date) -> list[Part]:
    """Each product's: money and units are what the deals hold of it."""
    start, sight = open_by_product(member, asked, asked.since), sight_of(member, asked)
    flows: dict[int, list[Flow]] = defaultdict(list)
    for flow in live_flows(window_of(member, asked, each=PRODUCT)):
        flows[flow.group].append(flow)
    parts = [
        Part(product, changes_from(start.get(product, Value()), flows.get(product, []), sight))
        for product in {*start, *flows}
    ]
    return _ordered(parts)


def _of(member: Member, asked: Asked, today: date) -> tuple[list[Flow], dict[int, Value], Sight]:
    flows = flows_of(member, asked, today=today)
    return flows, open_by_owner(member, asked, asked.since), sight_of(member, asked)


def _parts(
    groups: Mapping[int, frozenset[int]], flows: Iterable[Flow], start: Mapping[int, Value], sight: Sight
) -> list[Part]:
    touching: dict[int, list[Flow]] = defaultdict(list)
    place = {owner: key for key, owners in groups.items() for owner in owners}
    for flow in flows:
        for key in {place.get(flow.from_owner), place.get(flow.to_owner)} - {None}:
            touching[key or 0].append(flow)
    parts = []
    for key, owners in groups.items():
        own = total(start[owner] for owner in owners if owner in start)
        parts.append(Part(key, changes_from(own, touching[key], Sight(sight.stages, owners))))
    return _ordered(parts)


def _ordered(parts: Iterable[Part]) -> list[Part]:
    """Without those in which nothing stood and nothing happened."""
    kept = [one for one in parts if one.changes.start.count or one.changes.end.count or any(one.changes.steps.values())]
    return sorted(kept, key=lambda one: (-one.changes.end.amount, one.id))
