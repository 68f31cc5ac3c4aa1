"""A field of another type: tried first, made beside the old one, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alur.events.models import Event
from alur.events.undoing import undo
from alur.fields.models import FieldDefinition
from alur.fields.operations.defining import ChoiceDesign, FieldDesign, define
from alur.fields.operations.filling import fill
from alur.fields.operations.retyping import A_PIECE, convert, convert_piece, retype, try_retyping, work
from alur.kernel.refusal import Conflict, Refusal
from alur.people.models import Organization
from alur.pipeline.models import Criterion, Deal
from alur.pipeline.operations.editing import edit
from alur.reporting.models import SavedView
from alur.tenancy.models import Workspace
from tests.world import NOW, World, make_world


def field_of(world: World, holds: str = "text", kind: str = "deal", **design: Any) -> FieldDefinition:
    return define(
        world.workspace.id, kind, FieldDesign("Daya listrik", "Power", holds, **design), by=world.wati, at=NOW
    )


def give(world: World, field: FieldDefinition, *values: Any) -> list[Deal]:
    return [
        edit(world.make_deal(f"Mesin {number}"), {"custom": {field.key: value}}, by=world.sari, at=NOW)
        for number, value in enumerate(values)
    ]


def changed(world: World, field: FieldDefinition, to: str) -> FieldDefinition:
    made = retype(field, to, by=world.wati, at=NOW)
    convert(made)
    return FieldDefinition.objects.get(workspace_id=world.workspace.id, id=made.id)


def values_of(world: World, deals: list[Deal], field: FieldDefinition) -> list[Any]:
    return [world.reload(deal).custom.get(field.key) for deal in deals]


def test_a_dry_run_counts_what_can_be_read_shows_what_cannot_and_writes_nothing(world: World) -> None:
    field = field_of(world)
    deals = give(world, field, "3.500", "450", "tiga ribu", "77,5")
    trial = try_retyping(field, "number")
    assert (trial.readable, trial.unreadable) == (3, 1)
    assert trial.examples == [(deals[2].id, "tiga ribu")]
    assert FieldDefinition.objects.filter(workspace_id=world.workspace.id).count() == 1


def test_the_new_field_takes_the_place_and_the_old_one_keeps_its_values(world: World) -> None:
    field = field_of(world)
    deals = give(world, field, "3.500", "tiga ribu")
    made = changed(world, field, "number")
    assert values_of(world, deals, made) == ["3500", None]
    assert values_of(world, deals, field) == ["3.500", "tiga ribu"]
    assert (made.name_id, made.position, made.type) == ("Daya listrik", 0, "number")
    assert world.reload(field).archived_at is not None


@pytest.mark.parametrize(
    ("holds", "to", "value", "becomes"),
    [
        ("text", "date", "23 Nov 2026", "2026-11-23"),
        ("text", "date", "12/25/2026", None),
        ("text", "money", "Rp 1.500.000", 1_500_000),
        ("text", "money", "1.50", None),
        ("text", "yes_no", "Ya", True),
        ("text", "yes_no", "mungkin", None),
        ("number", "text", "77.5", "77,5"),
        ("number", "money", "450", 450),
        ("money", "number", 1_500_000, "1500000"),
        ("money", "text", 1_500_000, "Rp\u00a01.500.000"),
        ("date", "text", "2026-11-23", "23 Nov 2026"),
        ("yes_no", "text", False, "Tidak"),
    ],
)
def test_a_value_becomes_what_it_says(world: World, holds: str, to: str, value: Any, becomes: Any) -> None:
    field = field_of(world, holds)
    deals = give(world, field, value)
    assert values_of(world, deals, changed(world, field, to)) == [becomes]


def test_members_and_choices_become_their_names(world: World) -> None:
    who = field_of(world, "member")
    deals = give(world, who, str(world.dewi.id))
    assert values_of(world, deals, changed(world, who, "text")) == ["Dewi Lestari"]
    how = define(
        world.workspace.id,
        "deal",
        FieldDesign("Bayar", "Pay", "choice", [ChoiceDesign("Tunai", "Cash"), ChoiceDesign("Tempo", "Terms")]),
        by=world.wati,
        at=NOW,
    )
    deals = give(world, how, how.choices[1]["key"])
    assert values_of(world, deals, changed(world, how, "text")) == ["Tempo"]


def test_texts_become_the_answers_of_a_choice(world: World) -> None:
    field = field_of(world)
    deals = give(world, field, "Tunai", "tempo", "TUNAI")
    trial = try_retyping(field, "choice")
    assert (trial.readable, trial.answers) == (3, ["tempo", "Tunai"])
    made = changed(world, field, "choice")
    names = {choice["key"]: choice["name_id"] for choice in made.choices}
    assert [names[value] for value in values_of(world, deals, made)] == ["Tunai", "tempo", "Tunai"]


def test_more_values_than_a_choice_has_answers_are_refused(world: World) -> None:
    field = field_of(world)
    give(world, field, *[f"nilai {number}" for number in range(51)])
    with pytest.raises(Refusal) as refused:
        try_retyping(field, "choice")
    assert refused.value.field == "type"


def test_stages_and_views_go_on_asking_for_it(world: World) -> None:
    field = field_of(world)
    give(world, field, "3.500")
    criterion = Criterion.objects.create(workspace_id=world.workspace.id, stage_id=world.stages[0].id, field=field.key)
    view = SavedView.objects.create(
        workspace_id=world.workspace.id, kind="deal", name="Siap pasang", filter=f"{field.key}:is:3.500",
        sort=f"-{field.key}", columns=["title", field.key], owner_id=world.wati.id, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    made = changed(world, field, "number")
    view = world.reload(view)
    assert world.reload(criterion).field == made.key
    assert (view.filter, view.sort, view.columns) == (f"{made.key}:is:3.500", f"-{made.key}", ["title", made.key])
    event = Event.objects.get(workspace_id=world.workspace.id, name="field.retyped")
    undo(world.workspace.id, event.operation_id, by=world.wati, at=NOW)
    view = world.reload(view)
    assert world.reload(criterion).field == field.key
    assert (view.filter, view.columns) == (f"{field.key}:is:3.500", ["title", field.key])


def test_it_is_taken_back_with_every_value_as_it_was(world: World) -> None:
    field = field_of(world)
    deals = give(world, field, "3.500", "tiga ribu")
    made = changed(world, field, "number")
    operation_id = Event.objects.get(workspace_id=world.workspace.id, name="field.retyped").operation_id
    back = undo(world.workspace.id, operation_id, by=world.wati, at=NOW)
    assert world.reload(field).archived_at is None
    assert world.reload(made).archived_at is not None
    assert values_of(world, deals, field) == ["3.500", "tiga ribu"]
    undo(world.workspace.id, back.id, by=world.wati, at=NOW)
    assert world.reload(made).archived_at is None


def test_many_values_are_converted_in_pieces_and_what_is_typed_meanwhile_stays(world: World) -> None:
    field = field_of(world, kind="organization")
    for number in range(A_PIECE + 10):
        world.make_organization(f"Kopi {number}", custom={field.key: str(number)})
    made = retype(field, "number", by=world.wati, at=NOW)
    last = Organization.objects.filter(workspace_id=world.workspace.id).order_by("-id")[0]
    Organization.objects.filter(workspace_id=world.workspace.id, id=last.id).update(
        custom={**last.custom, made.key: "77"}
    )
    assert convert_piece(made)
    done = Organization.objects.filter(workspace_id=world.workspace.id, custom__has_key=made.key)
    assert done.count() == A_PIECE + 1
    while work():
        pass
    assert done.count() == A_PIECE + 10
    assert world.reload(last).custom[made.key] == "77"
    assert world.reload(made).converted_up_to is None


@pytest.mark.parametrize("to", ["member", "person", "text", "x", ""])
def test_a_type_that_cannot_be_is_refused(world: World, to: str) -> None:
    field = field_of(world)
    with pytest.raises(Refusal):
        try_retyping(field, to)
    with pytest.raises(Refusal):
        retype(field, to, by=world.wati, at=NOW)
    assert world.reload(field).archived_at is None


@pytest.mark.parametrize("who", ["sari", "vina", "citra"])
def test_only_who_may_change_fields_here_does(world: World, who: str) -> None:
    field = field_of(world)
    with pytest.raises(Refusal):
        retype(field, "number", by=getattr(world, who), at=NOW)
    assert world.reload(field).type == "text"


def test_a_field_is_not_changed_twice_at_once(world: World) -> None:
    field = field_of(world)
    retype(field, "number", by=world.wati, at=NOW)
    with pytest.raises(Conflict):
        retype(field, "date", by=world.wati, at=NOW)


class WhatIsConvertedIsWhatFillingWouldTake(TestCase):
    """No value arrives in a field that its own form would have refused."""

    @settings(max_examples=25, deadline=None)
    @given(
        texts=st.lists(st.text(alphabet="0123456789.,-Rpjt abcYaTidk/ \u00a0", min_size=1, max_size=14), max_size=8),
        to=st.sampled_from(["number", "money", "date", "yes_no", "choice"]),
    )
    def test_every_value_is_good(self, texts: list[str], to: str) -> None:
        world = make_world()
        field = field_of(world, kind="organization")
        texts = [text.strip() for text in texts if text.strip()]
        for number, text in enumerate(texts):
            world.make_organization(f"Kopi {number}", custom={field.key: text})
        trial = try_retyping(field, to)
        made = changed(world, field, to)
        kept = [
            one.custom[made.key]
            for one in Organization.objects.filter(workspace_id=world.workspace.id)
            if made.key in one.custom
        ]
        assert (len(kept), trial.total) == (trial.readable, len(texts))
        for value in kept:
            assert fill(world.workspace.id, "organization", {}, {made.key: value}) == {made.key: value}
        assert Workspace.objects.get(id=world.workspace.id).language == "id"
