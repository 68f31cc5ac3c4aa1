"""What followed an activity is what the events of its deal tell, whatever else happened to that deal."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event, EventSubject
from alur.kernel.periods import Period
from alur.pipeline.models import Deal
from alur.reporting.queries.activity import GROUPS, activity_report
from alur.tenancy.models import Member
from tests.reporting.histories import DEALS, FEW, HISTORY, Company, live_through, make_company, put_back
from tests.world import JAKARTA, NOW, World

WORK = st.lists(
    st.tuples(
        st.integers(0, DEALS - 1), st.sampled_from(["call", "visit", "meeting", "email", "note", "task"]),
        st.integers(0, 2), st.integers(1, 34 * 24), st.integers(0, 9),
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip
"""(which deal, kind, whose, hours ago, days until the next step that was planned then; 0 is none) each."""
PERIOD = Period(NOW.date() - timedelta(days=30), NOW.date() + timedelta(days=1))


@FEW
@given(history=HISTORY, work=WORK, within=st.sampled_from([3, 7, 14]))
def test_what_followed_is_what_the_events_tell(world: World, history: object, work: object, within: int) -> None:
    with put_back():
        company = make_company(world)
        live_through(company, history)  # type: ignore[arg-type]
        labour(company, work)  # type: ignore[arg-type]
        for member in (world.wati, world.budi, world.sari):
            found = activity_report(member, PERIOD, now=NOW, within=within)
            whole = found.whole
            assert (
                sum(done.count for _id, done in found.members),
                *(
                    sum(getattr(done, name).count for _id, done in found.members)
                    for name in ("planned", "moved", "won")
                ),
            ) == (whole.count, whole.planned.count, whole.moved.count, whole.won.count)
        whole = activity_report(world.wati, PERIOD, now=NOW, within=within).whole
        assert (whole.count, whole.planned.of, whole.planned.count, whole.moved.count, whole.won.count) == told(
            company, timedelta(days=within)
        )


def labour(company: Company, work: list[tuple[int, str, int, int, int]]) -> None:
    """Log all of it, and plan what was planned then."""
    world, ws = company.world, company.world.workspace.id
    owners: list[Member] = [world.sari, world.dewi, world.tono]
    for which, kind, whose, hours, days in work:
        at, deal = NOW - timedelta(hours=hours), company.deals[which]
        done = NewActivity(kind, title="Bicara", deal=deal, owner=owners[whose], done_at=at)
        add(ws, done, by=world.wati, at=at)
        if days:
            step = NewActivity("task", title="Lanjut", deal=deal, owner=owners[whose], due_at=at + timedelta(days=days))
            add(ws, step, by=world.wati, at=at)


def told(company: Company, within: timedelta) -> tuple[int, int, int, int, int]:
    """How many were done, have had their days, were followed by a step, a later stage, a win; from the events."""
    ws = company.world.workspace.id
    kinds = [kind for some in GROUPS.values() for kind in some]
    done = Activity.objects.filter(workspace_id=ws, kind__in=kinds, done_at__isnull=False, deleted_at__isnull=True)
    here = set(Deal.objects.filter(workspace_id=ws, deleted_at__isnull=True).values_list("id", flat=True))
    sums = [0, 0, 0, 0, 0]
    for activity in done:
        at, deal_id = activity.done_at, activity.deal_id
        assert at
        assert deal_id
        if at.astimezone(JAKARTA).date() < PERIOD.starts_on:
            continue
        sums[0] += 1
        if deal_id not in here or at > NOW - within:
            continue
        sums[1] += 1
        steps = Activity.objects.filter(workspace_id=ws, deal_id=deal_id, deleted_at__isnull=True).exclude(
            id=activity.id
        )
        sums[2] += any(one.due_at and one.due_at > at and one.created_at <= at + within for one in steps)
        moved, won = followed(company, deal_id, at, at + within)
        sums[3] += moved
        sums[4] += won
    return (sums[0], sums[1], sums[2], sums[3], sums[4])


def followed(company: Company, deal_id: int, at: datetime, until: datetime) -> tuple[bool, bool]:
    """Did the deal reach a later stage of the pipeline that it stood in, and was it won, between the two?"""
    ws = company.world.workspace.id
    subjects = EventSubject.objects.filter(workspace_id=ws, kind="deal", record_id=deal_id).values("event_id")
    events = Event.objects.filter(workspace_id=ws, id__in=subjects).order_by("occurred_at", "position")
    order = {stage.id: (stage.pipeline_id, stage.position) for stage in company.world.stages}
    service = company.service.stages.filter(workspace_id=ws)
    order.update({stage.id: (stage.pipeline_id, stage.position) for stage in service})
    stage, is_won, moved, won = (0, -1), False, False, False
    for event in events:
        data = event.payload
        now, was_won = stage, is_won
        if event.name == "deal.created":
            now = order[data["stage"]]
        elif event.name == "deal.moved":
            now = order[data["to_stage"]]
        elif event.name in ("deal.closed", "deal.reopened"):
            was_won = event.name == "deal.closed" and data["outcome"] == "won"
        if event.occurred_at <= at:
            stage, is_won = now, was_won
        elif event.occurred_at <= until:
            moved = moved or (event.name == "deal.moved" and now[0] == stage[0] and now[1] > stage[1])
            won = won or (event.name == "deal.closed" and was_won and not is_won)
    return moved, won
