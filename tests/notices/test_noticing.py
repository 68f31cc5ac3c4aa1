"""Who is told: whose deal it is, who follows it, who is named, who leads; never who did it, or may not see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from alur.accounts.operations.joining import edit_member, edit_team
from alur.conversations.models import Activity
from alur.conversations.operations.planning import NewActivity, add, edit, finish
from alur.events.models import Event
from alur.events.recording import operation, via
from alur.events.relaying import relay_all, replay
from alur.events.undoing import undo
from alur.notices.models import Follow, Notice
from alur.notices.operations.following import follow, unfollow
from alur.notices.operations.noticing import notice
from alur.notices.operations.preferring import prefer
from alur.notices.queries.news import notices_of, subjects_of
from alur.people.operations.organizations import edit_organization
from alur.pipeline.models import Deal
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.editing import edit as edit_deal
from alur.pipeline.operations.moving import move
from alur.tenancy.models import Member
from tests.world import NOW, World, days_ago


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def deal(world: World) -> Deal:
    """Sari's, made by herself, with all of that told already."""
    made = world.make_deal("Mesin", organization=world.make_organization("Hotel Puri Melati"), by=world.sari)
    relay_all(at=NOW)
    Notice.objects.all().delete()
    return made


def told(*members: Member) -> dict[str, list[str]]:
    """After the relay has run: the kinds of what these were told, by first name."""
    relay_all(at=NOW)
    return {one.name.split()[0]: [row.kind for row in notices_of(one).order_by("id")] for one in members}


def note(world: World, deal: Deal | None, text: str, by: Member, **values: Any) -> Activity:
    return add(world.workspace.id, NewActivity(kind="note", body=text, deal=deal, **values), by=by, at=NOW)


def test_the_owner_hears_of_what_others_do_and_not_of_what_they_do_themselves(world: World, deal: Deal) -> None:
    move(deal, to=world.stages[1], by=world.sari, at=NOW)
    assert told(world.sari, world.budi, world.tono) == {"Sari": [], "Budi": [], "Tono": []}
    move(world.reload(deal), to=world.stages[2], by=world.budi, at=NOW)
    assert told(world.sari, world.budi, world.tono) == {"Sari": ["changed"], "Budi": [], "Tono": []}


def test_one_act_is_one_notice_however_much_it_did(world: World, deal: Deal) -> None:
    other = world.make_deal("Kopi", by=world.sari)
    told(world.sari)
    with operation(world.workspace.id, by=world.budi, at=NOW):
        move(deal, to=world.stages[1], by=world.budi, at=NOW)
        edit_deal(deal, {"temperature": "hot"}, by=world.budi, at=NOW)
        edit_deal(other, {"temperature": "hot"}, by=world.budi, at=NOW)
    assert told(world.sari) == {"Sari": ["changed"]}
    (row,) = notices_of(world.sari)
    assert (row.count, row.subjects, len(row.events)) == (2, [deal.id, other.id], 3)


def test_told_again_by_a_replay_nothing_is_new(world: World, deal: Deal) -> None:
    with operation(world.workspace.id, by=world.budi, at=NOW):
        move(deal, to=world.stages[1], by=world.budi, at=NOW)
        edit_deal(deal, {"temperature": "hot"}, by=world.budi, at=NOW)
    told(world.sari)
    before = list(Notice.objects.values())
    replay(world.workspace.id, since=days_ago(500), at=NOW)
    for event in Event.objects.filter(workspace_id=world.workspace.id).order_by("position"):
        if event.name.startswith("deal."):
            notice(event, at=NOW)
    assert list(Notice.objects.filter(id__in=[one["id"] for one in before]).values()) == before
    assert Notice.objects.filter(member_id=world.sari.id, kind="changed").count() == 1


def test_who_is_given_a_deal_or_an_appointment_hears_that_first(world: World, deal: Deal) -> None:
    edit_deal(deal, {"owner_id": world.dewi.id, "temperature": "hot"}, by=world.budi, at=NOW)
    visit = NewActivity(kind="visit", deal=deal, owner=world.sari, due_at=NOW + timedelta(days=1))
    add(world.workspace.id, visit, by=world.budi, at=NOW)
    assert told(world.dewi) == {"Dewi": ["assigned", "changed"]}
    assert told(world.sari) == {"Sari": []}, "she no longer sees it"


def test_who_follows_hears_of_it_as_long_as_they_see_it(world: World, deal: Deal) -> None:
    follow(world.wati, deal, by=world.wati, at=NOW)
    follow(world.budi, deal, by=world.budi, at=NOW)
    move(deal, to=world.stages[1], by=world.sari, at=NOW)
    assert told(world.budi, world.wati) == {"Budi": ["followed"], "Wati": ["followed"]}
    edit_deal(world.reload(deal), {"owner_id": world.tono.id}, by=world.wati, at=NOW)
    assert told(world.budi, world.wati) == {"Budi": [], "Wati": ["followed"]}, "what he was told went too"
    assert [one.member_id for one in Follow.objects.filter(deal_id=deal.id)] == [world.wati.id]


def test_who_changes_team_or_leads_it_no_longer_follows_what_is_hidden_now(world: World, deal: Deal) -> None:
    follow(world.budi, deal, by=world.budi, at=NOW)
    edit_member(world.budi, {"team_id": world.bali.id}, by=world.wati, at=NOW)
    told(world.budi)
    assert Follow.objects.filter(deal_id=deal.id).count() == 1, "he still leads the team"
    edit_team(world.jawa, {"lead_id": None}, by=world.wati, at=NOW)
    told(world.budi)
    assert Follow.objects.filter(deal_id=deal.id).count() == 0


def test_who_follows_a_company_hears_of_it_and_of_its_deals_that_they_see(world: World, deal: Deal) -> None:
    company = deal.organization
    assert company is not None
    for member in (world.budi, world.tono):
        follow(member, company, by=member, at=NOW)
    edit_organization(company, {"industry": "Hotel"}, by=world.sari, at=NOW)
    assert told(world.budi, world.tono) == {"Budi": ["followed"], "Tono": ["followed"]}
    move(deal, to=world.stages[1], by=world.sari, at=NOW)
    assert told(world.budi, world.tono) == {"Budi": ["followed", "followed"], "Tono": ["followed"]}


def test_following_is_taken_back_and_taken_up_again_by_undo(world: World, deal: Deal) -> None:
    began = follow(world.wati, deal, by=world.wati, at=NOW)
    assert began is not None
    assert follow(world.wati, deal, by=world.wati, at=NOW) is None
    undo(world.workspace.id, began, by=world.wati, at=NOW)
    assert not Follow.objects.exists()
    follow(world.wati, deal, by=world.wati, at=NOW)
    ended = unfollow(world.wati, "deal", deal.id, by=world.wati, at=NOW)
    assert ended is not None
    undo(world.workspace.id, ended, by=world.wati, at=NOW)
    assert Follow.objects.count() == 1


def test_a_name_after_an_at_tells_whom_it_names_if_they_may_see_it(world: World, deal: Deal) -> None:
    note(world, deal, "@Budi Santoso dan @tono, tolong cek harganya. @Sari", world.sari)
    assert told(world.budi, world.tono, world.sari) == {"Budi": ["mention"], "Tono": [], "Sari": []}


def test_an_edit_names_only_those_it_brings(world: World, deal: Deal) -> None:
    written = note(world, deal, "Tolong @Budi", world.sari)
    told(world.budi)
    edit(written, {"body": "Tolong @Budi cek, juga @Wati"}, by=world.sari, at=NOW)
    assert told(world.wati) == {"Wati": ["mention"]}
    call = NewActivity(kind="call", deal=deal, owner=world.sari, due_at=NOW)
    finish(add(world.workspace.id, call, by=world.sari, at=NOW), outcome="@Wati: minta diskon", by=world.sari, at=NOW)
    assert told(world.wati) == {"Wati": ["mention", "mention"]}


def test_in_a_note_about_a_company_or_a_person_anyone_is_named(world: World) -> None:
    note(world, None, "@Tono, kenal?", world.sari, organization=world.make_organization())
    note(world, None, "@Tono, kenal dia?", world.sari, person=world.make_person())
    assert told(world.tono) == {"Tono": ["mention", "mention"]}


def test_the_lead_hears_of_what_the_team_wins_and_loses(world: World, deal: Deal) -> None:
    close(deal, outcome="won", by=world.sari, at=NOW)
    close(
        world.make_deal("Tunda", by=world.sari), outcome="postponed", until=days_ago(-9).date(), by=world.sari, at=NOW
    )
    close(world.make_deal("Bali", owner=world.tono, by=world.tono), outcome="won", by=world.tono, at=NOW)
    assert told(world.budi) == {"Budi": ["closed"]}


def test_history_that_is_brought_in_is_no_news(world: World, deal: Deal) -> None:
    with via("import"):
        move(deal, to=world.stages[1], by=world.wati, at=NOW)
    long_ago = NewActivity(kind="call", title="Lama", deal=deal, done_at=days_ago(30))
    add(world.workspace.id, long_ago, by=world.wati, at=days_ago(30))
    assert told(world.sari) == {"Sari": []}


def test_what_is_switched_off_is_not_told_and_by_which_ways_it_comes(world: World, deal: Deal) -> None:
    off = {"changed": {"app": False, "digest": False}}
    prefer(world.sari, switches=off, columns={}, at=NOW)
    move(deal, to=world.stages[1], by=world.budi, at=NOW)
    told(world.sari)
    assert not Notice.objects.exists()
    prefer(world.sari, switches={"changed": {"mail": True}}, columns={}, at=NOW)
    move(world.reload(deal), to=world.stages[2], by=world.budi, at=NOW)
    told(world.sari)
    (row,) = Notice.objects.all()
    assert (row.in_app, row.by_mail, row.in_digest) == (False, True, False)


def test_a_name_is_shown_only_to_who_sees_the_record_now(world: World, deal: Deal) -> None:
    move(deal, to=world.stages[1], by=world.budi, at=NOW)
    told(world.sari)
    rows = list(notices_of(world.sari))
    assert [one.name for one in subjects_of(world.sari, rows).values()] == ["Hotel Puri Melati"]
    assert subjects_of(world.tono, rows) == {}
    assert subjects_of(world.citra, rows) == {}


def test_a_stranger_is_never_told(world: World, deal: Deal) -> None:
    note(world, deal, "@Citra Anggraini", world.sari)
    assert told(world.citra) == {"Citra": []}
