"""What the rule of a pipeline has before it: the deals that nobody touches, how far it is with each, and everyone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from alur.accounts.queries.leaves import away_on
from alur.pipeline.queries.totals import open_by_owner
from alur.rescue.models import NEVER, Rolling, RollingRule, RollingState, Snooze, Then, Watch
from alur.rescue.rolling import LONG_AGO, Colleague, People, Place, Terms, first_place
from alur.tenancy.models import Member, Role, Team

A_PAGE = 500


@dataclass(frozen=True, slots=True)
class Untouched:
    """A deal that nobody touched for the days of the rule, and where the rule is with it."""

    deal_id: int
    quiet_since: datetime
    place: Place


def terms_of(rule: RollingRule) -> Terms:
    return Terms(rule.days, rule.lead_days, rule.then == Then.TURNS, rule.capacity, rule.last_member_id)


def people_of(workspace_id: int, *, on: date) -> People:
    """Everyone as they stand on a day, with their open deals, and who leads which team."""
    away, loads = away_on(workspace_id, on), open_by_owner(workspace_id)
    members = Member.objects.filter(workspace_id=workspace_id)
    teams = Team.objects.filter(workspace_id=workspace_id, lead_id__isnull=False)
    return People(
        {
            one.id: Colleague(
                one.id,
                one.name,
                one.team_id or 0,
                one.is_active and one.role != Role.VIEWER,
                one.id in away,
                loads.get(one.id, 0),
            )
            for one in members
        },
        {team_id: lead_id or 0 for team_id, lead_id in teams.values_list("id", "lead_id")},
    )


def waiting(workspace_id: int, pipeline_id: int, terms: Terms, *, at: datetime) -> QuerySet[Watch]:
    """Those that are silent for the rule's days, without a step to come, and not left alone. From an index alone."""
    left_alone = Snooze.objects.filter(workspace_id=workspace_id, until_at__gt=at)
    return Watch.objects.filter(
        Q(step_due_at__lte=at) | Q(step_due_at=NEVER),
        workspace_id=workspace_id,
        pipeline_id=pipeline_id,
        quiet_since__lte=at - timedelta(days=terms.days),
    ).exclude(deal_id__in=left_alone.values("deal_id"))


def untouched(
    workspace_id: int,
    pipeline_id: int,
    terms: Terms,
    people: People,
    *,
    at: datetime,
    deal_id: int | None = None,
    a_page: int = A_PAGE,
) -> Iterator[Untouched]:
    """Those that wait, the worthiest first: read page by page, so that they may be written to on the way."""
    rows = waiting(workspace_id, pipeline_id, terms, at=at)
    if deal_id is not None:
        rows = rows.filter(deal_id=deal_id)
    ordered = rows.order_by("-rank", "id").values_list("rank", "id", "deal_id", "owner_id", "quiet_since")
    part = list(ordered[:a_page])
    while part:
        known = Rolling.objects.filter(workspace_id=workspace_id, pipeline_id=pipeline_id)
        places = {one.deal_id: one for one in known.filter(deal_id__in=[row[2] for row in part])}
        for _, _, one, owner_id, quiet_since in part:
            yield Untouched(one, quiet_since, place_of(places.get(one), owner_id, quiet_since, people))
        if len(part) < a_page:
            return
        rank, row_id = part[-1][:2]
        part = list(ordered.filter(Q(rank__lt=rank) | Q(rank=rank, id__gt=row_id), rank__lte=rank)[:a_page])


def counts_by_place(
    workspace_id: int, pipeline_id: int, terms: Terms, people: People, *, at: datetime
) -> Counter[Place]:
    """How many wait, by what of their place decides whom they go to."""
    rows = waiting(workspace_id, pipeline_id, terms, at=at).order_by()
    counts = Counter(
        {
            first_place(owner_id, LONG_AGO, people): n
            for owner_id, n in rows.values_list("owner_id").annotate(Count("deal_id"))
        }
    )
    known = _under_way(rows, pipeline_id).values_list("owner_id", *_PLACE).annotate(Count("deal_id"))
    for owner_id, team_id, state, had, number in known:
        counts[first_place(owner_id, LONG_AGO, people)] -= number
        counts[_bare(owner_id, team_id, state, had)] += number
    return +counts


def reminded_by_owner(workspace_id: int, pipeline_id: int, terms: Terms, *, at: datetime) -> dict[int, int]:
    """Owner id to how many of their deals wait after a reminder."""
    rows = _under_way(waiting(workspace_id, pipeline_id, terms, at=at).order_by(), pipeline_id)
    found = rows.filter(deal__rollings__reminders__gt=0).values_list("owner_id").annotate(Count("deal_id"))
    return dict(found)


def placed(
    workspace_id: int, pipeline_id: int, terms: Terms, people: People, *, at: datetime
) -> Iterator[tuple[int, Place]]:
    """(deal id, what of its place decides whom it goes to) of each that waits, the worthiest first."""
    rows = waiting(workspace_id, pipeline_id, terms, at=at)
    known = _under_way(rows, pipeline_id)
    places = {
        deal_id: _bare(owner_id, team_id, state, had)
        for deal_id, owner_id, team_id, state, had in known.values_list("deal_id", "owner_id", *_PLACE)
    }
    firsts: dict[int, Place] = {}
    for deal_id, owner_id in rows.order_by("-rank", "id").values_list("deal_id", "owner_id").iterator(2000):
        if owner_id not in firsts:
            firsts[owner_id] = first_place(owner_id, LONG_AGO, people)
        yield deal_id, places.get(deal_id, firsts[owner_id])


_PLACE = ("deal__rollings__team_id", "deal__rollings__state", "deal__rollings__had")


def _under_way(rows: QuerySet[Watch], pipeline_id: int) -> QuerySet[Watch]:
    """Those whose row is about this silence and this owner."""
    return rows.filter(
        deal__rollings__pipeline_id=pipeline_id,
        deal__rollings__quiet_since=F("quiet_since"),
        deal__rollings__owner_id=F("owner_id"),
    )


def _bare(owner_id: int, team_id: int, state: str, had: list[int]) -> Place:
    return Place(owner_id, team_id, LONG_AGO, is_offered=state == RollingState.OFFERED, had=tuple(had))


def place_of(row: Rolling | None, owner_id: int, quiet_since: datetime, people: People) -> Place:
    """As the row has it; a deal that was touched since, or that somebody gave to another, begins anew."""
    if row is None or row.quiet_since != quiet_since or row.owner_id != owner_id:
        return first_place(owner_id, quiet_since, people)
    return Place(
        row.owner_id,
        row.team_id,
        row.since_at,
        row.state == RollingState.WITH_LEAD,
        row.state == RollingState.OFFERED,
        row.reminders,
        row.moved_on,
        tuple(row.had),
    )
