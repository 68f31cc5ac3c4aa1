"""Who is offered after an @ is who would be told of it."""

from __future__ import annotations

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from alur.accounts.operations.joining import add_member, edit_member
from alur.notices.mentions import mentioned
from alur.notices.queries.naming import nameable
from alur.tenancy.models import Role
from tests.world import NOW, World, days_ago, sign_in


def names(offered: list[tuple[str, str]]) -> list[str]:
    return [name for name, _team in offered]


def test_of_a_deal_those_are_offered_who_see_it_but_for_oneself(world: World) -> None:
    assert nameable(world.sari, world.sari.id) == [("Budi Santoso", "Jawa"), ("Vina Hartati", ""), ("Wati Kusuma", "")]
    assert nameable(world.wati, world.tono.id) == [("Tono Wijaya", "Bali"), ("Vina Hartati", "")]


def test_of_a_company_everyone_here_is_offered_but_those_who_left(world: World) -> None:
    edit_member(world.dewi, {"is_active": False}, by=world.wati, at=NOW)
    offered = names(nameable(world.sari, None))
    assert offered == ["Budi Santoso", "Tono Wijaya", "Vina Hartati", "Wati Kusuma"]


def test_two_of_one_name_stand_once_and_a_name_no_at_can_reach_is_left_out(world: World) -> None:
    for number, name in enumerate(("Tono  wijaya", "(magang)")):
        add_member(
            world.workspace, email=f"{number}@arunika.example", name=name, role=Role.REP, by=world.wati, at=days_ago(1)
        )
    offered = names(nameable(world.sari, None))
    assert [name.casefold() for name in offered if name[0] in "Tt("] == ["tono wijaya"]


@given(st.text(min_size=1, max_size=20).filter(lambda name: name.strip()[:1].isalnum()))
def test_whatever_name_is_put_in_is_understood_when_it_is_read(name: str) -> None:
    put_in = " ".join(name.split())
    assert mentioned(f"Tolong @{put_in} ", [(7, name), (8, "Wati Kusuma")]) >= {7}


def test_the_list_of_a_deal_carries_names_and_teams_as_text(client: Client, world: World) -> None:
    deal = world.make_deal()
    edit_member(world.budi, {"name": "Budi <b>Santoso</b>"}, by=world.wati, at=NOW)
    sign_in(client, world.sari)
    shown = client.get(f"/deals/{deal.id}/mentions/").content.decode()
    assert 'data-name="Budi &lt;b&gt;Santoso&lt;/b&gt;"' in shown
    assert "Jawa" in shown
    assert "Tono" not in shown
