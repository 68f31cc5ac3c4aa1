"""The bell and the list behind it, as people see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alur.conversations.operations.planning import NewActivity, add
from alur.events.relaying import relay_all
from alur.notices.models import Follow, Notice
from alur.notices.operations.reminding import remind
from alur.pipeline.models import Deal
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from tests.world import World, sign_in


@pytest.fixture
def deal(world: World) -> Deal:
    made = world.make_deal("Mesin", organization=world.make_organization("Hotel Puri Melati"), by=world.sari)
    relay_all(at=timezone.now())
    Notice.objects.all().delete()
    return made


def moved_by_budi(world: World, deal: Deal) -> None:
    move(world.reload(deal), to=world.stages[2], by=world.budi, at=timezone.now())
    relay_all(at=timezone.now())


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_sari_is_shown_what_budi_did_with_her_deal_and_it_leads_there(client: Client, world: World, deal: Deal) -> None:
    moved_by_budi(world, deal)
    sign_in(client, world.sari)
    assert 'aria-label="Pemberitahuan, 1 belum dibaca"' in text_of(client, "/")
    shown = text_of(client, "/notices/")
    assert "Hotel Puri Melati" in shown
    assert "Budi Santoso: Pindah dari Prospek ke Kontak" in shown
    notice = Notice.objects.get(member_id=world.sari.id)
    answer = client.get(f"/notices/{notice.id}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/deals/{deal.id}/")
    assert 'aria-label="Pemberitahuan"' in text_of(client, "/"), "it has been read"
    assert "Hotel Puri Melati" not in text_of(client, "/notices/?unread=1")
    client.post(f"/notices/{notice.id}/reading/", {"unread": "1"})
    assert "Hotel Puri Melati" in text_of(client, "/notices/?unread=1")
    client.post("/notices/reading/")
    assert "Hotel Puri Melati" not in text_of(client, "/notices/?unread=1")


def test_what_budi_plans_for_sari_is_told_as_a_plan(client: Client, world: World, deal: Deal) -> None:
    planned = NewActivity(kind="meeting", title="Rapat harga", owner=world.sari, due_at=timezone.now(), deal=deal)
    add(world.workspace.id, planned, by=world.budi, at=timezone.now())
    relay_all(at=timezone.now())
    sign_in(client, world.sari)
    assert "Budi Santoso menjadwalkan untuk Anda: Rapat, Rapat harga" in text_of(client, "/notices/")


def test_what_sari_may_not_see_any_more_is_not_named(client: Client, world: World, deal: Deal) -> None:
    moved_by_budi(world, deal)
    edit(world.reload(deal), {"owner_id": world.tono.id}, by=world.wati, at=timezone.now())
    sign_in(client, world.sari)
    shown = text_of(client, "/notices/")
    assert "Hotel Puri Melati" not in shown
    assert "Kontak" not in shown
    assert "bukan untuk Anda lihat" in shown
    notice = Notice.objects.get(member_id=world.sari.id)
    assert client.get(f"/notices/{notice.id}/")["Location"] == "/notices/"


def test_a_deal_in_the_trash_leads_to_the_trash(client: Client, world: World, deal: Deal) -> None:
    delete(deal, by=world.budi, at=timezone.now())
    relay_all(at=timezone.now())
    notice = Notice.objects.get(member_id=world.sari.id)
    assert sign_in(client, world.sari).get(f"/notices/{notice.id}/")["Location"] == "/trash/"


def test_a_mention_shows_what_was_written_with_its_signs_as_text(client: Client, world: World, deal: Deal) -> None:
    words = "@Budi <b>tolong</b> cek harganya"
    add(world.workspace.id, NewActivity(kind="note", body=words, deal=deal), by=world.sari, at=timezone.now())
    relay_all(at=timezone.now())
    shown = text_of(sign_in(client, world.budi), "/notices/")
    assert "Sari Dewanti menyebut Anda" in shown
    assert deal.title in shown  # the company may have several deals
    assert "@Budi &lt;b&gt;tolong&lt;/b&gt; cek harganya" in shown


def test_who_follows_a_deal_reads_what_was_written_and_where_it_moved(client: Client, world: World, deal: Deal) -> None:
    sign_in(client, world.vina).post(f"/deals/{deal.id}/follow/", {"follow": "1"})
    note = NewActivity(kind="note", body="Minta dua mesin\nuntuk Januari", deal=deal)
    call = NewActivity(kind="call", title="Telepon", body="", outcome="Setuju harga", deal=deal)
    for one in (note, call):
        add(world.workspace.id, one, by=world.sari, at=timezone.now())
    moved_by_budi(world, deal)
    shown = text_of(client, "/notices/")
    assert ">Minta dua mesin untuk Januari</q>" in shown
    assert ">Setuju harga</q>" in shown
    assert "Budi Santoso" in shown
    assert "ke Kontak" in shown


def test_a_reminder_says_what_and_when(client: Client, world: World, deal: Deal) -> None:
    soon = timezone.now() + timedelta(minutes=10)
    visit = NewActivity(kind="visit", title="Demo", deal=deal, owner=world.sari, due_at=soon)
    made = add(world.workspace.id, visit, by=world.sari, at=timezone.now())
    remind(world.workspace.id, at=timezone.now())
    shown = text_of(sign_in(client, world.sari), "/notices/")
    assert "Kunjungan: Demo, hari ini" in shown
    notice = Notice.objects.get(member_id=world.sari.id, kind="reminder")
    assert client.get(f"/notices/{notice.id}/")["Location"] == f"/activities/{made.id}/"


def test_following_from_the_page_and_no_button_at_ones_own(client: Client, world: World, deal: Deal) -> None:
    page = f"/deals/{deal.id}/"
    assert f"{page}follow/" not in text_of(sign_in(client, world.sari), page)
    assert f"{page}follow/" in text_of(sign_in(client, world.vina), page)
    for _ in range(2):
        client.post(f"{page}follow/", {"follow": "1"})
        client.post(f"/organizations/{deal.organization_id}/follow/", {"follow": "1"})
    assert Follow.objects.filter(member_id=world.vina.id).count() == 2
    assert 'aria-pressed="true" aria-label="Ikuti"' in text_of(client, page)
    moved_by_budi(world, deal)
    assert "Hotel Puri Melati" in text_of(client, "/notices/")
    client.post(f"{page}follow/", {"follow": "0"})
    assert Follow.objects.filter(deal_id=deal.id).count() == 0


def test_older_ones_stand_on_the_next_page(client: Client, world: World, deal: Deal) -> None:
    for number in range(31):
        move(world.reload(deal), to=world.stages[number % 2 + 1], by=world.budi, at=timezone.now())
    relay_all(at=timezone.now())
    sign_in(client, world.sari)
    first = text_of(client, "/notices/")
    assert first.count("Budi Santoso:") == 30
    older = first.partition("?before=")[2].partition('"')[0]
    assert text_of(client, f"/notices/?before={older}").count("Budi Santoso:") == 1


def test_the_bell_is_one_question_that_an_index_answers(client: Client, world: World, deal: Deal) -> None:
    sign_in(client, world.sari)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    bells = [one["sql"] for one in asked if "notices_notice" in one["sql"]]
    assert len(bells) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {bells[0]}")
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert "notice_unread" in plan or "notice_shown" in plan


def test_what_one_is_told_of_is_switched_by_oneself(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    assert 'name="changed.app" checked' in text_of(client, "/settings/me/")
    form = {"mention.app": "on", "digest_minute": "420", "remind_minutes": "15"}
    saved = client.post("/settings/me/notices/", form, headers={"HX-Request": "true"})
    assert "Tersimpan" in saved.content.decode()
    shown = text_of(client, "/settings/me/")
    assert 'name="mention.app" checked' in shown
    assert 'name="changed.app" checked' not in shown
    assert '<option value="420" selected>07.00' in shown
    assert "closed.app" not in shown, "only who leads is told of the team"
    wrong = client.post("/settings/me/notices/", {**form, "digest_minute": "9999"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert '<option value="420" selected>' in text_of(client, "/settings/me/")


def test_today_shows_what_others_did_with_what_is_ones_own_until_it_is_read(
    client: Client, world: World, deal: Deal
) -> None:
    sign_in(client, world.sari)
    assert "/notices/news/" in text_of(client, "/")
    assert text_of(client, "/notices/news/").strip() == ""
    moved_by_budi(world, deal)
    news = text_of(client, "/notices/news/")
    assert "Budi" in news
    assert "Pindah dari Prospek ke Kontak" in news
    client.post("/notices/reading/")
    assert text_of(client, "/notices/news/").strip() == ""
