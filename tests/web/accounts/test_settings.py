"""What people set for themselves, and what owners set for all."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from alur.events.models import Event
from alur.tenancy.models import Leave, Member, Team, Workspace
from alur.web.shell.requests import formats_for
from tests.world import NOW, PASSWORD, World, sign_in, user_of

PROFILE = {"name": "Sari D.", "language": "en", "theme": "dark", "timezone": "Asia/Makassar", "shortcuts": "on"}


def test_sari_sets_how_alur_looks_for_her(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    assert client.post("/settings/me/", PROFILE).status_code == 302
    user = user_of(world.sari)
    assert (user.name, user.language, user.theme, user.timezone) == ("Sari D.", "en", "dark", "Asia/Makassar")
    assert world.reload(world.sari).name == "Sari D."
    page = client.get("/settings/me/").text
    assert 'data-theme="dark"' in page
    assert 'lang="en"' in page


def test_times_are_shown_in_the_own_zone(client: Client, world: World, rf: RequestFactory) -> None:
    request: Any = rf.get("/")
    request.workspace, request.user = world.workspace, user_of(world.sari)
    assert formats_for(request).field_time(NOW) == "09:00"
    request.user.timezone = "Asia/Jayapura"
    assert formats_for(request).field_time(NOW) == "11:00"


@pytest.mark.parametrize(
    ("field", "value"), [("name", "  "), ("language", "fr"), ("theme", "pink"), ("timezone", "Mars/Base")]
)
def test_a_wrong_choice_is_refused_and_what_was_typed_stays(
    client: Client, world: World, field: str, value: str
) -> None:
    sign_in(client, world.sari)
    answer = client.post("/settings/me/", {**PROFILE, field: value})
    assert answer.status_code == 422
    assert f'id="err-{field}"' in answer.text
    assert user_of(world.sari).theme == ""


def test_a_new_password_needs_the_present_one(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    answer = client.post("/settings/me/password/", {"old_password": "wrong", "password": "kemiri-sangrai-9"})
    assert answer.status_code == 422
    assert user_of(world.sari).check_password(PASSWORD)


def test_a_new_password_signs_other_devices_out(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    other = sign_in(Client(), world.sari)
    client.post("/settings/me/password/", {"old_password": PASSWORD, "password": "kemiri-sangrai-9"})
    assert client.get("/settings/me/").status_code == 200
    assert other.get("/settings/me/").status_code == 302


def test_everyone_sees_the_team(client: Client, world: World) -> None:
    page = sign_in(client, world.sari).get("/settings/team/").text
    assert "Budi Santoso" in page
    assert "Citra" not in page
    assert "/settings/team/members/" not in page
    assert "/settings/team/invitations/" not in page


def test_a_change_of_role_can_be_undone_by_an_owner_alone(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    client.post(f"/settings/team/members/{world.sari.id}/", {"role": "manager"})
    event = Event.objects.filter(workspace_id=world.workspace.id, name="member.edited").latest("position")
    assert world.reload(world.sari).role == "manager"
    rep = sign_in(Client(), world.tono)
    assert rep.post(f"/operations/{event.operation_id}/undo/").status_code == 404
    assert world.reload(world.sari).role == "manager"


def test_the_last_owner_stays(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    assert client.post(f"/settings/team/members/{world.wati.id}/", {"role": "rep"}).status_code == 422
    assert world.reload(world.wati).is_owner


def test_a_team_is_made_renamed_and_taken_away(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    client.post("/settings/team/teams/", {"name": "Sumatra", "lead": world.tono.id})
    team = Team.objects.get(workspace_id=world.workspace.id, name="Sumatra")
    assert team.lead_id == world.tono.id
    client.post(f"/settings/team/teams/{team.id}/", {"name": "Sumatera", "lead": ""})
    team.refresh_from_db()
    assert team.name == "Sumatera"
    assert world.reload(team).lead_id is None
    client.post(f"/settings/team/teams/{team.id}/", {"remove": "yes"})
    assert not Team.objects.filter(workspace_id=world.workspace.id, id=team.id).exists()


def test_a_team_with_members_is_not_taken_away(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    assert client.post(f"/settings/team/teams/{world.jawa.id}/", {"remove": "yes"}).status_code == 422
    assert Team.objects.filter(workspace_id=world.workspace.id, id=world.jawa.id).exists()


WORKSPACE = {"name": "Arunika", "currency": "USD", "language": "en", "timezone": "Asia/Jayapura"}


def test_the_currency_is_fixed_from_the_first_deal_on(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    assert client.post("/settings/workspace/", WORKSPACE).status_code == 302
    assert Workspace.objects.get(id=world.workspace.id).currency == "USD"
    world.make_deal()
    assert client.post("/settings/workspace/", {**WORKSPACE, "currency": "IDR"}).status_code == 422
    assert Workspace.objects.get(id=world.workspace.id).currency == "USD"


@pytest.mark.parametrize("who", ["sari", "budi", "vina", "citra"])
def test_only_owners_of_the_workspace_change_it(client: Client, world: World, who: str) -> None:
    sign_in(client, getattr(world, who))
    before = list(Member.objects.filter(workspace_id=world.workspace.id).values_list("role", "team_id", "is_active"))
    paths = {
        f"/settings/team/members/{world.tono.id}/": {"role": "owner"},
        f"/settings/team/teams/{world.jawa.id}/": {"name": "x"},
    }
    if who != "citra":
        paths |= {
            "/settings/team/invitations/": {"email": "x@y.example", "role": "owner"},
            "/settings/team/teams/": {"name": "x"},
            "/settings/workspace/": WORKSPACE,
        }
    for path, form in paths.items():
        assert client.post(path, form).status_code == 404, path
    after = list(Member.objects.filter(workspace_id=world.workspace.id).values_list("role", "team_id", "is_active"))
    assert after == before
    assert Workspace.objects.get(id=world.workspace.id).name == "Arunika Niaga"
    assert Team.objects.filter(workspace_id=world.workspace.id, name="x").count() == 0


def test_sari_writes_down_her_leave_and_her_lead_sees_it_among_the_members(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    own = f"/settings/team/members/{world.sari.id}/leaves/"
    client.post(own, {"from_on": "2036-12-01", "last_on": "2036-12-05", "back": "me"})
    assert "1 Des 2036 – 5 Des 2036" in client.get("/settings/me/").text
    lead = sign_in(Client(), world.budi)
    assert "Cuti mulai 1 Des" in lead.get("/settings/team/").text
    refused = lead.post(own, {"from_on": "2036-12-04", "last_on": "2036-12-09"})
    assert refused.status_code == 422
    assert 'value="2036-12-04"' in refused.text
    assert client.get(f"/settings/team/members/{world.dewi.id}/leaves/").status_code == 404
    (leave,) = Leave.objects.filter(workspace_id=world.workspace.id)
    client.post(f"/settings/team/leaves/{leave.id}/", {"back": "me"})
    assert not Leave.objects.exists()
