"""Every value that an event carries has a label, and is told as people say it, in both languages."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.utils import translation

from alur.catalogue.models import PriceList, Product, ProductFamily
from alur.conversations.models import Activity, Objection, ObjectionAnswer, ObjectionHeard
from alur.events.facts import all_facts
from alur.events.purging import TrashPurged
from alur.events.recording import operation
from alur.fields.models import FieldDefinition
from alur.notices.kinds import KINDS, WAYS
from alur.notices.operations.following import follow, unfollow
from alur.orders.models import Order, Quote, TaxRate
from alur.people.models import Organization, Person
from alur.people.operations.organizations import edit_organization
from alur.pipeline.facts import DealFollowedPipeline
from alur.pipeline.models import CloseReason, Question
from alur.pipeline.operations.editing import EDITABLE as DEAL
from alur.reporting.models import Dashboard, SavedView
from alur.research.models import Competitor, Potential, ResearchNote
from alur.tenancy.models import Member, Team, Workspace
from alur.web.audit.changing import TOLD, changes_of
from alur.web.audit.columns import UNTOLD, label_of, value_of
from alur.web.audit.names import words_for
from alur.web.shell.formats import Formats
from tests.web.audit.test_audit import facts_of_alur, read_english, text_of
from tests.world import NOW, World

KEPT = (
    Activity, Competitor, Dashboard, FieldDefinition, Member, Objection, ObjectionAnswer, ObjectionHeard, Order,
    Organization, Person, Potential, PriceList, Product, ProductFamily, Question, Quote, ResearchNote, SavedView,
    TaxRate, Team, CloseReason, Workspace,
)  # fmt: skip
OF_THE_ROW = {"id", "workspace_id", "created_at", "updated_at", "deleted_at", "version"}
BY_OTHER_EVENTS = {
    "answer", "answered_at", "answered_by", "approval_by_id", "approval_note", "email", "made_by_id", "number",
    "revision", "sent_at", "series_id", "year",
}  # fmt: skip
"""Columns of quotes and members that no edit changes."""
FURTHER = {"tags", "contacts", "roles", "lines", "logo_id", "most_discount", "most_value", "remind_minutes", "needs"}
IN_THE_SENTENCE = {
    "actor", "feed", "invitation", "kind", "leave", "member", "of", "record", "records", "title", "token", "view",
    "file", "deal", "pipeline", "team", "quote", "link", "workspace", "bulk", "hand_over", "data_import", "activity",
    "why", "media_type",
}  # fmt: skip
TOLD_ELSEWHERE = {
    "activity.logged", "audit.exported", "bulk_change.finished", "bulk_change.started", "bulk_change.undone",
    "duplicates.told_apart", "field.reordered", "hand_over.begun", "member.password_asked", "pipeline.deleted",
    "pipeline.ordered", "pipeline.restored",
}  # fmt: skip
"""Their sentence says all that is worth reading; what is in a bulk change, its records tell themselves."""


def columns_of(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    known = {one.attname: one for one in model._meta.concrete_fields}
    return {name: one for name, one in known.items() if name not in OF_THE_ROW | BY_OTHER_EVENTS | UNTOLD}


def edited_columns() -> set[str]:
    return (
        {name for model in KEPT for name in columns_of(model)}
        | set(DEAL) - {"value"}  # kept as amount
        | FURTHER
        | {f"{kind.name}.{way}" for kind in KINDS for way in WAYS}
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_column_that_an_edit_may_change_has_a_label(language: str) -> None:
    with translation.override(language):
        assert sorted(name for name in edited_columns() - UNTOLD if not label_of(name)) == []


def test_every_event_tells_the_values_that_it_carries() -> None:
    silent = []
    for name in facts_of_alur():
        carried = {one.name for one in fields(all_facts()[name])} - IN_THE_SENTENCE
        if carried and "changes" not in carried and name not in TOLD and name not in TOLD_ELSEWHERE:
            silent.append(name)
    assert silent == []


SAMPLES: dict[type, Any] = {
    models.BigIntegerField: 119765578019160064,
    models.IntegerField: 4,
    models.SmallIntegerField: 4,
    models.BooleanField: True,
    models.DateField: "2026-10-02",
    models.DateTimeField: "2026-11-23T02:00:00+00:00",
    models.JSONField: ["new"],
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_value_is_told_as_the_database_keeps_it(world: World, language: str) -> None:
    words = words_for(world.workspace.id, Formats(language, "IDR", world.workspace.zone, NOW))
    raw = re.compile(r"\d{4}-\d{2}-\d{2}|\d{12}|[{}\[\]]|True|None|\b[a-z]+_[a-z]+\b")
    with translation.override(language):
        for model in KEPT:
            for name, column in columns_of(model).items():
                if name in ("custom", "choices", "options", "blocks"):
                    continue
                values = [key for key, _title in column.choices or ()] or [SAMPLES.get(type(column), "Kata")]
                for value in values:
                    told = value_of(name, value, words)
                    assert not raw.search(told), (model.__name__, name, value, told)
                    if column.choices and value and isinstance(column.choices[0][1], str) is False:
                        assert told == str(dict(column.choices)[value]), (name, value, told)


def test_what_a_company_is_part_of_is_named_and_its_size_told_as_a_number(client: Client, world: World) -> None:
    read_english(client, world)
    above, below = world.make_organization("PT Induk"), world.make_organization("PT Anak")
    edit_organization(below, {"parent_id": above.id}, by=world.wati, at=NOW)
    edit_organization(world.reload(below), {"size": 1200, "industry": "Hotel"}, by=world.wati, at=NOW)
    told = text_of(client)
    assert "Part of PT Induk" in told
    assert "1,200" in told


def test_a_follow_says_which_deal_to_those_who_may_see_it(client: Client, world: World) -> None:
    hers, his = world.make_deal("Milik Sari"), world.make_deal("Milik Tono", owner=world.tono)
    company = world.make_organization("Hotel Puri")
    follow(world.budi, hers, by=world.budi, at=NOW)
    follow(world.budi, company, by=world.budi, at=NOW)
    follow(world.wati, his, by=world.budi, at=NOW)
    unfollow(world.budi, "deal", hers.id, by=world.budi, at=NOW)
    told = text_of(read_english(client, world))
    assert "Budi Santoso began to follow the deal Milik Sari" in told
    assert "Budi Santoso began to follow the company Hotel Puri" in told
    assert "Budi Santoso stopped following the deal Milik Sari" in told
    his_own = text_of(read_english(Client(), world, "budi"))
    assert "follow the deal Milik Sari" in his_own
    assert "Milik Tono" not in his_own


def test_a_purge_and_what_follows_a_pipeline_read_as_sentences(client: Client, world: World) -> None:
    deal = world.make_deal("Mesin")
    first, second = world.stages[:2]
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        at = NOW.isoformat()
        fact = DealFollowedPipeline(deal.id, first.pipeline_id, first.id, second.id, at, at, 10, 20)
        act.record(fact, about=[("deal", deal.id)])
    with operation(world.workspace.id, by=None, at=NOW) as act:
        act.record(TrashPurged("deal", [1, 2, 3]), about=[("deal", 1), ("deal", 2), ("deal", 3)])
    told = text_of(read_english(client, world))
    assert "Alur removed for good what had lain in the trash for thirty days: 3 deals" in told
    assert "Wati Kusuma changed the pipeline, and with it Mesin" in told
    assert "Prospecting Qualifying" in told


def test_whom_a_deal_came_to_and_how_long_it_lay_is_told(world: World) -> None:
    words = words_for(world.workspace.id, Formats("id", "IDR", world.workspace.zone, NOW))
    with translation.override("id"):
        data = {"deal": 1, "pipeline": 1, "before": world.sari.id, "after": world.budi.id, "reason": "lead", "days": 36}
        told = changes_of("deal.rolled", data, words)
        states = changes_of(
            "quote.sent", {"total": 0, "before": {"status": "draft"}, "after": {"status": "sent"}}, words
        )
    assert (told[0].before, told[0].after) == (world.sari.name, world.budi.name)
    assert told[1].after.startswith("36")
    assert [(one.before, one.after) for one in states] == [("Draf", "Terkirim")]
