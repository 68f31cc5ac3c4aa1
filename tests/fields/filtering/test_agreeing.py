"""Random filters over random deals: the database finds what plain Python finds."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alur.catalogue.operations.products import create_product
from alur.conversations.models import Activity
from alur.fields.filtering.compiling import condition_of
from alur.fields.filtering.reading import read_filter, write_filter
from alur.fields.filtering.tree import Condition, Filter, Group
from alur.fields.filtering.viewing import Viewpoint
from alur.fields.models import FieldType, RecordKind
from alur.fields.operations.defining import ChoiceDesign, FieldDesign, define
from alur.fields.operations.tagging import tags_named
from alur.pipeline.models import Deal, DealTag, LineItem
from tests.fields.filtering.plain import Row, holds
from tests.world import JAKARTA, NOW, World

OWN = {
    "text": FieldType.TEXT, "number": FieldType.NUMBER, "money": FieldType.MONEY, "date": FieldType.DATE,
    "choice": FieldType.CHOICE, "flag": FieldType.YES_NO, "member": FieldType.MEMBER,
}  # fmt: skip
DAYS = ["2026-11-23", "2026-10-01", "today", "14d_ago", "in_2w"]
PERIODS = ["today", "past", "future", "this_week", "this_month", "last_month", "this_quarter", "next_year",
           "next_7_days", "last_30_days"]  # fmt: skip
EMPTINESS = [("empty", 0, [""]), ("filled", 0, [""])]
TEXTS = [(one, 2, ["esp", "Mesin", "50%", "a_b", 'ko"pi', "x"]) for one in ("has", "lacks", "is", "not", "starts")]
DATES = [
    *((one, 1, DAYS) for one in ("on", "before", "after", "from", "to", "unsince")),
    ("between", -2, DAYS), ("within", 1, PERIODS), ("older", 1, ["14d", "0d", "400d"]), ("newer", 1, ["3d", "30d"]),
    *EMPTINESS,
]  # fmt: skip


def figures(*values: str) -> list[tuple[str, int, list[str]]]:
    return [
        ("is", 2, [*values]), ("not", 2, [*values]), ("between", -2, [*values]), *EMPTINESS,
        *((one, 1, [*values]) for one in ("over", "under", "from", "to")),
    ]  # fmt: skip


AGES = [("is", 1, ["7"]), *(one for one in figures("0", "7", "40") if one[1] in (1, -2))]


def among(*values: str) -> list[tuple[str, int, list[str]]]:
    return [("is", 2, [*values]), ("not", 2, [*values]), *EMPTINESS]


@pytest.fixture
def scene(world: World) -> tuple[dict[int, Row], dict[str, list[Any]]]:
    """Sixty deals as plain rows by id, and what each field can be asked."""
    chance = Random(7)
    ws = world.workspace.id
    own = {
        name: define(ws, RecordKind.DEAL, FieldDesign(name, name, holds_, _choices(holds_)), by=world.wati, at=NOW).key
        for name, holds_ in OWN.items()
    }
    companies = [
        None,
        world.make_organization("Kopi Senja", region_code="32.73", province_code="32", size=20),
        world.make_organization("Mesin Bali", region_code="51.71", province_code="51", industry="Kafe"),
    ]
    products = [create_product(ws, {"name": name}, by=world.wati, at=NOW) for name in ("Mesin", "Biji")]
    tags = tags_named(ws, ["VIP", "Lama"])
    rows: dict[int, Row] = {}
    for _ in range(60):
        company, owner = chance.choice(companies), chance.choice([world.sari, world.tono, None])
        moments = {name: _moment(chance) for name in ("last_activity_at", "next_step_due_at", "closed_at")}
        entered, close_on = _moment(chance, 1.0), _moment(chance)
        custom = _custom(chance, own, world)
        deal = Deal.objects.create(
            workspace_id=ws,
            title=chance.choice(["Mesin espresso", "a_b", "diskon 50%", 'ko"pi', "axb", "grinder"]),
            pipeline_id=world.pipeline.id,
            stage_id=chance.choice(world.stages).id,
            stage_entered_at=entered,
            status=chance.choice(["open", "won", "lost"]),
            temperature=chance.choice(["cold", "warm", "hot"]),
            probability=chance.choice([0, 10, 55, 100]),
            owner_id=owner.id if owner else None,
            organization_id=company.id if company else None,
            amount=chance.choice([0, 5_000_000, 70_000_000]),
            currency="IDR",
            expected_close_on=close_on.date() if close_on else None,
            custom={own[name]: value for name, value in custom.items()},
            created_at=entered,
            updated_at=entered,
            **moments,
        )
        has_products = chance.sample(products, chance.randint(0, 2))
        has_tags = chance.sample(tags, chance.randint(0, 2))
        calls = chance.sample(["call", "visit"], chance.randint(0, 2))
        for product in has_products:
            LineItem.objects.create(workspace_id=ws, deal_id=deal.id, product_id=product.id)
        for tag in has_tags:
            DealTag.objects.create(workspace_id=ws, deal_id=deal.id, tag_id=tag.id)
        for kind in calls:
            times = {"done_at": NOW, "created_at": NOW, "updated_at": NOW}
            Activity.objects.create(workspace_id=ws, deal_id=deal.id, kind=kind, **times)
        latest = max(filter(None, [entered, moments["last_activity_at"]]))
        rows[deal.id] = {
            "title": deal.title,
            "status": deal.status,
            "temperature": deal.temperature,
            "stage": str(deal.stage_id),
            "probability": deal.probability,
            "value": deal.amount,
            "owner": str(owner.id) if owner else None,
            "team": str(owner.team_id) if owner else None,
            "company": company.name if company else None,
            "industry": company.industry if company else None,
            "company_size": company.size if company else None,
            "region": [company.region_code, company.province_code] if company else [],
            "expected_close": deal.expected_close_on,
            "next_step": moments["next_step_due_at"],
            "last_activity": moments["last_activity_at"],
            "closed": moments["closed_at"],
            "silent": (NOW.date() - latest.astimezone(JAKARTA).date()).days,
            "product": [one.id for one in has_products],
            "tag": [one.name_key for one in has_tags],
            "activity": calls,
            **{own[name]: _plain(name, custom.get(name)) for name in OWN},
        }
    stages, ids = [str(one.id) for one in world.stages], [str(one.id) for one in products]
    members = [str(world.sari.id), str(world.tono.id), "12"]
    asked: dict[str, list[Any]] = {
        "title": TEXTS, "company": TEXTS, "industry": TEXTS, own["text"]: TEXTS,
        "status": among("open", "won", "postponed"), "temperature": among("hot", "cold"), "stage": among(*stages),
        "owner": among(*members), "team": among(str(world.jawa.id)), own["member"]: among(*members),
        "region": among("32", "51.71", "11"), "product": among(*ids), "tag": among("vip", "lama"),
        "activity": among("call", "visit", "note"), own["choice"]: among("c1", "c2"),
        own["flag"]: [("is", 1, ["yes", "no"]), *EMPTINESS],
        "probability": figures("0", "55", "100"), "value": figures("0", "5000000", "80000000"),
        "company_size": figures("20", "21"), "silent": AGES,
        own["number"]: figures("2.5", "-7", "1000"), own["money"]: figures("150000", "-5", "0"),
        "expected_close": DATES, "next_step": DATES, "last_activity": DATES, "closed": DATES, own["date"]: DATES,
    }  # fmt: skip
    return rows, asked


def _choices(holds_: str) -> tuple[ChoiceDesign, ...]:
    return (ChoiceDesign("Tunai"), ChoiceDesign("Kredit")) if holds_ == FieldType.CHOICE else ()


def _moment(chance: Random, likely: float = 0.7) -> datetime | None:
    if chance.random() > likely:
        return None
    far, near = timedelta(days=chance.randint(-400, 60)), timedelta(hours=chance.randint(-30, 30))
    return NOW + chance.choice([timedelta(0), near, far])


def _custom(chance: Random, own: dict[str, str], world: World) -> Row:
    kept: Row = {
        "text": chance.choice(["esp", "Mesin lama", "50%"]),
        "number": chance.choice(["2.5", "-7", "1000.001"]),
        "money": chance.choice([150_000, -5, 0]),
        "date": (NOW.date() + timedelta(days=chance.randint(-60, 60))).isoformat(),
        "choice": chance.choice(["c1", "c2"]),
        "flag": chance.choice([True, False]),
        "member": str(world.sari.id),
    }
    return {name: value for name, value in kept.items() if chance.random() < 0.6}


def _plain(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "date":
        return datetime.fromisoformat(value).date()
    return float(value) if name == "number" else value


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
@pytest.mark.django_db
def test_the_database_finds_what_plain_python_finds(
    world: World, scene: tuple[dict[int, Row], dict[str, list[Any]]], data: st.DataObject
) -> None:
    rows, asked = scene
    view = Viewpoint(world.wati, now=NOW, zone=JAKARTA)
    for tree in data.draw(st.lists(filters(asked), min_size=8, max_size=8)):
        found = Deal.objects.visible_to(world.wati).filter(condition_of("deal", tree, view))
        expected = {number for number, row in rows.items() if holds(tree, row)}
        assert set(found.values_list("id", flat=True)) == expected, write_filter(tree)
        assert holds_alike(read_filter(write_filter(tree)), tree, rows)


def test_each_operator_of_each_field_finds_what_plain_python_finds(
    world: World, scene: tuple[dict[int, Row], dict[str, list[Any]]]
) -> None:
    rows, asked = scene
    view = Viewpoint(world.wati, now=NOW, zone=JAKARTA)
    for name, operators in asked.items():
        for operator, count, values in operators:
            for value in values:
                given_ = () if count == 0 else (value, values[-1]) if count == -2 else (value,)
                tree = Condition(name, operator, given_)
                found = Deal.objects.visible_to(world.wati).filter(condition_of("deal", tree, view))
                expected = {number for number, row in rows.items() if holds(tree, row)}
                assert set(found.values_list("id", flat=True)) == expected, write_filter(tree)


def holds_alike(one: Filter, other: Filter, rows: dict[int, Row]) -> bool:
    return all(holds(one, row) == holds(other, row) for row in rows.values())


def filters(asked: dict[str, list[Any]]) -> st.SearchStrategy[Filter]:
    def conditions(draw: Any) -> Condition:
        name = draw(st.sampled_from(sorted(asked)))
        operator, count, values = draw(st.sampled_from(asked[name]))
        least, most = (2, 2) if count == -2 else (min(count, 1), count)
        return Condition(name, operator, tuple(draw(st.lists(st.sampled_from(values), min_size=least, max_size=most))))

    leaves: st.SearchStrategy[Filter] = st.composite(conditions)()
    return st.recursive(
        leaves,
        lambda parts: st.builds(
            Group, st.sampled_from(["and", "or"]), st.lists(parts, min_size=1, max_size=3).map(tuple)
        ),
        max_leaves=5,
    )
