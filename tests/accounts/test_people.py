"""Workspaces, members, teams, tokens: what is written, what is refused, what is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alur.accounts.models import ApiToken
from alur.accounts.operations.configuring import edit_workspace
from alur.accounts.operations.creating import create_workspace
from alur.accounts.operations.joining import (
    WeakPassword,
    add_member,
    add_member_without_user,
    add_team,
    edit_member,
    edit_team,
)
from alur.accounts.operations.tokens import authenticate, issue, revoke
from alur.events.models import Event
from alur.events.recording import last_position
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Conflict, Refusal
from alur.pipeline.models import CloseReason, Stage
from alur.tenancy.models import Member, Team, User, Workspace
from tests.world import NOW, World, user_of


def last_operation(workspace: Workspace, name: str) -> int:
    return Event.objects.filter(workspace_id=workspace.id, name=name).latest("position").operation_id


def test_a_new_workspace_has_its_pipeline_of_five_stages_at_once(db: None) -> None:
    workspace = create_workspace("Toko Kopi Senja", at=NOW)
    assert Stage.objects.filter(workspace_id=workspace.id).count() == 5
    assert CloseReason.objects.filter(workspace_id=workspace.id).exists()
    assert Event.objects.filter(workspace_id=workspace.id, name="workspace.created").count() == 1


def test_two_companies_of_one_name_get_two_slugs(db: None) -> None:
    first, second = (create_workspace("Toko Kopi", at=NOW) for _ in range(2))
    assert (first.slug, second.slug) == ("toko-kopi", "toko-kopi-2")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": "  "}),
        ("currency", {"currency": "XXX"}),
        ("language", {"language": "fr"}),
        ("timezone", {"timezone": "Mars/Base"}),
    ],
)
def test_a_workspace_that_cannot_be_is_refused_by_its_field(db: None, field: str, values: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        create_workspace(**{"name": "Toko", **values}, at=NOW)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Workspace.objects.exists()


def test_a_known_address_joins_with_the_password_it_has(world: World) -> None:
    joined = add_member(world.elsewhere, email="SARI@arunika.example ", by=world.citra, at=NOW)
    assert joined.user_id == world.sari.user_id
    assert User.objects.filter(email="sari@arunika.example").count() == 1


def test_nobody_joins_twice(world: World) -> None:
    before = last_position(world.workspace.id)
    with pytest.raises(Conflict):
        add_member(world.workspace, email="sari@arunika.example", by=world.wati, at=NOW)
    assert last_position(world.workspace.id) == before


def test_a_password_that_can_be_guessed_lets_nobody_in(world: World) -> None:
    with pytest.raises(WeakPassword):
        add_member(world.workspace, email="rina@arunika.example", password="password", by=world.wati, at=NOW)
    assert not User.objects.filter(email="rina@arunika.example").exists()


def test_a_member_from_an_import_has_no_user(world: World) -> None:
    agent = add_member_without_user(world.workspace.id, name="Darcel Schlecht", by=world.wati, at=NOW)
    assert agent.user_id is None
    assert agent.is_active


def test_the_last_owner_stays_but_one_of_two_may_go(world: World) -> None:
    with pytest.raises(Conflict):
        edit_member(world.wati, {"role": "rep"}, by=world.wati, at=NOW)
    edit_member(world.budi, {"role": "owner"}, by=world.wati, at=NOW)
    edit_member(world.wati, {"is_active": False}, by=world.budi, at=NOW)
    assert not world.reload(world.wati).is_active


def test_an_owner_without_a_user_does_not_count(world: World) -> None:
    add_member_without_user(world.workspace.id, name="Papan nama", role="owner", by=world.wati, at=NOW)
    with pytest.raises(Conflict):
        edit_member(world.wati, {"role": "rep"}, by=world.wati, at=NOW)


def test_nobody_is_put_into_a_team_of_another_company(world: World) -> None:
    theirs = add_team(world.elsewhere.id, name="Jawa", by=world.citra, at=NOW)
    with pytest.raises(Refusal):
        edit_member(world.sari, {"team_id": theirs.id}, by=world.wati, at=NOW)
    with pytest.raises(Refusal):
        edit_team(world.jawa, {"lead_id": world.citra.id}, by=world.wati, at=NOW)
    assert world.reload(world.sari).team_id == world.jawa.id


def test_a_change_that_changes_nothing_leaves_no_event(world: World) -> None:
    before = last_position(world.workspace.id)
    edit_member(world.sari, {"role": "rep"}, by=world.wati, at=NOW)
    edit_workspace(world.workspace, {"name": "Arunika Niaga"}, by=world.wati, at=NOW)
    assert last_position(world.workspace.id) == before


def test_what_an_owner_did_is_taken_back(world: World) -> None:
    edit_member(world.sari, {"role": "manager", "team_id": world.bali.id}, by=world.wati, at=NOW)
    edit_team(world.bali, {"name": "Nusa Tenggara"}, by=world.wati, at=NOW)
    edit_workspace(world.workspace, {"currency": "USD"}, by=world.wati, at=NOW)
    team = add_team(world.workspace.id, name="Sumatra", by=world.wati, at=NOW)
    for name in ("member.edited", "team.edited", "workspace.edited", "team.created"):
        undo(world.workspace.id, last_operation(world.workspace, name), by=world.wati, at=NOW)
    sari = world.reload(world.sari)
    assert (sari.role, sari.team_id) == ("rep", world.jawa.id)
    assert world.reload(world.bali).name == "Bali"
    assert Workspace.objects.get(id=world.workspace.id).currency == "IDR"
    assert not Team.objects.filter(workspace_id=world.workspace.id, id=team.id).exists()


def test_an_undo_is_itself_undone(world: World) -> None:
    edit_member(world.sari, {"role": "manager"}, by=world.wati, at=NOW)
    act = undo(world.workspace.id, last_operation(world.workspace, "member.edited"), by=world.wati, at=NOW)
    undo(world.workspace.id, act.id, by=world.wati, at=NOW)
    assert world.reload(world.sari).role == "manager"


def test_a_later_change_stands_in_the_way_of_an_undo(world: World) -> None:
    edit_member(world.sari, {"role": "manager"}, by=world.wati, at=NOW)
    operation_id = last_operation(world.workspace, "member.edited")
    edit_member(world.sari, {"role": "viewer"}, by=world.wati, at=NOW)
    with pytest.raises(Conflict):
        undo(world.workspace.id, operation_id, by=world.wati, at=NOW)
    assert world.reload(world.sari).role == "viewer"


@pytest.mark.parametrize("who", ["sari", "budi", "vina", "citra"])
def test_only_an_owner_takes_back_what_an_owner_did(world: World, who: str) -> None:
    edit_member(world.sari, {"role": "manager"}, by=world.wati, at=NOW)
    operation_id = last_operation(world.workspace, "member.edited")
    with pytest.raises(NothingToUndo):
        undo(world.workspace.id, operation_id, by=getattr(world, who), at=NOW)
    assert world.reload(world.sari).role == "manager"


def test_a_token_finds_its_member_and_scopes(world: World) -> None:
    raw = issue(world.sari, scopes="read", by=world.sari, at=NOW)
    found = authenticate(raw, at=NOW)
    assert found is not None
    assert (found[0], found[1]) == (world.sari, frozenset({"read"}))
    assert not ApiToken.objects.filter(token_hash__contains=raw[5:15]).exists(), "it is kept as a hash"


def test_a_token_ends_by_time_by_hand_and_with_its_member(world: World) -> None:
    timed = issue(world.sari, days=3, by=world.sari, at=NOW)
    assert authenticate(timed, at=NOW + timedelta(days=2)) is not None
    assert authenticate(timed, at=NOW + timedelta(days=3)) is None
    ended = issue(world.sari, by=world.sari, at=NOW)
    revoke(ApiToken.objects.get(prefix=ended[:10]), by=world.sari, at=NOW)
    assert authenticate(ended, at=NOW) is None
    left = issue(world.dewi, by=world.dewi, at=NOW)
    edit_member(world.dewi, {"is_active": False}, by=world.wati, at=NOW)
    assert authenticate(left, at=NOW) is None
    assert authenticate("alur_guess", at=NOW) is None


def test_a_token_is_noted_as_used_once_a_day(world: World) -> None:
    raw = issue(world.sari, by=world.sari, at=NOW)
    for hours in (0, 5, 20):
        authenticate(raw, at=NOW + timedelta(hours=hours))
    assert ApiToken.objects.get(prefix=raw[:10]).last_used_at == NOW
    authenticate(raw, at=NOW + timedelta(hours=25))
    assert ApiToken.objects.get(prefix=raw[:10]).last_used_at == NOW + timedelta(hours=25)


@pytest.mark.parametrize("scopes", ["", "admin", "read,admin"])
def test_a_token_with_unknown_scopes_is_refused(world: World, scopes: str) -> None:
    with pytest.raises(Refusal):
        issue(world.sari, scopes=scopes, by=world.sari, at=NOW)
    assert not ApiToken.objects.exists()


def test_members_of_one_company_are_not_those_of_another(world: World) -> None:
    assert not Member.objects.filter(workspace_id=world.workspace.id, user=user_of(world.citra)).exists()
