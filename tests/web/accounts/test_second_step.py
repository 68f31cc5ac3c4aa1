"""The second step: an app's codes, codes on paper, and a workspace that asks for one."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from alur.accounts.models import RecoveryCode, Totp
from alur.accounts.operations.configuring import edit_workspace
from alur.accounts.operations.second_step import add_totp, renew_codes
from alur.events.models import Event
from alur.events.relaying import relay
from alur.kernel.otp import code_at, new_secret, step_of
from alur.kernel.refusal import Refusal
from alur.tenancy.models import Member, Workspace
from tests.world import PASSWORD, World, sign_in, user_of

SARI = {"email": "sari@arunika.example", "password": PASSWORD}


def give_app(member: Member) -> tuple[str, list[str]]:
    """An app set up a while ago: (secret, recovery codes)."""
    secret, at = new_secret(), now() - timedelta(hours=1)
    return secret, add_totp(user_of(member), secret, code_at(secret, step_of(at)), at=at)


def code_of(secret: str, at: datetime | None = None) -> str:
    return code_at(secret, step_of(at or now()))


def is_in(client: Client) -> bool:
    return client.get("/settings/me/").status_code == 200


def test_sari_sets_an_app_up_and_is_asked_for_its_code_from_then_on(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    page = client.get("/settings/me/app/").text
    assert "<svg" in page
    found = re.search(r"secret=([A-Z2-7]{32})", page)
    assert found is not None
    answer = client.post("/settings/me/app/", {"code": code_of(found[1])})
    assert len(set(re.findall(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", answer.text))) == 10
    assert "no-store" in answer["Cache-Control"]
    other = Client()
    assert other.post("/sign-in/", SARI)["Location"] == "/sign-in/second/"
    assert not is_in(other), "the password alone opens nothing"
    with time_machine.travel(now() + timedelta(minutes=2), tick=True):
        assert other.post("/sign-in/second/", {"code": code_of(found[1])})["Location"] == "/"
        assert is_in(other)


def test_a_wrong_first_code_sets_nothing_up(client: Client, world: World) -> None:
    sign_in(client, world.sari)
    client.get("/settings/me/app/")
    assert client.post("/settings/me/app/", {"code": "000000"}).status_code == 422
    assert not user_of(world.sari).has_second_step
    assert not Totp.objects.exists()


def test_the_secret_lies_sealed_and_the_codes_as_hashes(world: World) -> None:
    secret, codes = give_app(world.sari)
    assert secret not in Totp.objects.get().sealed_secret
    kept = str(list(RecoveryCode.objects.values_list("code_hash", flat=True)))
    assert not any(code in kept for code in codes)


def test_the_first_second_step_ends_sessions_begun_without_one(client: Client, world: World) -> None:
    thief = Client()
    thief.post("/sign-in/", SARI)
    sign_in(client, world.sari)
    page = client.get("/settings/me/app/").text
    secret = re.search(r"secret=([A-Z2-7]{32})", page)
    assert secret is not None
    client.post("/settings/me/app/", {"code": code_of(secret[1])})
    assert not is_in(thief)
    assert is_in(client)


def test_a_code_is_good_once(world: World) -> None:
    secret, _codes = give_app(world.sari)
    code = code_of(secret)
    for expected in (302, 422):
        client = Client()
        client.post("/sign-in/", SARI)
        assert client.post("/sign-in/second/", {"code": code}).status_code == expected


def test_a_code_from_paper_opens_once_and_is_told(world: World) -> None:
    _secret, codes = give_app(world.sari)
    for expected in (302, 422):
        client = Client()
        client.post("/sign-in/", SARI)
        assert client.post("/sign-in/second/", {"code": codes[3].upper().replace("-", " ")}).status_code == expected
    event = Event.objects.get(workspace_id=world.workspace.id, name="member.recovery_code_used")
    assert event.payload == {"member": world.sari.id, "left": 9}
    relay(world.workspace.id, at=now())
    assert any("9" in str(letter.body) for letter in mail.outbox)


def test_another_persons_codes_open_nothing(world: World) -> None:
    give_app(world.sari)
    secret, codes = give_app(world.dewi)
    client = Client()
    client.post("/sign-in/", SARI)
    for code in (code_of(secret), codes[0]):
        assert client.post("/sign-in/second/", {"code": code}).status_code == 422
    assert not is_in(client)


def test_guessing_the_code_ends_in_a_pause_that_signing_in_again_does_not_lift(world: World) -> None:
    secret, codes = give_app(world.sari)
    client = Client()
    client.post("/sign-in/", SARI)
    for _ in range(5):
        assert client.post("/sign-in/second/", {"code": "000000"}).status_code == 422
    client.post("/sign-in/", SARI)
    answer = client.post("/sign-in/second/", {"code": code_of(secret)})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert not is_in(client)
    assert Client(REMOTE_ADDR="198.51.100.7").post("/sign-in/", SARI).status_code == 302
    assert codes


def test_guessing_from_many_places_ends_in_a_pause_for_the_day_but_paper_still_opens(world: World) -> None:
    secret, codes = give_app(world.sari)
    for place in range(15):
        guesser = Client(REMOTE_ADDR=f"203.0.113.{place}")
        guesser.post("/sign-in/", SARI)
        assert guesser.post("/sign-in/second/", {"code": "000000"}).status_code == 422
    sari = Client(REMOTE_ADDR="198.51.100.7")
    sari.post("/sign-in/", SARI)
    assert sari.post("/sign-in/second/", {"code": code_of(secret)}).status_code == 429
    assert sari.post("/sign-in/second/", {"code": codes[0]}).status_code == 302


def test_the_second_step_alone_leads_back_to_the_first(client: Client, world: World) -> None:
    secret, _codes = give_app(world.sari)
    assert client.get("/sign-in/second/")["Location"] == "/sign-in/"
    assert client.post("/sign-in/second/", {"code": code_of(secret)})["Location"] == "/sign-in/"
    assert not is_in(client)


def test_ten_minutes_after_the_password_it_is_asked_again(world: World) -> None:
    secret, _codes = give_app(world.sari)
    client = Client()
    client.post("/sign-in/", SARI)
    with time_machine.travel(now() + timedelta(minutes=11), tick=True):
        assert client.post("/sign-in/second/", {"code": code_of(secret)})["Location"] == "/sign-in/"
        assert not is_in(client)


def test_a_password_that_was_changed_meanwhile_opens_no_second_step(world: World) -> None:
    secret, _codes = give_app(world.sari)
    client = Client()
    client.post("/sign-in/", SARI)
    user = user_of(world.sari)
    user.set_password("kemiri-sangrai-9")
    user.save()
    assert client.post("/sign-in/second/", {"code": code_of(secret)})["Location"] == "/sign-in/"
    assert not is_in(client)


def test_the_wanted_page_is_kept_over_the_second_step_and_none_elsewhere(world: World) -> None:
    secret, codes = give_app(world.sari)
    for target, lands in (("/deals/?q=a", "/deals/?q=a"), ("https://evil.example/", "/")):
        client = Client()
        client.post("/sign-in/", {**SARI, "next": target})
        assert client.post("/sign-in/second/", {"code": codes.pop()})["Location"] == lands
    assert secret


def test_each_step_begins_under_a_fresh_key(world: World) -> None:
    _secret, codes = give_app(world.sari)
    client = Client()
    session: Any = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["sessionid"] = first = session.session_key
    client.post("/sign-in/", SARI)
    second = client.cookies["sessionid"].value
    client.post("/sign-in/second/", {"code": codes[0]})
    third = client.cookies["sessionid"].value
    assert len({first, second, third}) == 3
    assert str(getattr(get_user(client), "email", "")) == "sari@arunika.example"


def test_new_codes_make_the_earlier_ones_void(client: Client, world: World) -> None:
    _secret, codes = give_app(world.sari)
    sign_in(client, world.sari)
    assert client.post("/settings/me/codes/").status_code == 200
    other = Client()
    other.post("/sign-in/", SARI)
    assert other.post("/sign-in/second/", {"code": codes[0]}).status_code == 422


def test_there_are_no_codes_without_a_second_step(world: World) -> None:
    with pytest.raises(Refusal):
        renew_codes(user_of(world.sari), at=now())
    assert not RecoveryCode.objects.exists()


def test_removing_the_app_takes_its_codes_along(client: Client, world: World) -> None:
    give_app(world.sari)
    sign_in(client, world.sari)
    client.post("/settings/me/app/removal/")
    assert not user_of(world.sari).has_second_step
    assert not RecoveryCode.objects.exists()
    assert Client().post("/sign-in/", SARI)["Location"] == "/"


def test_a_session_that_was_taken_over_changes_no_way_in(client: Client, world: World) -> None:
    from tests.web.accounts.test_tokens import make_stale

    give_app(world.sari)
    sign_in(client, world.sari)
    make_stale(client)
    for path in ("app/", "app/removal/", "passkeys/", "codes/"):
        assert client.post(f"/settings/me/{path}")["Location"].startswith("/settings/me/confirm/"), path
    assert user_of(world.sari).has_second_step


def test_a_new_password_by_mail_still_meets_the_second_step(world: World) -> None:
    give_app(world.sari)
    user = user_of(world.sari)
    user.set_password("kemiri-sangrai-9")
    user.save()
    client = Client()
    assert client.post("/sign-in/", {**SARI, "password": "kemiri-sangrai-9"})["Location"] == "/sign-in/second/"
    assert not is_in(client)


def require(world: World, *, by: Member) -> None:
    edit_workspace(Workspace.objects.get(id=world.workspace.id), {"requires_second_step": True}, by=by, at=now())


def test_an_owner_asks_it_of_all_once_they_have_one(client: Client, world: World) -> None:
    sign_in(client, world.wati)
    form = {"name": "Arunika", "currency": "IDR", "language": "id", "timezone": "Asia/Jakarta"}
    answer = client.post("/settings/workspace/", {**form, "requires_second_step": "on"})
    assert answer.status_code == 422
    assert 'id="err-requires_second_step"' in answer.text
    give_app(world.wati)
    assert client.post("/settings/workspace/", {**form, "requires_second_step": "on"}).status_code == 302
    assert Workspace.objects.get(id=world.workspace.id).requires_second_step


def test_who_has_none_reaches_nothing_but_the_way_to_add_one(client: Client, world: World) -> None:
    give_app(world.wati)
    require(world, by=world.wati)
    deal = world.make_deal()
    sign_in(client, world.sari)
    for path in ("/deals/", f"/deals/{deal.id}/", "/settings/team/", "/settings/me/tokens/", "/imports/", "/more/"):
        assert client.get(path)["Location"] == "/settings/me/second-step/", path
    assert client.post(f"/deals/{deal.id}/removal/")["Location"] == "/settings/me/second-step/"
    assert client.get("/deals/", headers={"hx-request": "true"})["HX-Redirect"] == "/settings/me/second-step/"
    for path in ("/settings/me/second-step/", "/settings/me/", "/settings/me/app/", "/settings/me/password/"):
        assert client.get(path).status_code == 200, path
    give_app(world.sari)
    assert client.get("/deals/").status_code == 200


def test_the_last_second_step_stays_where_a_workspace_asks_for_one(client: Client, world: World) -> None:
    give_app(world.wati)
    give_app(world.sari)
    require(world, by=world.wati)
    sign_in(client, world.sari)
    client.post("/settings/me/app/removal/")
    assert user_of(world.sari).has_second_step
    assert Totp.objects.filter(user=user_of(world.sari)).exists()


def test_another_company_asks_nothing_of_its_own_guests_elsewhere(client: Client, world: World) -> None:
    give_app(world.wati)
    require(world, by=world.wati)
    sign_in(client, world.citra)
    assert client.get("/deals/").status_code == 200
