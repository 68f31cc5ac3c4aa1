"""A postponed deal comes back on its day, with a task; at the third time its page asks whether it still is one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add
from alur.conversations.operations.returning import bring_back
from alur.events.models import Event
from alur.kernel.periods import Period
from alur.pipeline.models import Deal
from alur.pipeline.operations.closing import close
from alur.pipeline.queries.board_filter import BoardFilter
from alur.reporting.queries.postponed import delay_report
from tests.world import JAKARTA, NOW, World, days_ago, sign_in

TODAY = NOW.date()


def postponed(world: World, until: date = TODAY, at: datetime = NOW - timedelta(days=10), **values: Any) -> Deal:
    deal = world.make_deal(at=at - timedelta(days=5), **values)
    close(deal, outcome="postponed", reason="Anggaran tahun depan", until=until, by=world.sari, at=at)
    return deal


def back(world: World, at: datetime) -> list[Deal]:
    return list(bring_back(world.workspace, at=at))


def test_it_comes_back_in_the_night_of_its_day_with_a_task_for_its_owner(world: World) -> None:
    deal = postponed(world)
    midnight = datetime(2026, 11, 23, 0, 5, tzinfo=JAKARTA)
    assert back(world, midnight - timedelta(minutes=10)) == []
    assert back(world, midnight) == [deal]
    deal = world.reload(deal)
    task = Activity.objects.get(workspace_id=world.workspace.id, deal_id=deal.id)
    assert (deal.status, deal.postponed_until, deal.postponed_count) == ("open", None, 1)
    assert (task.kind, task.owner_id, task.title) == ("task", world.sari.id, "Harinya tiba: hubungi lagi")
    assert (deal.next_step_id, task.due_at) == (task.id, NOW)
    newest = Event.objects.filter(workspace_id=world.workspace.id).order_by("-position")[:2]
    assert {(one.name, one.actor_id) for one in newest} == {("deal.reopened", None), ("activity.planned", None)}
    assert back(world, NOW) == []


def test_what_its_owner_planned_for_that_day_is_task_enough(world: World) -> None:
    deal = postponed(world)
    call = NewActivity("call", deal=deal, owner=world.sari, due_at=NOW + timedelta(hours=3))
    add(world.workspace.id, call, by=world.sari, at=days_ago(2))
    back(world, NOW)
    assert Activity.objects.filter(workspace_id=world.workspace.id, deal_id=deal.id).count() == 1
    assert world.reload(deal).is_open


def test_what_was_missed_while_nothing_ran_comes_back_too_and_another_company_notices_nothing(world: World) -> None:
    late, later = postponed(world, until=TODAY - timedelta(days=3)), postponed(world, until=TODAY + timedelta(days=1))
    assert list(bring_back(world.elsewhere, at=NOW)) == []
    assert back(world, NOW) == [late]
    assert world.reload(later).status == "postponed"


def test_the_third_time_the_page_proposes_a_lower_chance_not_a_fit_or_the_lead(world: World, client: Client) -> None:
    deal = postponed(world, at=days_ago(30))
    sari = sign_in(client, world.sari)
    for days in (20, 10):
        assert "Serahkan ke" not in sari.get(f"/deals/{deal.id}/").content.decode()
        close(deal, outcome="postponed", until=TODAY, by=world.sari, at=days_ago(days))
    dialog = sari.get(f"/deals/{deal.id}/closure/?outcome=postponed").content.decode()
    assert "Sudah ditunda 3 kali" in dialog
    back(world, NOW)
    shown = sari.get(f"/deals/{deal.id}/").content.decode()
    assert "Ditunda 3 kali" in shown
    assert "Turunkan peluang ke 5%" in shown
    assert "Serahkan ke Budi" in shown
    sari.post(f"/deals/{deal.id}/fields/", {"owner": str(world.budi.id)})
    assert world.reload(deal).owner_id == world.budi.id


def test_the_report_says_why_how_long_and_what_became_of_them(world: World, client: Client) -> None:
    won, waiting = postponed(world), postponed(world, until=TODAY + timedelta(days=30), at=days_ago(4))
    back(world, NOW)
    close(won, outcome="won", by=world.sari, at=NOW)
    postponed(world, owner=world.tono)
    last_weeks = Period(TODAY - timedelta(days=30), TODAY + timedelta(days=1))
    report = delay_report(world.sari, last_weeks, BoardFilter(), pipeline_id=None, now=NOW)
    assert [(one.deal_id, one.days, one.status) for one in report.delays] == [
        (waiting.id, 4, "postponed"),
        (won.id, 10, "won"),
    ]
    [reason] = report.reasons
    assert (reason.names[0], reason.count, reason.days) == ("Anggaran tahun depan", 2, 7)
    page = sign_in(client, world.sari).get("/reports/postponed/", headers={"Accept-Language": "id"}).content.decode()
    assert "Anggaran tahun depan" in page
    assert page.count(f'href="/deals/{waiting.id}/"') == 1
    assert (
        "Tidak ada deal"
        in sign_in(client, world.vina).get("/reports/postponed/?from=1/1/2026&to=2/1/2026").content.decode()
    )


def test_put_off_further_while_it_waits_is_one_longer_delay(world: World) -> None:
    deal = postponed(world, at=days_ago(9))
    close(deal, outcome="postponed", until=TODAY + timedelta(days=4), by=world.sari, at=days_ago(3))
    month = Period(TODAY - timedelta(days=30), TODAY + timedelta(days=1))
    [delay] = delay_report(world.wati, month, BoardFilter(), pipeline_id=None, now=NOW).delays
    assert (delay.days, delay.times, delay.until) == (9, 2, TODAY + timedelta(days=4))
