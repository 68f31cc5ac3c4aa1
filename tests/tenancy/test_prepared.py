"""A prepared question is answered as the same question asked in the usual way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from alur.accounts.models import Device
from alur.pipeline.models import Deal, DealSpell, Stage
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot, Slots
from tests.world import NOW, World, make_deal, make_organization

pytestmark = pytest.mark.django_db
SHOWN = ("stage", "pipeline", "organization", "owner", "reason", "source", "price_list")


def deals_of() -> QuerySet[Deal]:
    found: QuerySet[Deal] = Deal.objects.filter(workspace_id=Slot("workspace_id"), id=Slot("id"))
    return found.select_related(*SHOWN)


def test_a_deal_comes_with_every_column_and_with_what_it_refers_to(world: World) -> None:
    made = make_deal(world, "Mesin espresso", stage=2, organization=make_organization(world.workspace))
    asked = Prepared(deals_of)
    usual = Deal.objects.select_related(*SHOWN).get(workspace_id=world.workspace.id, id=made.id)
    for _ in range(2):  # the first call builds it, the second only asks
        found = asked.first(workspace_id=world.workspace.id, id=made.id)
        assert found is not None
        for field in Deal._meta.concrete_fields:
            if field.column:
                assert getattr(found, field.attname) == getattr(usual, field.attname), field.attname
        assert found.stage.name_id == usual.stage.name_id
        assert found.organization == usual.organization
        assert found.reason is None
        assert not found._state.adding


def test_who_asks_for_another_workspace_gets_nothing(world: World) -> None:
    made = make_deal(world, "Mesin espresso")
    asked = Prepared(deals_of)
    assert asked.first(workspace_id=world.workspace.id, id=made.id) is not None
    assert asked.first(workspace_id=world.elsewhere.id, id=made.id) is None
    assert asked.first(workspace_id=world.workspace.id, id=10**30) is None


def test_what_is_asked_again_is_read_again_from_the_database(world: World) -> None:
    made = make_deal(world, "Mesin espresso")
    asked = Prepared(lambda: Deal.objects.filter(id=Slot("id")).values_list("title", flat=True))
    assert asked(id=made.id) == ["Mesin espresso"]
    Deal.objects.filter(workspace_id=world.workspace.id, id=made.id).update(title="Mesin giling")
    assert asked(id=made.id) == ["Mesin giling"]


def test_instants_and_several_columns_are_compared_and_read_as_usual(world: World) -> None:
    make_deal(world, "Mesin espresso")
    asked = Prepared(
        lambda: (
            DealSpell.objects.filter(workspace_id=Slot("workspace_id"), from_at__lte=Slot("at"))
            .order_by("id")
            .values_list("deal_id", "from_at")
        )
    )
    for at in (NOW, NOW - timedelta(microseconds=1)):
        usual = DealSpell.objects.filter(workspace_id=world.workspace.id, from_at__lte=at).order_by("id")
        assert asked(workspace_id=world.workspace.id, at=at) == list(usual.values_list("deal_id", "from_at"))


def test_texts_with_percent_signs_and_quotes_are_values_and_nothing_else(world: World) -> None:
    asked = Prepared(lambda: Device.objects.filter(session_key=Slot("key")))
    assert asked(key="100%s' OR '1'='1") == []


def test_one_question_is_one_statement(world: World) -> None:
    asked = Prepared(lambda: Stage.objects.filter(workspace_id=Slot("workspace_id")).order_by("position", "id"))
    with CaptureQueriesContext(connection) as asked_of_it:
        stages = asked(workspace_id=world.workspace.id)
    assert len(asked_of_it) == 1
    assert stages == list(Stage.objects.filter(workspace_id=world.workspace.id).order_by("position", "id"))


def test_a_list_of_any_length_is_asked_for_and_an_empty_one_is_not(world: World) -> None:
    made = [make_deal(world, f"Mesin {number}") for number in range(3)]
    asked = Prepared(
        lambda: (
            Deal.objects.filter(workspace_id=Slot("workspace_id"), id__in=[Slots("ids")], status="open")
            .order_by("id")
            .values_list("title", flat=True)
        )
    )
    for ids in ([made[1].id], {one.id for one in made}, [made[2].id, made[0].id]):
        usual = Deal.objects.filter(workspace_id=world.workspace.id, id__in=ids).order_by("id")
        assert asked(workspace_id=world.workspace.id, ids=ids) == list(usual.values_list("title", flat=True))
    with CaptureQueriesContext(connection) as asked_of_it:
        assert asked(workspace_id=world.workspace.id, ids=[]) == []
    assert len(asked_of_it) == 0


def test_a_value_that_was_not_given_is_named(world: World) -> None:
    asked = Prepared(lambda: Member.objects.filter(workspace_id=Slot("workspace_id")))
    with pytest.raises(KeyError, match="workspace_id"):
        asked(workspace=world.workspace.id)


def titled(title: str) -> Prepared[int]:
    return Prepared(lambda: Deal.objects.filter(id=Slot("id"), title=title).values_list("id", flat=True))


def test_what_never_differs_is_said_in_the_question_with_its_quotes_and_percent_signs(world: World) -> None:
    titles = ("Kopi 'Tubruk'", "100 % arabika", "%s", "Mesin")
    made = [make_deal(world, title) for title in titles]
    for title in titles:
        asked = titled(title)
        assert [deal.title for deal in made if asked(id=deal.id)] == [title]
