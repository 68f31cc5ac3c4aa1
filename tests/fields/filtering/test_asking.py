"""What a filter refuses, and what it never tells."""

from __future__ import annotations

import pytest

from alur.conversations.operations.planning import NewActivity, add
from alur.events.models import Event
from alur.fields.filtering.compiling import ConditionRefused, condition_of
from alur.fields.filtering.declaring import fields_of
from alur.fields.filtering.reading import read_filter
from alur.fields.filtering.viewing import Viewpoint
from alur.fields.models import RecordKind
from alur.fields.operations.defining import FieldDesign, archive, define
from alur.kernel.refusal import Refusals
from alur.people.models import Organization
from alur.pipeline.models import Deal
from alur.tenancy.models import Member
from tests.world import JAKARTA, NOW, World, days_ago


def seen_from(member: Member) -> Viewpoint:
    return Viewpoint(member, now=NOW, zone=JAKARTA)


def deals(member: Member, text: str) -> set[str]:
    found = Deal.objects.visible_to(member).filter(condition_of("deal", read_filter(text), seen_from(member)))
    return set(found.values_list("title", flat=True))


def companies(member: Member, text: str) -> set[str]:
    condition = condition_of("organization", read_filter(text), seen_from(member))
    return set(Organization.objects.filter(condition, workspace_id=member.workspace_id).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour:is:red", "no field “colour”"),
        ("f123:is:red", "A field of your own"),
        ("temperature:over:3", "This field takes: is, not"),
        ("temperature:is:lukewarm", "none of: cold, warm, hot"),
        ("temperature:is", "needs a value"),
        ("owner:empty:x", "takes no value"),
        ("value:between:1", "takes two values"),
        ("value:over:1,5", "takes one value"),
        ("value:over:1.5", "not a whole number"),
        ("value:over:satu", "not a number"),
        ("probability:over:101", "not a number"),
        ("owner:is:Sari", "names no record"),
        ("stage:is:99999999999999999999", "names no record"),
        ("expected_close:before:besok", "not a day"),
        ("expected_close:within:this_decade", "not a period"),
        ("expected_close:older:14", "not a length of time"),
        ("region:is:Bandung", "no region"),
        ("silent:over:-1", "not a count of days"),
        ('title:has:""', "Type a text"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(world: World, text: str, sentence: str) -> None:
    with pytest.raises(Refusals, match=sentence):
        deals(world.wati, text)


def test_all_conditions_at_fault_are_named_at_once(world: World) -> None:
    with pytest.raises(Refusals) as refused:
        deals(world.wati, "colour:is:red;owner:is:me;value:over:satu")
    faults = [fault for fault in refused.value.items if isinstance(fault, ConditionRefused)]
    assert [fault.condition.field for fault in faults] == ["colour", "value"]


def test_a_field_that_went_to_the_archive_can_no_longer_be_asked(world: World) -> None:
    field = define(world.workspace.id, RecordKind.DEAL, FieldDesign("Warna", "Colour"), by=world.wati, at=NOW)
    world.make_deal("Merah", custom={field.key: "merah"})
    assert deals(world.wati, f"{field.key}:is:Merah") == {"Merah"}
    archive(field, by=world.wati, at=NOW)
    with pytest.raises(Refusals, match="A field of your own"):
        deals(world.wati, f"{field.key}:is:Merah")


def test_a_field_of_another_company_or_kind_is_not_there(world: World) -> None:
    theirs = define(world.elsewhere.id, RecordKind.DEAL, FieldDesign("Warna"), by=world.citra, at=NOW)
    of_persons = define(world.workspace.id, RecordKind.PERSON, FieldDesign("Hobi"), by=world.wati, at=NOW)
    for key in (theirs.key, of_persons.key):
        with pytest.raises(Refusals, match="A field of your own"):
            deals(world.wati, f"{key}:filled")
    assert {theirs.key, of_persons.key} & set(fields_of("deal", seen_from(world.wati))) == set()


def test_mine_is_what_the_reader_has_and_the_team_is_led_or_shared(world: World) -> None:
    for owner in (world.sari, world.tono, None):
        world.make_deal(owner.name if owner else "Siapa saja", owner=owner)
    assert deals(world.sari, "owner:is:me") == {"Sari Dewanti"}
    assert deals(world.wati, "owner:not:me") == {"Sari Dewanti", "Tono Wijaya", "Siapa saja"}
    assert deals(world.wati, f"owner:is:{world.tono.id}|owner:empty") == {"Tono Wijaya", "Siapa saja"}
    assert deals(world.budi, "team:is:mine") == {"Sari Dewanti"}
    assert deals(world.wati, "team:is:mine") == set()


def test_a_filter_does_not_show_what_is_hidden(world: World) -> None:
    company = world.make_organization("Kopi Bali")
    hidden = world.make_deal("Milik Tono", owner=world.tono, organization=company)
    call = NewActivity(kind="call", title="Telepon", deal=hidden, done_at=days_ago(3))
    add(world.workspace.id, call, by=world.tono, at=days_ago(3))
    for text in ("deal_status:is:open", "activity:is:call", "last_contact:newer:7d"):
        assert companies(world.wati, text) == {"Kopi Bali"}, text
        assert companies(world.sari, text) == set(), text
    assert companies(world.sari, "last_contact:unsince:7d_ago") == {"Kopi Bali"}
    assert companies(world.citra, f"deal_stage:is:{hidden.stage_id}") == set()
    assert deals(world.sari, f"organization:is:{company.id}") == set()
    assert not Event.objects.filter(workspace_id=world.elsewhere.id, name="deal.created").exists()


def test_the_last_contact_is_the_latest_of_all(world: World) -> None:
    ws = world.workspace.id
    for name, days in (("Kemarin", [1, 40]), ("Lama", [40]), ("Belum", [])):
        company = world.make_organization(name)
        for ago in days:
            call = NewActivity(kind="call", title="Telepon", organization=company, done_at=days_ago(ago))
            add(ws, call, by=world.sari, at=NOW)
    assert companies(world.sari, "last_contact:newer:7d") == {"Kemarin"}
    assert companies(world.sari, "last_contact:older:7d") == {"Lama"}
    assert companies(world.sari, "last_contact:unsince:7d_ago") == {"Lama", "Belum"}
    assert companies(world.sari, "last_contact:empty") == {"Belum"}
    assert companies(world.sari, f"last_contact:on:{days_ago(40).date()}") == {"Lama"}
