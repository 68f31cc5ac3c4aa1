"""Who should take over what: shares with what is in them, what each new owner's load becomes, and why they."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alur.automation.models import Split
from alur.automation.queries.holding import (
    REST,
    activities_held,
    deals_held,
    organizations_held,
    persons_held,
    share_titles,
    shares_of_activities,
    shares_of_deals,
    shares_of_organizations,
)
from alur.kernel.money import weighted
from alur.pipeline.models import Deal, Pipeline, Status
from alur.pipeline.queries.totals import open_by_owner
from alur.tenancy.models import Member, Role, Team

LOOKS_BACK = timedelta(days=2 * 365)
LATEST = 2_000
"""So many of the deals won lately say who knows what: a large company has too many to look at for each choice."""


@dataclass(slots=True)
class Share:
    """`wins` is how many deals each member has won of the kind; `taker_id` who is chosen, or suggested."""

    key: str
    title: str = ""
    hue: int = 0
    deals: int = 0
    amount: int = 0
    activities: int = 0
    organizations: int = 0
    persons: int = 0
    wins: dict[int, int] = field(default_factory=dict)
    taker_id: int = 0

    @property
    def size(self) -> int:
        return self.deals + self.activities + self.organizations + self.persons


@dataclass(frozen=True, slots=True)
class Load:
    """A member's open deals now and after, and whether that is more than anyone has now."""

    now: int
    after: int
    most: int

    @property
    def is_over(self) -> bool:
        return self.after > self.most and self.after > self.now


@dataclass(slots=True)
class Plan:
    """`rest` is the share of all that is in no other; with `person`, it is all. Amounts in the workspace's currency.
    `postponed` are those of the deals that are not open: they come back, and want an owner then.
    """

    leaver: Member
    split: str
    shares: list[Share]
    rest: Share
    takers: list[Member]
    loads: dict[int, Load]
    deals: int
    postponed: int
    amount: int
    weighted: int
    activities: int
    overdue: int
    organizations: int
    persons: int
    leads: list[str]

    @property
    def total(self) -> int:
        return self.deals + self.activities + self.organizations + self.persons

    @property
    def rows(self) -> list[Share]:
        return [*self.shares, *([self.rest] if self.rest.size or not self.shares else [])]

    def taker(self, share: Share) -> Member | None:
        return next((member for member in self.takers if member.id == share.taker_id), None)

    def is_of_team(self, member: Member) -> bool:
        return member.team_id is not None and member.team_id == self.leaver.team_id


def plan_hand_over(leaver: Member, split: str, *, chosen: Mapping[str, int], now: datetime, language: str) -> Plan:
    """The shares of a leaver's work. `chosen` is share to member id, as far as someone has chosen."""
    takers = _takers(leaver)
    deals = list(deals_held(leaver).values_list("id", "amount", "probability", "status"))
    shares = _shares(leaver, split, [(row[0], row[1]) for row in deals])
    titles = share_titles(leaver.workspace_id, list(shares), language)
    for key, share in shares.items():
        share.title, share.hue = titles.get(key, ("", 0))
    loads = open_by_owner(leaver.workspace_id)
    _count_wins(leaver.workspace_id, split, shares, {member.id for member in takers}, now=now)
    rest = shares.pop(REST, Share(REST))
    ordered = sorted(shares.values(), key=lambda share: (-share.deals, -share.size, share.title))
    after = _choose([*ordered, rest], takers, leaver, chosen, dict(loads))
    most = max((loads.get(member.id, 0) for member in takers), default=0)
    return Plan(
        leaver=leaver,
        split=split,
        shares=ordered,
        rest=rest,
        takers=takers,
        loads={one.id: Load(loads.get(one.id, 0), after.get(one.id, 0), most) for one in takers},
        deals=len(deals),
        postponed=sum(1 for *_row, status in deals if status == Status.POSTPONED),
        amount=sum(amount for _id, amount, _chance, _status in deals),
        weighted=sum(weighted(amount, chance) for _id, amount, chance, status in deals if status == Status.OPEN),
        activities=sum(share.activities for share in (*ordered, rest)),
        overdue=activities_held(leaver).filter(due_at__lt=now).count(),
        organizations=sum(share.organizations for share in (*ordered, rest)),
        persons=sum(share.persons for share in (*ordered, rest)),
        leads=list(
            Team.objects.filter(workspace_id=leaver.workspace_id, lead_id=leaver.id)
            .order_by("name")
            .values_list("name", flat=True)
        ),
    )


def _takers(leaver: Member) -> list[Member]:
    """Who may work on deals; those who can sign in first."""
    active = Member.objects.filter(workspace_id=leaver.workspace_id, is_active=True).exclude(role=Role.VIEWER)
    return sorted(active.exclude(id=leaver.id), key=lambda one: (one.user_id is None, one.name, one.id))


def _shares(leaver: Member, split: str, deals: list[tuple[int, int]]) -> dict[str, Share]:
    shares: dict[str, Share] = defaultdict(lambda: Share(""))
    of_deals = shares_of_deals(leaver.workspace_id, [deal_id for deal_id, _amount in deals], split)
    for deal_id, amount in deals:
        share = shares[of_deals[deal_id]]
        share.deals += 1
        share.amount += amount
    activities = list(activities_held(leaver).values_list("id", "deal_id", "organization_id"))
    for key in shares_of_activities(activities, split, holder=leaver).values():
        shares[key].activities += 1
    companies = list(organizations_held(leaver).values_list("id", flat=True))
    persons = list(persons_held(leaver).values_list("organization_id", flat=True))
    wanted = {*companies, *(one for one in persons if one)}
    of_companies = shares_of_organizations(leaver.workspace_id, wanted, split, holder=leaver)
    for company_id in companies:
        shares[of_companies[company_id]].organizations += 1
    for company in persons:
        shares[of_companies.get(company or 0, REST)].persons += 1
    for key, share in shares.items():
        share.key = key
    return dict(shares)


def _count_wins(
    workspace_id: int, split: str, shares: Mapping[str, Share], members: set[int], *, now: datetime
) -> None:
    """Of the deals won lately, how many each member has won of each share's kind."""
    if split == Split.PERSON:
        return
    pipelines = list(Pipeline.objects.filter(workspace_id=workspace_id).values_list("id", flat=True))
    won = Deal.objects.filter(
        workspace_id=workspace_id, pipeline_id__in=pipelines, status=Status.WON, closed_at__gte=now - LOOKS_BACK
    )
    owners = dict(won.order_by("-closed_at").values_list("id", "owner_id")[:LATEST])
    for deal_id, key in shares_of_deals(workspace_id, owners, split).items():
        owner_id = owners[deal_id]
        if key in shares and key != REST and owner_id in members:
            shares[key].wins[owner_id] = shares[key].wins.get(owner_id, 0) + 1


def _choose(
    shares: list[Share], takers: list[Member], leaver: Member, chosen: Mapping[str, int], loads: dict[int, int]
) -> dict[int, int]:
    """Give each share its taker: the chosen one, or who has won the kind and is not loaded most. The loads after."""
    ids = {member.id for member in takers}
    typical = max(1, sum(loads.get(member_id, 0) for member_id in ids) // max(1, len(ids)))

    def fitness(share: Share, member: Member) -> tuple[float, bool, int]:
        fits = 2.0 * min(share.wins.get(member.id, 0), 5)
        fits += 3.0 if leaver.team_id is not None and member.team_id == leaver.team_id else 0.0
        fits -= 4.0 * (loads.get(member.id, 0) + share.deals) / typical
        return fits, member.user_id is not None, -member.id

    for share in shares:
        if share.size == 0 and share.key != REST:
            continue
        if chosen.get(share.key) in ids:
            share.taker_id = chosen[share.key]
        elif takers:
            share.taker_id = max(takers, key=lambda member, share=share: fitness(share, member)).id  # type: ignore[misc]
        loads[share.taker_id] = loads.get(share.taker_id, 0) + share.deals
    return loads
