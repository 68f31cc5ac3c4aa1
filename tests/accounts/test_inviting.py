"""Invitations: a link that is good once and for a week, and lets in nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alur.accounts.models import Invitation
from alur.accounts.operations.inviting import (
    LASTS,
    InvitationSpent,
    SignInFirst,
    accept,
    good_invitation,
    invite,
    resend,
    withdraw,
)
from alur.accounts.operations.joining import WeakPassword, add_member_without_user, edit_member
from alur.events.models import Event, EventPersonal
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Conflict, Refusal
from alur.tenancy.models import Member, User
from tests.world import NOW, World, user_of

PASSWORD = "kemiri-sangrai-9"
LATER = NOW + timedelta(minutes=5)


def invite_rina(world: World, **values: object) -> tuple[Invitation, str]:
    return invite(
        world.workspace,
        **{"email": "rina@arunika.example", "name": "Rina", "by": world.wati, "at": NOW, **values},  # type: ignore[arg-type]
    )


def last_operation(world: World, name: str) -> int:
    return Event.objects.filter(workspace_id=world.workspace.id, name=name).latest("position").operation_id


def test_rina_comes_in_with_the_role_and_team_that_were_chosen(world: World) -> None:
    _, raw = invite_rina(world, role="manager", team=world.bali)
    rina = accept(raw, user=None, name="Rina Hartati", password=PASSWORD, at=LATER)
    assert (rina.name, rina.role, rina.team_id, rina.email) == (
        "Rina Hartati", "manager", world.bali.id, "rina@arunika.example",
    )  # fmt: skip
    assert user_of(rina).check_password(PASSWORD)


def test_the_link_is_kept_as_a_hash_and_the_address_apart_from_the_fact(world: World) -> None:
    made, raw = invite_rina(world)
    assert raw not in str(Invitation.objects.filter(id=made.id).values().get())
    event = Event.objects.get(workspace_id=world.workspace.id, name="invitation.sent")
    assert "rina" not in str(event.payload)
    assert EventPersonal.objects.get(workspace_id=world.workspace.id, event_id=event.id).data == {
        "email": "rina@arunika.example"
    }


def test_a_link_is_good_once(world: World) -> None:
    _, raw = invite_rina(world)
    rina = accept(raw, user=None, name="Rina", password=PASSWORD, at=LATER)
    for user in (None, user_of(rina)):
        with pytest.raises(InvitationSpent):
            accept(raw, user=user, name="Rina", password=PASSWORD, at=LATER)
    assert Member.objects.filter(workspace_id=world.workspace.id, email="rina@arunika.example").count() == 1


def test_a_link_is_good_for_seven_days(world: World) -> None:
    _, raw = invite_rina(world)
    assert good_invitation(raw, at=NOW + LASTS - timedelta(seconds=1)) is not None
    with pytest.raises(InvitationSpent):
        accept(raw, user=None, name="Rina", password=PASSWORD, at=NOW + LASTS)
    assert not User.objects.filter(email="rina@arunika.example").exists()


def test_a_withdrawn_link_and_one_that_was_replaced_are_void(world: World) -> None:
    made, raw = invite_rina(world)
    fresh = resend(made, by=world.wati, at=LATER)
    assert good_invitation(raw, at=LATER) is None
    assert good_invitation(fresh, at=LATER) is not None
    withdraw(made, by=world.wati, at=LATER)
    assert good_invitation(fresh, at=LATER) is None
    for act in (withdraw, resend):
        with pytest.raises(Conflict):
            act(made, by=world.wati, at=LATER)


def test_whoever_holds_a_link_to_a_known_address_cannot_act_for_it(world: World) -> None:
    _, raw = invite(world.elsewhere, email="sari@arunika.example", by=world.citra, at=NOW)
    before = user_of(world.sari).password
    with pytest.raises(SignInFirst):
        accept(raw, user=None, name="Pencuri", password=PASSWORD, at=LATER)
    with pytest.raises(SignInFirst):
        accept(raw, user=user_of(world.dewi), at=LATER)
    assert user_of(world.sari).password == before
    assert not Member.objects.filter(workspace_id=world.elsewhere.id, user=user_of(world.sari)).exists()


def test_sari_joins_another_company_signed_in(world: World) -> None:
    _, raw = invite(world.elsewhere, email="SARI@arunika.example", role="viewer", by=world.citra, at=NOW)
    joined = accept(raw, user=user_of(world.sari), at=LATER)
    assert (joined.user_id, joined.role, joined.name) == (world.sari.user_id, "viewer", "Sari Dewanti")


def test_a_password_that_can_be_guessed_spends_nothing(world: World) -> None:
    _, raw = invite_rina(world)
    with pytest.raises(WeakPassword):
        accept(raw, user=None, name="Rina", password="password", at=LATER)
    assert not User.objects.filter(email="rina@arunika.example").exists()
    assert good_invitation(raw, at=LATER) is not None


def test_an_agent_from_an_import_keeps_the_deals_when_they_sign_in(world: World) -> None:
    agent = add_member_without_user(world.workspace.id, name="Darcel", team=world.bali, by=world.wati, at=NOW)
    deal = world.make_deal(owner=agent)
    _, raw = invite(world.workspace, email="darcel@arunika.example", member=agent, by=world.wati, at=NOW)
    joined = accept(raw, user=None, name="Darcel Schlecht", password=PASSWORD, at=LATER)
    assert (joined.id, joined.email) == (agent.id, "darcel@arunika.example")
    assert joined.user_id is not None
    assert world.reload(deal).owner_id == joined.id


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "rina"}),
        ("email", {"email": "sari@arunika.example"}),
        ("role", {"role": "king"}),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_by_its_field(world: World, field: str, values: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        invite_rina(world, **values)
    assert refused.value.field == field
    assert not Invitation.objects.exists()


def test_an_address_waits_once_in_a_company(world: World) -> None:
    invite_rina(world)
    with pytest.raises(Conflict):
        invite_rina(world)
    invite(world.elsewhere, email="rina@arunika.example", by=world.citra, at=NOW)
    assert Invitation.objects.count() == 2


def test_someone_who_left_is_let_in_from_the_list_of_members(world: World) -> None:
    edit_member(world.dewi, {"is_active": False}, by=world.wati, at=NOW)
    with pytest.raises(Conflict, match="left"):
        invite_rina(world, email="dewi@arunika.example")


@pytest.mark.parametrize("who", ["budi", "sari", "vina", "citra"])
def test_only_owners_invite_send_again_and_withdraw(world: World, who: str) -> None:
    made, raw = invite_rina(world)
    other = getattr(world, who)
    for act in (
        lambda: invite_rina(world, email="lain@arunika.example", by=other),
        lambda: resend(made, by=other, at=LATER),
        lambda: withdraw(made, by=other, at=LATER),
    ):
        with pytest.raises(Refusal):
            act()
    assert good_invitation(raw, at=LATER) is not None
    with pytest.raises(NothingToUndo):
        undo(world.workspace.id, last_operation(world, "invitation.sent"), by=other, at=LATER)


def test_an_invitation_and_its_withdrawal_are_taken_back(world: World) -> None:
    _, raw = invite_rina(world)
    sent = undo(world.workspace.id, last_operation(world, "invitation.sent"), by=world.wati, at=LATER)
    assert good_invitation(raw, at=LATER) is None
    undo(world.workspace.id, sent.id, by=world.wati, at=LATER)
    assert good_invitation(raw, at=LATER) is not None


def test_a_withdrawal_is_not_taken_back_once_another_was_sent(world: World) -> None:
    made, _ = invite_rina(world)
    withdraw(made, by=world.wati, at=LATER)
    invite_rina(world)
    with pytest.raises(Conflict):
        undo(world.workspace.id, last_operation(world, "invitation.withdrawn"), by=world.wati, at=LATER)
    assert Invitation.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_taking_back_that_someone_joined_closes_their_access(world: World) -> None:
    _, raw = invite_rina(world)
    rina = accept(raw, user=None, name="Rina", password=PASSWORD, at=LATER)
    undo(world.workspace.id, last_operation(world, "member.joined"), by=world.wati, at=LATER)
    assert not world.reload(rina).is_active


def test_nobody_is_flooded_with_one_invitation(world: World) -> None:
    made, _ = invite_rina(world)
    Invitation.objects.filter(id=made.id).update(sent_at=NOW)
    with pytest.raises(Conflict):
        resend(made, by=world.wati, at=NOW + timedelta(seconds=30))
