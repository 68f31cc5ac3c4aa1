"""Rolling ownership, on the morning of each working day: who has a deal that nobody touches is reminded twice, then it
goes to the lead, and from there to the team. Each pass is an act of its own, of the rule for whoever switched it on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from alur.accounts.queries.leaves import away_on
from alur.events.recording import Operation, operation, via
from alur.kernel.dates import local_day
from alur.kernel.free_days import is_working_day
from alur.pipeline.models import Deal
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.standing import locked
from alur.pipeline.operations.totalling import zone_of
from alur.rescue.facts import DealOffered, DealReminded, DealRolled
from alur.rescue.models import Rolling, RollingRule, RollingState, Watch
from alur.rescue.queries.rolling import A_PAGE, Untouched, people_of, reminded_by_owner, terms_of, untouched
from alur.rescue.rolling import Act, Next, Place, next_of
from alur.tenancy.models import Member

A_PIECE, A_PART = 40, 400
AT_ONCE = 20
"""So many deals of one owner at most are under way: hundreds of reminders on one morning are read by nobody."""


def roll(workspace_id: int, *, at: datetime) -> Iterator[None]:
    """One morning's work, a transaction for each pass. Nothing at weekends and holidays; a second time changes nothing.

    A rule rests whose owner, for whom it acts, has left or is no owner any more.
    """
    day = local_day(at, zone_of(workspace_id))
    if not is_working_day(day):
        return
    rules = RollingRule.objects.filter(workspace_id=workspace_id, is_on=True, pipeline__deleted_at__isnull=True)
    for rule in rules.select_related("switched_on_by").order_by("id"):
        if rule.switched_on_by is not None and rule.switched_on_by.is_owner:
            yield from _forget_touched(rule)
            yield from _roll(rule, rule.switched_on_by, day, at)


def _roll(rule: RollingRule, by: Member, day: date, at: datetime) -> Iterator[None]:
    terms, people = terms_of(rule), people_of(rule.workspace_id, on=day)
    reminded: dict[int, list[Untouched]] = defaultdict(list)
    looked_at = (rule.workspace_id, rule.pipeline_id, terms, people)
    under_way = Counter(reminded_by_owner(rule.workspace_id, rule.pipeline_id, terms, at=at))
    for number, one in enumerate(untouched(*looked_at, at=at)):
        if not number % A_PAGE:
            yield
        following = next_of(one.place, terms, people, day=day, at=at)
        if following is None:
            continue
        if following.act is not Act.REMIND:
            with via("automation"):
                _pass_on(rule, one.deal_id, by, day, at)
            yield
        elif one.place.reminders or under_way[one.place.owner_id] < AT_ONCE:
            under_way[one.place.owner_id] += not one.place.reminders
            reminded[one.place.owner_id].append(one)
    for own in reminded.values():
        for first in range(0, len(own), A_PIECE):
            with via("automation"), operation(rule.workspace_id, by=by, at=at) as act:
                for one in own[first : first + A_PIECE]:
                    _remind(rule, one, day, act)
            yield


def _remind(rule: RollingRule, one: Untouched, day: date, act: Operation) -> None:
    row = _row(rule, one)
    if row.moved_on is not None and row.moved_on >= day:
        return
    row.reminders, row.moved_on = row.reminders + 1, day
    _save(row)
    silent = (act.at - one.quiet_since).days
    fact = DealReminded(one.deal_id, rule.pipeline_id, row.owner_id, row.reminders, silent)
    act.record(fact, about=[("deal", one.deal_id)])


def _pass_on(rule: RollingRule, deal_id: int, by: Member, day: date, at: datetime) -> None:
    """Looked at once more with the deal held: whatever happened meanwhile, it is never passed on twice."""
    with operation(rule.workspace_id, by=by, at=at) as act:
        rule = RollingRule.objects.select_for_update().get(workspace_id=rule.workspace_id, id=rule.id)
        deal = Deal.objects.filter(workspace_id=rule.workspace_id, id=deal_id).first()
        if deal is None or not rule.is_on:
            return
        deal = locked(deal)
        terms, people = terms_of(rule), people_of(rule.workspace_id, on=day)
        for one in untouched(rule.workspace_id, rule.pipeline_id, terms, people, at=at, deal_id=deal.id):
            following = next_of(one.place, terms, people, day=day, at=at)
            if following is not None and following.act is Act.OFFER:
                _offer(rule, one, day, act)
            elif following is not None and following.act is not Act.REMIND and _may_get(rule, following.to, day):
                _give(rule, deal, one, following, day, act)


def _may_get(rule: RollingRule, member_id: int, day: date) -> bool:
    """Held until the commit, for someone may be closing their access, or writing down their leave."""
    member = Member.objects.select_for_update().get(workspace_id=rule.workspace_id, id=member_id)
    return member.can_change and member_id not in away_on(rule.workspace_id, day)


def _give(rule: RollingRule, deal: Deal, one: Untouched, following: Next, day: date, act: Operation) -> None:
    row, silent = _row(rule, one), (act.at - one.quiet_since).days
    fact = DealRolled(deal.id, rule.pipeline_id, deal.owner_id, following.to, following.act.value, silent)
    act.record(fact, about=[("deal", deal.id)])
    edit(deal, {"owner_id": following.to}, by=act.by, at=act.at)
    row.owner_id, row.moved_on, row.had = following.to, day, [*row.had, following.to]
    if following.act is Act.TO_LEAD:
        row.state = RollingState.WITH_LEAD
    else:
        row.state, row.since_at, row.reminders = RollingState.WATCHED, act.at, 0
        RollingRule.objects.filter(workspace_id=rule.workspace_id, id=rule.id).update(last_member_id=following.to)
    _save(row)


def _offer(rule: RollingRule, one: Untouched, day: date, act: Operation) -> None:
    row = _row(rule, one)
    row.state, row.moved_on = RollingState.OFFERED, day
    _save(row)
    silent = (act.at - one.quiet_since).days
    fact = DealOffered(one.deal_id, rule.pipeline_id, row.owner_id or None, row.team_id or None, silent)
    act.record(fact, about=[("deal", one.deal_id)])


def _row(rule: RollingRule, one: Untouched) -> Rolling:
    """The deal's row, held; what it says of an earlier silence or owner is forgotten."""
    rows = Rolling.objects.select_for_update().filter(workspace_id=rule.workspace_id, deal_id=one.deal_id)
    row = rows.first() or Rolling(workspace_id=rule.workspace_id, deal_id=one.deal_id, quiet_since=one.quiet_since)
    if row._state.adding or (row.quiet_since, row.owner_id) != (one.quiet_since, one.place.owner_id):
        begin_anew(row, one.place, one.quiet_since)
    row.pipeline_id = rule.pipeline_id
    return row


def begin_anew(row: Rolling, place: Place, quiet_since: datetime) -> None:
    row.state, row.reminders, row.moved_on = RollingState.WATCHED, 0, None
    row.owner_id, row.team_id, row.had = place.owner_id, place.team_id, list(place.had)
    row.quiet_since, row.since_at = quiet_since, place.since_at


def _save(row: Rolling) -> None:
    row.save(force_insert=row._state.adding)


def _forget_touched(rule: RollingRule) -> Iterator[None]:
    """The rows of deals that somebody touched, moved elsewhere or closed; so many at once."""
    kept = Rolling.objects.filter(workspace_id=rule.workspace_id, pipeline_id=rule.pipeline_id).order_by("id")
    after = 0
    while part := list(kept.filter(id__gt=after).values_list("id", "deal_id", "quiet_since")[:A_PART]):
        watched = Watch.objects.filter(
            workspace_id=rule.workspace_id, pipeline_id=rule.pipeline_id, deal_id__in=[one[1] for one in part]
        )
        now = dict(watched.values_list("deal_id", "quiet_since"))
        gone = [row_id for row_id, deal_id, quiet_since in part if now.get(deal_id) != quiet_since]
        Rolling.objects.filter(workspace_id=rule.workspace_id, id__in=gone).delete()
        after = part[-1][0]
        yield
