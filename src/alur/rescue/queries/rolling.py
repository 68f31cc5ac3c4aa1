"""What the rule of a pipeline has before it: the deals that nobody touches, how far it is with each, and everyone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from alur.accounts.queries.leaves import away_on
from alur.pipeline.queries.totals import open_by_owner
from alur.rescue.models import NEVER, Rolling, RollingRule, RollingState, Snooze, Then, Watch
from alur.rescue.rolling import Colleague, People, Place, Terms, first_place
from alur.tenancy.models import Member, Role, Team


@dataclass(frozen=True, slots=True)
class Untouched:
    """A deal that nobody touched for the days of the rule, and where the rule is with it."""

    deal_id: int
    quiet_since: datetime
    stake: int
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


def untouched(
    workspace_id: int, pipeline_id: int, terms: Terms, people: People, *, at: datetime, deal_id: int | None = None
) -> Iterator[Untouched]:
    """Those that are silent for the rule's days, without a step to come, and not left alone; the worthiest first."""
    rows = Watch.objects.filter(
        Q(step_due_at__lte=at) | Q(step_due_at=NEVER),
        workspace_id=workspace_id,
        pipeline_id=pipeline_id,
        quiet_since__lte=at - timedelta(days=terms.days),
    )
    left_alone = Snooze.objects.filter(workspace_id=workspace_id, until_at__gt=at)
    known = Rolling.objects.filter(workspace_id=workspace_id, pipeline_id=pipeline_id)
    if deal_id is not None:
        rows, left_alone, known = (part.filter(deal_id=deal_id) for part in (rows, left_alone, known))  # type: ignore[assignment]
    alone = set(left_alone.values_list("deal_id", flat=True))
    places = {one.deal_id: one for one in known}
    found = rows.order_by("-rank", "id").values_list("deal_id", "owner_id", "quiet_since", "stake")
    for one, owner_id, quiet_since, stake in found:
        if one not in alone:
            place = place_of(places.get(one), owner_id, quiet_since, people)
            yield Untouched(one, quiet_since, stake, place)


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
