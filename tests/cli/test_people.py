"""Workspaces, users and tokens from the command line (CONTRACT.md, Commands)."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from alur.accounts.operations.second_step import add_totp
from alur.accounts.operations.tokens import authenticate
from alur.cli import group
from alur.events.models import Event
from alur.kernel.otp import code_at, new_secret, step_of
from alur.kernel.refusal import Refusal
from alur.tenancy.models import Member, User, Workspace
from tests.world import NOW, PASSWORD, World, user_of


def alur(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, list(words), input=stdin)


def last_word(result: Result) -> str:
    return result.stdout.strip().splitlines()[-1].split()[-1]


def test_a_workspace_is_added_and_its_id_is_the_last_word(db: None) -> None:
    result = alur("workspace", "add", "Arunika Niaga", "--currency", "USD", "--language", "en")
    workspace = Workspace.objects.get()
    assert (result.exit_code, last_word(result)) == (0, str(workspace.id))
    assert (workspace.currency, workspace.language) == ("USD", "en")
    assert Event.objects.get(workspace_id=workspace.id, name="workspace.created").via == "cli"


def test_the_first_user_is_an_owner_and_the_next_a_rep(db: None) -> None:
    alur("workspace", "add", "Arunika Niaga")
    first = alur("user", "add", "wati@arunika.example", "--password-stdin", "--json", stdin=f"{PASSWORD}\n")
    second = alur("user", "add", "sari@arunika.example")
    assert json.loads(first.stdout)["role"] == "owner"
    assert User.objects.get(email="wati@arunika.example").check_password(PASSWORD)
    sari = Member.objects.get(email="sari@arunika.example")
    assert (sari.role, last_word(second)) == ("rep", str(sari.id))
    assert not User.objects.get(email="sari@arunika.example").has_usable_password()


def test_a_known_address_joins_another_workspace(world: World) -> None:
    result = alur("user", "add", "sari@arunika.example", "--workspace", str(world.elsewhere.id), "--role", "viewer")
    assert result.exit_code == 0
    assert Member.objects.get(workspace_id=world.elsewhere.id, user=user_of(world.sari)).role == "viewer"


def test_a_token_works_and_is_the_last_word(world: World) -> None:
    result = alur("token", "add", "sari@arunika.example", "--scopes", "read", "--workspace", str(world.workspace.id))
    found = authenticate(last_word(result), at=NOW)
    assert found is not None
    assert (found[0].id, found[1]) == (world.sari.id, frozenset({"read"}))


def test_several_workspaces_are_listed_where_none_is_named(world: World) -> None:
    result = alur("token", "add", "sari@arunika.example")
    assert result.exit_code == 2
    assert str(world.workspace.id) in result.stderr
    assert "Lain Jaya" in result.stderr


@pytest.mark.parametrize("words", [("--workspace", "1"), ("--workspace", "x"), ("--expires", "0")])
def test_wrong_usage_exits_with_2(world: World, words: tuple[str, ...]) -> None:
    assert alur("token", "add", "sari@arunika.example", *words).exit_code == 2


def test_without_a_workspace_the_way_on_is_said(db: None) -> None:
    result = alur("user", "add", "wati@arunika.example")
    assert result.exit_code == 2
    assert "alur workspace add" in result.stderr


def test_what_is_refused_is_a_sentence(world: World) -> None:
    result = alur("token", "add", "nobody@arunika.example", "--workspace", str(world.workspace.id))
    assert isinstance(result.exception, Refusal)
    assert str(result.exception) == "nobody@arunika.example is not a member of Arunika Niaga."


def test_someone_who_lost_phone_and_paper_is_let_in_by_password_again(world: World) -> None:
    secret = new_secret()
    add_totp(user_of(world.sari), secret, code_at(secret, step_of(NOW)), at=NOW)
    result = alur("user", "reset-second-step", "Sari@arunika.example")
    assert (result.exit_code, last_word(result)) == (0, "sari@arunika.example")
    assert not user_of(world.sari).has_second_step
    assert Event.objects.filter(workspace_id=world.workspace.id, name="member.second_step_removed").exists()
    assert alur("user", "reset-second-step", "nobody@arunika.example").exception is not None
