"""Rolling ownership on the screens: the rule with its preview, and taking what is offered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from alur.accounts.operations.joining import add_member
from alur.accounts.operations.resting import add_leave
from alur.events.models import Event
from alur.events.relaying import relay_all
from alur.notices.queries.news import notices_of
from alur.pipeline.models import Deal
from alur.rescue.models import RollingRule
from alur.rescue.operations.rolling import roll
from alur.rescue.operations.ruling import plain, rule_of, set_rule
from alur.tenancy.models import Member
from tests.world import NOW, World, days_ago, sign_in

FORM = {"days": "14", "lead_days": "1", "then": "offer", "capacity": "40"}


@pytest.fixture
def rani(world: World) -> Member:
    joined = {"email": "rani@arunika.example", "name": "Rani", "team": world.jawa, "by": world.wati, "at": NOW}
    return add_member(world.workspace, **joined)  # type: ignore[arg-type]


@pytest.fixture
def deal(world: World) -> Deal:
    return world.make_deal(organization=world.make_organization("Hotel Puri Melati"), by=world.sari, at=days_ago(30))


def offer(world: World) -> None:
    """Switched on a Monday; Sari's two reminders, Budi's day, and on Thursday it is offered."""
    rule = {**plain(rule_of(world.pipeline)), "is_on": True, "days": 14, "lead_days": 1}
    set_rule(world.pipeline, rule, by=world.wati, at=NOW)
    for day in range(4):
        list(roll(world.workspace.id, at=NOW + timedelta(days=day)))


def test_wati_sees_whom_deals_would_go_to_before_she_switches_it_on(world: World, deal: Deal) -> None:
    world.make_deal("Milik Tono", owner=world.tono, at=days_ago(40))
    add_leave(world.tono, from_on=date(2026, 11, 20), last_on=date(2026, 12, 4), by=world.wati, at=NOW)
    place = f"/settings/pipelines/{world.pipeline.id}/rolling/"
    with time_machine.travel(NOW, tick=False):
        client = sign_in(Client(), world.wati)
        page = client.post(place, {**FORM, "do": "check"}).text
        assert "ke Budi Santoso, pemimpin tim" in page
        assert "cuti: menunggu" in page
        assert not RollingRule.objects.exists()
        refused = client.post(place, {**FORM, "days": "selamanya", "do": "on"})
        assert refused.status_code == 422
        assert 'value="selamanya"' in refused.text
        assert client.post(place, {**FORM, "do": "on"}).status_code == 302
        assert "menyala, atas nama Wati Kusuma" in client.get(place).text
        assert sign_in(Client(), world.budi).get(place).status_code == 404
    rule = RollingRule.objects.get(workspace_id=world.workspace.id)
    assert (rule.is_on, rule.days, rule.lead_days) == (True, 14, 1)


def test_dewi_takes_what_is_offered_and_rani_hears_that_dewi_was_first(world: World, deal: Deal, rani: Member) -> None:
    offer(world)
    taking = f"/forgotten/{deal.id}/taking/"
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        dewi, late = sign_in(Client(), world.dewi), sign_in(Client(), rani)
        for page in ("/", "/forgotten/offers/"):
            assert taking in dewi.get(page).text
            assert taking not in sign_in(Client(), world.tono).get(page).text
        assert dewi.get(f"/deals/{deal.id}/").status_code == 404, "the offer alone shows it"
        assert dewi.post(taking).headers["Location"] == f"/deals/{deal.id}/"
        assert dewi.get(f"/deals/{deal.id}/").status_code == 200
        assert "Dewi Lestari lebih dulu" in late.post(taking, follow=True).text
        assert sign_in(Client(), world.tono).post(taking).status_code == 404
        undone = Event.objects.filter(workspace_id=world.workspace.id, name="deal.taken").latest("position")
        assert dewi.post(f"/operations/{undone.operation_id}/undo/").status_code < 400
    assert world.reload(deal).owner_id == world.budi.id


def test_both_are_told_of_a_pass_and_the_team_of_an_offer(world: World, deal: Deal, rani: Member) -> None:
    offer(world)
    relay_all(at=NOW + timedelta(days=3))
    kinds = {one.name.split()[0]: [row.kind for row in notices_of(one)] for one in (world.sari, world.budi, world.dewi)}
    told = {"Sari": ["rolling"] * 3, "Budi": ["assigned"], "Dewi": ["rolling"]}
    assert kinds == told, "Sari: two reminders and the pass; what she has had is not offered to her"
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        sari, dewi, budi = (sign_in(Client(), one) for one in (world.sari, world.dewi, world.budi))
        assert "ke Budi Santoso, pemimpin tim" in sari.get("/notices/").text
        assert "ke Budi Santoso, pemimpin tim" in budi.get("/notices/").text
        assert "jadi ditawarkan ke tim" in dewi.get("/notices/").text
        (row,) = notices_of(world.dewi)
        assert dewi.get(f"/notices/{row.id}/").headers["Location"] == "/forgotten/offers/"
        page = budi.get(f"/deals/{deal.id}/").text
    assert "Pengingat kedua untuk Sari Dewanti" in page
