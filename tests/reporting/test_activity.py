"""What each rep has done and what followed, with denominators that one may believe."""

from __future__ import annotations

from datetime import datetime, timedelta

from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add, finish
from alur.kernel.periods import month_of
from alur.pipeline.models import Deal
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.reporting.queries.activity import ActivityReport, Done, activity_report
from alur.tenancy.models import Member
from tests.world import NOW, World, days_ago

NOVEMBER = month_of(NOW.date())


def do(world: World, deal: Deal | None, kind: str, at: datetime, owner: Member | None = None) -> Activity:
    new = NewActivity(kind=kind, title="Bicara", deal=deal, owner=owner or world.sari, due_at=at)
    activity = add(world.workspace.id, new, by=world.wati, at=at - timedelta(hours=1))
    finish(activity, by=world.wati, at=at)
    return activity


def report(world: World, member: Member | None = None, group: str = "", within: int = 7) -> ActivityReport:
    return activity_report(member or world.wati, NOVEMBER, now=NOW, group=group, within=within)


def of(found: ActivityReport, member: Member) -> Done:
    return dict(found.members)[member.id]


def test_calls_visits_and_meetings_are_counted_for_each_and_companies_once_for_all(world: World) -> None:
    hotel, cafe = world.make_organization("Hotel"), world.make_organization("Kafe")
    first, second = (world.make_deal(title, organization=one) for title, one in (("A", hotel), ("B", cafe)))
    do(world, first, "call", days_ago(20))
    do(world, first, "visit", days_ago(15))
    do(world, second, "call", days_ago(15))
    do(world, first, "meeting", days_ago(14), world.tono)
    do(world, first, "call", days_ago(40))
    found = report(world)
    sari, tono = of(found, world.sari), of(found, world.tono)
    assert (sari.counts["calls"], sari.counts["visits"], sari.counts["meetings"], sari.companies) == (2, 1, 0, 2)
    assert (tono.counts["meetings"], tono.companies) == (1, 1)
    assert (found.whole.count, found.whole.companies) == (4, 2)
    assert report(world, group="visits").whole.count == 1


def test_what_followed_is_told_within_its_days(world: World) -> None:
    moved, won, still = (world.make_deal(title, at=days_ago(30)) for title in ("Maju", "Menang", "Diam"))
    for deal in (moved, won, still):
        do(world, deal, "visit", days_ago(20))
    move(moved, to=world.stages[2], by=world.wati, at=days_ago(16))
    close(won, outcome="won", by=world.wati, at=days_ago(10))
    later = NewActivity(kind="call", title="Lagi", deal=still, owner=world.sari, due_at=NOW)
    add(world.workspace.id, later, by=world.wati, at=days_ago(19))
    week, fortnight = report(world).whole, report(world, within=14).whole
    assert [(rate.count, rate.of) for rate in (week.planned, week.moved, week.won)] == [(1, 3), (1, 3), (0, 3)]
    assert (fortnight.won.count, fortnight.won.of) == (1, 3)


def test_a_step_that_was_planned_before_still_follows(world: World) -> None:
    deal = world.make_deal(at=days_ago(30))
    planned = NewActivity("visit", title="Demo", deal=deal, owner=world.sari, due_at=NOW)
    add(world.workspace.id, planned, by=world.sari, at=days_ago(25))
    do(world, deal, "call", days_ago(20))
    assert report(world).whole.planned.count == 1


def test_a_deal_that_was_won_before_is_not_won_again(world: World) -> None:
    deal = world.make_deal(at=days_ago(30))
    close(deal, outcome="won", by=world.wati, at=days_ago(21))
    do(world, deal, "call", days_ago(20))
    edit(world.reload(deal), {"value": (777, "IDR")}, by=world.wati, at=days_ago(19))
    assert report(world).whole.won.count == 0


def test_going_back_is_no_progress(world: World) -> None:
    deal = world.make_deal(stage=2, at=days_ago(30))
    do(world, deal, "call", days_ago(20))
    move(deal, to=world.stages[0], by=world.wati, at=days_ago(18))
    assert report(world).whole.moved.count == 0


def test_what_may_still_follow_is_not_held_against_anyone(world: World) -> None:
    deal = world.make_deal(at=days_ago(30))
    do(world, deal, "call", days_ago(3))
    company = NewActivity("call", organization=world.make_organization(), owner=world.sari, done_at=days_ago(15))
    add(world.workspace.id, company, by=world.sari, at=days_ago(15))
    found = report(world).whole
    assert (found.counts["calls"], found.planned.of, found.planned.percent) == (2, 0, None)


def test_a_deal_in_the_trash_says_nothing_of_what_followed(world: World) -> None:
    deal = world.make_deal(at=days_ago(30))
    do(world, deal, "call", days_ago(15))
    assert report(world).whole.planned.of == 1
    delete(deal, by=world.wati, at=NOW)
    assert report(world).whole.planned.of == 0


def test_a_rep_sees_own_work_and_a_lead_the_teams(world: World) -> None:
    do(world, world.make_deal(at=days_ago(30)), "call", days_ago(15))
    do(world, world.make_deal(owner=world.tono, at=days_ago(30)), "call", days_ago(15), world.tono)
    assert [row[0] for row in report(world, world.sari).members] == [world.sari.id]
    assert [row[0] for row in report(world, world.budi).members] == [world.sari.id]
    assert len(report(world, world.wati).members) == 2
    assert report(world, world.citra).members == []


def test_what_one_did_on_a_deal_that_one_no_longer_sees_is_not_shown(world: World) -> None:
    do(world, world.make_deal(owner=world.tono, at=days_ago(30)), "call", days_ago(15), world.sari)
    assert report(world, world.sari).members == []
