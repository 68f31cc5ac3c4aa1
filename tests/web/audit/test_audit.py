"""The audit trail on the screen: who reads it, what it says, and the way back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.timezone import now

from alur.accounts.operations.inviting import invite
from alur.accounts.operations.joining import edit_member
from alur.accounts.operations.tokens import issue
from alur.automation.operations.bulk.changing import Which, run_whole, start
from alur.conversations.operations.planning import NewActivity, add
from alur.events.facts import all_facts
from alur.events.models import Event
from alur.fields.operations.defining import FieldDesign, define, edit_field
from alur.fields.operations.ordering import reorder
from alur.pipeline.models import Deal
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.moving_several import move_several
from alur.web.audit.changing import changes_of
from alur.web.audit.kinds import SENSITIVE
from alur.web.audit.names import words_for
from alur.web.audit.words import PHRASES, VERBS, verb_of
from alur.web.shell.formats import Formats
from tests.world import NOW, World, sign_in


def text_of(client: Client, query: str = "") -> str:
    """The rows of the page, without marks, in one line of words."""
    page = client.get(f"/settings/audit/{query}", headers={"accept-language": "en"}).text
    rows = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    assert rows is not None
    return " ".join(re.sub(r"<[^>]+>", " ", rows[1]).split())


def read_english(client: Client, world: World, who: str = "wati") -> Client:
    client.cookies["language"] = "en"
    return sign_in(client, getattr(world, who))


def operation_of(world: World, name: str) -> int:
    return Event.objects.filter(workspace_id=world.workspace.id, name=name).latest("position").operation_id


def test_what_was_done_is_told_as_sentences(client: Client, world: World) -> None:
    read_english(client, world)
    deal = world.make_deal("Mesin espresso", amount=1_000_000, by=world.sari)
    move(deal, to=world.stages[1], by=world.sari, at=NOW)
    edit(world.reload(deal), {"title": "Mesin besar"}, by=world.dewi, at=NOW)
    close(world.reload(deal), outcome="won", by=world.sari, at=NOW)
    edit_member(world.tono, {"is_active": False}, by=world.wati, at=NOW)
    issue(world.sari, name="Laporan", by=world.sari, at=NOW)
    told = text_of(client)
    for sentence in (
        "Sari Dewanti made an API token",
        "Wati Kusuma closed the access of Tono Wijaya",
        "Sari Dewanti won the deal Mesin besar",
        "Dewi Lestari edited Mesin besar",
        "Mesin espresso Mesin besar",
        "Sari Dewanti moved Mesin besar",
        "Prospecting Qualifying",
        "Sari Dewanti added Mesin besar",
    ):
        assert sentence in told, sentence


def test_what_has_no_subject_line_says_what_it_was_and_whom_it_was_about(client: Client, world: World) -> None:
    read_english(client, world)
    company = world.make_organization("Hotel Puri Melati")
    deal = world.make_deal("Mesin besar", organization=company)
    for activity in (NewActivity("note", body="Minta diskon", deal=deal), NewActivity("visit", organization=company)):
        add(world.workspace.id, activity, by=world.sari, at=NOW)
    told = text_of(client)
    assert "Sari Dewanti wrote a note on Mesin besar" in told
    assert "Sari Dewanti noted visit on Hotel Puri Melati" in told


def test_what_lets_someone_in_or_takes_something_out_is_marked(client: Client, world: World) -> None:
    read_english(client, world)
    deal = world.make_deal("Mesin", by=world.sari)
    delete(deal, by=world.sari, at=NOW)
    told = text_of(client, "?sensitive=yes")
    assert "Sari Dewanti deleted Mesin Sensitive" in told
    assert "added Mesin" not in told


def test_an_act_on_many_deals_says_how_many(client: Client, world: World) -> None:
    read_english(client, world)
    deals = [world.make_deal(f"Mesin {number}") for number in range(12)]
    move_several(deals, to=world.stages[2], by=world.sari, at=NOW)
    assert "Sari Dewanti moved 12 deals" in text_of(client)


def test_a_change_of_many_and_an_order_of_fields_are_told_as_what_was_done(client: Client, world: World) -> None:
    read_english(client, world)
    for number in range(3):
        world.make_person(f"Ibu {number}")
    job = start(Which("person"), {"do": "field", "field": "job_title", "value": "Pemilik"}, by=world.wati, at=NOW)
    run_whole(job, at=NOW)
    first, second = (define(world.workspace.id, "deal", FieldDesign(name), by=world.wati, at=NOW) for name in "AB")
    reorder(world.workspace.id, "deal", [second.id, first.id], by=world.wati, at=NOW)
    edit_field(first, FieldDesign("A", hint="Lihat kartu."), by=world.wati, at=NOW)
    told = text_of(client)
    assert "Wati Kusuma edited 3 contacts" in told
    assert "Wati Kusuma put fields into another order" in told
    assert "edited the field A " in told
    assert "Help Lihat kartu." in told


def test_whom_an_invitation_went_to_is_for_owners_to_read(client: Client, world: World) -> None:
    invite(world.workspace, email="rina@arunika.example", by=world.wati, at=now())
    assert "Wati Kusuma invited rina@arunika.example" in text_of(read_english(client, world))


@pytest.mark.parametrize(("who", "status"), [("wati", 200), ("budi", 200), ("sari", 404), ("vina", 404)])
def test_owners_and_supervisors_read_it(client: Client, world: World, who: str, status: int) -> None:
    sign_in(client, getattr(world, who))
    assert client.get("/settings/audit/").status_code == status
    assert client.get(f"/settings/audit/{operation_of(world, 'team.edited')}/").status_code in (
        (200,) if who == "wati" else (404,)
    )


def test_a_supervisor_reads_what_the_own_team_did_and_nothing_else(client: Client, world: World) -> None:
    world.make_deal("Milik Sari", by=world.sari)
    world.make_deal("Milik Tono", owner=world.tono, by=world.tono)
    edit_member(world.tono, {"role": "viewer"}, by=world.wati, at=NOW)
    read_english(client, world, "budi")
    told = text_of(client)
    assert "Sari Dewanti added Milik Sari" in told
    assert "Tono" not in told
    assert "Wati" not in told
    for query in (f"?who={world.tono.id}", f"?who={world.wati.id}", "?who=alur"):
        assert "Tono" not in text_of(client, query)
    assert client.get(f"/settings/audit/{operation_of(world, 'member.edited')}/").status_code == 404


def test_the_filters_narrow_it_and_nonsense_is_passed_over(client: Client, world: World) -> None:
    read_english(client, world)
    deal = world.make_deal("Mesin", by=world.sari)
    issue(world.dewi, by=world.dewi, at=NOW)
    yesterday = (now().date() - timedelta(days=2)).isoformat()
    assert "token" in text_of(client, "?kind=access")
    assert "Mesin" not in text_of(client, "?kind=access")
    assert text_of(client, f"?who={world.dewi.id}").startswith(text_of(client, f"?who={world.dewi.id}")[:10])
    assert "Mesin" not in text_of(client, f"?who={world.dewi.id}")
    assert "Mesin" in text_of(client, f"?record=deal-{deal.id}")
    assert "token" not in text_of(client, f"?record=deal-{deal.id}")
    assert "Nothing of the kind" in text_of(client, f"?until={yesterday}")
    everything = text_of(client)
    for query in (
        "?who=x",
        "?kind=x",
        "?door=x",
        "?record=x-1",
        "?from=x",
        "?before=x",
        "?who=99999999999999999999999",
    ):
        assert text_of(client, query) == everything, query


def test_one_act_is_told_in_full_with_the_way_back(client: Client, world: World) -> None:
    read_english(client, world)
    deal = world.make_deal("Mesin", amount=1_000_000, by=world.sari)
    edit(deal, {"title": "Mesin besar", "probability": 60}, by=world.sari, at=NOW)
    path = f"/settings/audit/{operation_of(world, 'deal.edited')}/"
    part = client.get(path, headers={"hx-request": "true"}).text
    words = " ".join(re.sub(r"<[^>]+>", " ", part).split())
    assert "Title Mesin Mesin besar" in words
    assert "Probability 10% 60%" in words
    assert "<html" not in part
    undo = re.search(r'action="(/operations/\d+/undo/)"', part)
    assert undo is not None
    client.post(undo[1])
    assert world.reload(deal).title == "Mesin"
    assert "undone already" in client.get(path).text


def test_what_has_no_way_back_says_so(client: Client, world: World) -> None:
    issue(world.sari, by=world.sari, at=NOW)
    page = read_english(client, world).get(f"/settings/audit/{operation_of(world, 'token.issued')}/").text
    assert "This cannot be undone." in page
    assert "/undo/" not in page


def test_a_name_with_marks_in_it_stays_text(client: Client, world: World) -> None:
    world.make_deal("<script>alert(1)</script>", by=world.sari)
    sign_in(client, world.wati)
    for path in ("/settings/audit/", f"/settings/audit/{operation_of(world, 'deal.created')}/"):
        assert "<script>alert" not in client.get(path).text


def test_earlier_ones_follow_without_a_gap(client: Client, world: World) -> None:
    for number in range(45):
        world.make_deal(f"Mesin {number:02}")
    sign_in(client, world.wati)
    page = client.get("/settings/audit/?kind=deals").text
    following = re.search(r'class="morerow" hx-get="([^"]+)"', page)
    assert following is not None
    rest = client.get(following[1].replace("&amp;", "&"), headers={"hx-request": "true"}).text
    seen = re.findall(r"Mesin \d\d", page) + re.findall(r"Mesin \d\d", rest)
    assert sorted(set(seen)) == [f"Mesin {number:02}" for number in range(45)]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_event_has_words(language: str) -> None:
    with translation.override(language):
        for name in all_facts():
            said = verb_of(name, {})
            assert said
            assert "." not in said, name
            assert "_" not in said, name


def facts_of_alur() -> list[str]:
    """Without those that other tests have made up."""
    return [name for name, fact in all_facts().items() if fact.__module__.startswith("alur.")]


def test_every_event_has_a_verb_of_its_own() -> None:
    assert [name for name in facts_of_alur() if name not in PHRASES and name.partition(".")[2] not in VERBS] == []


def test_what_an_order_became_is_told_in_words_money_and_days(world: World) -> None:
    with translation.override("id"):
        words = words_for(world.workspace.id, Formats("id", "IDR", world.workspace.zone, NOW))
        became = {"status": ["open", "done"], "paid_amount": [0, 194_000_000], "paid_on": [None, "2026-10-02"]}
        told = changes_of("order.edited", {"changes": became}, words)
    assert [(one.label, one.after) for one in told] == [
        ("Status", "Selesai"),
        ("Dibayar", "Rp\u00a0194.000.000"),
        ("Tanggal bayar", "2 Okt 2026"),
    ]


def test_what_is_marked_as_sensitive_is_there() -> None:
    assert set(all_facts()) >= SENSITIVE


def test_deals_in_the_trash_are_named(client: Client, world: World) -> None:
    deal: Any = world.make_deal("Mesin tua", by=world.sari)
    delete(deal, by=world.sari, at=NOW)
    assert Deal.objects.filter(workspace_id=world.workspace.id).count() == 0
    assert "deleted Mesin tua" in text_of(read_english(client, world))


def test_the_trail_leaves_as_a_file_just_as_it_is_narrowed_and_says_so_itself(client: Client, world: World) -> None:
    read_english(client, world)
    deals = [world.make_deal(f"=cmd|{number}", by=world.sari) for number in range(3)]
    edit(deals[0], {"title": "@SUM(A1)"}, by=world.dewi, at=NOW)
    answer = client.post("/settings/audit/file/?kind=deals&who=" + str(world.sari.id))
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"].startswith("attachment")
    assert lines[0].split(";")[:4] == ["Day", "Time", "Who", "What"]
    assert [line.split(";")[3] for line in lines[1:]] == ["added =cmd|2", "added =cmd|1", "added @SUM(A1)"]
    assert not any(cell.startswith(("=", "@")) for line in lines for cell in line.split(";"))
    assert "Wati Kusuma took out the audit trail as a file" in text_of(client, "?sensitive=yes")


def test_a_supervisor_takes_out_what_the_own_team_did(client: Client, world: World) -> None:
    read_english(client, world, "budi")
    world.make_deal("Mesin Jawa", by=world.sari)
    world.make_deal("Mesin Bali", by=world.tono, owner=world.tono)
    told = client.post("/settings/audit/file/").getvalue().decode()
    assert "Mesin Jawa" in told
    assert "Mesin Bali" not in told


def test_what_warmed_and_what_has_no_words_of_its_own_is_told_as_a_change(world: World) -> None:
    f = Formats("en", "IDR", world.workspace.zone, NOW)
    words = words_for(world.workspace.id, f)
    with translation.override("en"):
        warmed = changes_of("deal.temperature_changed", {"old": "cold", "new": "warm"}, words)
        arranged = changes_of("dashboard.edited", {"changes": {"blocks": [[{"id": "a"}], [{"id": "b"}]]}}, words)
    assert [(one.label, one.before, one.after) for one in warmed] == [("Temperature", "Cold", "Warm")]
    assert [(one.before, one.after) for one in arranged] == [("", "changed")]
    with translation.override("id"):
        words = words_for(world.workspace.id, Formats("id", "IDR", world.workspace.zone, NOW))
        odd = {
            "sharing": ["private", "team"],
            "repeats_until": ["2026-12-31", "2027-01-31"],
            "mention.mail": [True, False],
        }
        told = changes_of("view.edited", {"changes": odd}, words)
    assert [(one.label, one.before, one.after) for one in told] == [
        ("Dibagikan ke", "Hanya saya", "Tim saya"),
        ("Sampai", "31 Des 2026", "31 Jan 2027"),
        ("Saya disebut, lewat email langsung", "Ya", "Tidak"),
    ]
