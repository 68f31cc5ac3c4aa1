"""Bulk data for measurements: what a large company would have after two years, through the same path as an import.

Each batch writes deals with their spells, tracks, lines, totals and events by `bring_in`, their companies and their
activities; nothing is left out that the hands of people would have left behind.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alur.accounts.operations.joining import add_member_without_user, add_team
from alur.campaigns.models import Source
from alur.catalogue.operations.products import create_family, create_product
from alur.conversations.facts import ActivityLogged, ActivityPlanned
from alur.conversations.models import Activity
from alur.events.recording import Operation, operation, via
from alur.exchange.operations.demo_data import ANSWERS, NOTES, STEPS, TITLES
from alur.exchange.operations.hurrying import rarely_checkpointing, without_collecting
from alur.kernel.dates import iso
from alur.kernel.ids import new_id, new_ids
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Refusal
from alur.people.facts import OrganizationCreated
from alur.people.models import Organization
from alur.pipeline.models import Deal, Pipeline, Stage, Status, Temperature
from alur.pipeline.operations.bringing_in import DealHistory, bring_in
from alur.pipeline.operations.valuing import Line
from alur.search.operations.rebuilding import settle
from alur.tenancy.inserting import insert_rows
from alur.tenancy.measuring import measure_tables
from alur.tenancy.models import Member, Workspace

DEALS_A_BATCH = 400
TEAMS, REPS, PRODUCTS = 4, 20, 40
DAYS = 730
OPEN_SHARE = 0.2
ACTIVITIES = 3
FIRST = ("Kopi", "Kafe", "Hotel", "Toko", "Resto", "Kantin", "Depot", "Warung", "Roti", "Boga")
SECOND = ("Maju", "Berkah", "Samudra", "Lestari", "Sentosa", "Makmur", "Melati", "Kenanga", "Wijaya", "Abadi")
THIRD = ("Jaya", "Raya", "Utama", "Mandiri", "Bersama", "Sejahtera", "Nusantara", "Perkasa", "Indah", "Baru")
PLACES = (
    ("32.73", "Kota Bandung, Jawa Barat"),
    ("35.78", "Kota Surabaya, Jawa Timur"),
    ("51.71", "Kota Denpasar, Bali"),
    ("31.74", "Kota Jakarta Selatan, DKI Jakarta"),
)


@dataclass(slots=True)
class _Market:
    """Who sells what, and by which stages."""

    workspace: Workspace
    stages: list[Stage]
    reps: list[Member]
    products: list[tuple[int, int]]
    sources: list[int]
    chance: random.Random
    now: datetime


def seed(
    workspace: Workspace, deals: int, *, at: datetime, number: int = 1, on_progress: Callable[[int], None] | None = None
) -> None:
    """Add that many deals (a fifth of them open, in the default pipeline), half as many companies, three activities
    each. The same `number` makes the same data."""
    if deals < 1:
        raise Refusal(N_("Say how many deals: at least one."))
    market = _market(workspace, at, number)
    with rarely_checkpointing() as checkpoint:
        for first in range(0, deals, DEALS_A_BATCH):
            count = min(DEALS_A_BATCH, deals - first)
            with without_collecting(), via("system"), operation(workspace.id, by=None, at=at) as act:
                companies = _companies(market, first // 2, max(1, count // 2), act)
                _deals(market, companies, count, act)
            checkpoint.note(count)
            if on_progress is not None:
                on_progress(first + count)
    settle()
    measure_tables()


def _market(workspace: Workspace, at: datetime, number: int) -> _Market:
    chance = random.Random(number)  # noqa: S311  (a story, not a secret)
    pipeline = Pipeline.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True).order_by("position").first()
    if pipeline is None:
        raise Refusal(N_("This workspace has no pipeline yet."))
    stages = Stage.objects.filter(workspace_id=workspace.id, pipeline_id=pipeline.id, deleted_at__isnull=True)
    with via("system"), operation(workspace.id, by=None, at=at):
        mark = format(new_id() % 46_656, "x")
        teams = [add_team(workspace.id, name=f"Tim {mark}-{place + 1}", by=None, at=at) for place in range(TEAMS)]
        reps = [
            add_member_without_user(
                workspace.id, name=f"Sales {mark}-{place + 1}", team=teams[place % TEAMS], by=None, at=at
            )
            for place in range(REPS)
        ]
        families = [create_family(workspace.id, f"Keluarga {mark}-{place + 1}", by=None, at=at) for place in range(4)]
        products = []
        for place in range(PRODUCTS):
            price = chance.randint(50, 90_000) * 1_000
            fields = {"name": f"Produk {mark}-{place + 1}", "family_id": families[place % 4].id, "unit_price": price}
            products.append((create_product(workspace.id, fields, by=None, at=at).id, price))
    sources = Source.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True).values_list("id", flat=True)
    return _Market(workspace, list(stages.order_by("position")), reps, products, list(sources), chance, at)


def _companies(market: _Market, first: int, count: int, act: Operation) -> list[int]:
    rows = []
    for place, row_id in enumerate(new_ids(count), start=first):
        words = (FIRST[place % 10], SECOND[place // 10 % 10], THIRD[place // 100 % 10])
        name = f"{' '.join(words)} {place // 1000 + 1}"
        code, region = PLACES[place % len(PLACES)]
        began = market.now - timedelta(days=market.chance.randint(0, DAYS))
        rows.append(
            Organization(
                workspace_id=act.workspace_id, id=row_id, name=name, name_key=name_key(name), region_code=code,
                region_name=region, province_code=code[:2], created_at=began, updated_at=began,
                owner_id=market.reps[place % REPS].id,
            )
        )  # fmt: skip
        act.record(OrganizationCreated(row_id, name), about=[("organization", row_id)], occurred_at=began)
    insert_rows(rows)
    return [row.id for row in rows]


def _deals(market: _Market, companies: Sequence[int], count: int, act: Operation) -> None:
    chance = market.chance
    histories, plans = [], []
    for _ in range(count):
        history, plan = _history(market, chance.choice(companies))
        histories.append(history)
        plans.append(plan)
    deals = bring_in(histories, market.stages, currency=market.workspace.currency, act=act)
    rows: list[Activity] = []
    for deal, history, plan in zip(deals, histories, plans, strict=True):
        rows.extend(activities_of(deal, history, plan, market.chance, act))
    insert_rows(rows)


def _history(market: _Market, company: int) -> tuple[DealHistory, list[datetime]]:
    """One deal's life, and when something was done in it."""
    chance, now, stages = market.chance, market.now, market.stages
    is_open = chance.random() < OPEN_SHARE
    lasts = timedelta(days=chance.randint(30, 330), minutes=chance.randint(0, 1440))
    age = timedelta(days=chance.randint(1, 200 if is_open else DAYS), minutes=chance.randint(0, 1440))
    begun = now - age if is_open else now - max(age, lasts) - timedelta(hours=1)
    ends = now if is_open else begun + lasts
    reached = chance.randint(1, len(stages))
    moments = sorted(begun + (ends - begun) * chance.random() for _ in range(reached - 1))
    product, price = chance.choice(market.products)
    line = Line(product, chance.randint(1, 12) * 1000, price, chance.choice((0, 0, 500)))
    won = not is_open and reached >= len(stages) - 1 and chance.random() < 0.7
    talks = sorted(begun + (ends - begun) * chance.random() for _ in range(ACTIVITIES - 1))
    step = None
    if is_open and chance.random() < 0.7:
        kind, title = chance.choice(STEPS)
        due = now + timedelta(days=chance.randint(-5, 20), hours=chance.randint(0, 8))
        step = (new_id(), kind, title, due)
    else:
        talks.append(max(talks[-1], ends - (ends - begun) * chance.random() / 10))
    history = DealHistory(
        title=chance.choice(TITLES),
        path=tuple(zip(stages, [begun, *moments], strict=False)),
        outcome=Status.OPEN if is_open else (Status.WON if won else Status.LOST),
        closed_at=None if is_open else ends,
        amount=line.amount,
        owner_id=chance.choice(market.reps).id,
        organization_id=company,
        source_id=chance.choice(market.sources) if market.sources else None,
        expected_close_on=(begun + lasts).date(),
        temperature=chance.choice(Temperature.values),
        reason_text="" if is_open or won else "Harga",
        lines=(line,),
        next_step=step,
        last_activity_at=talks[-1],
    )
    return history, talks


def activities_of(
    deal: Deal, history: DealHistory, talks: Sequence[datetime], chance: random.Random, act: Operation
) -> list[Activity]:
    """Rows of what was done at these instants, and of the deal's next step; their events are recorded."""
    keys = {
        "workspace_id": deal.workspace_id,
        "deal_id": deal.id,
        "organization_id": deal.organization_id,
        "owner_id": deal.owner_id,
    }
    place = [("deal", deal.id), ("organization", deal.organization_id or 0)]
    rows = []
    for moment in talks:
        kind, title = chance.choice(NOTES)
        row = Activity(**keys, kind=kind, title=title, done_at=moment, created_at=moment, updated_at=moment)
        row.is_answered = True if title in ANSWERS else None
        act.record(ActivityLogged(row.id, kind, title), about=[("activity", row.id), *place], occurred_at=moment)
        rows.append(row)
    if history.next_step is not None:
        step_id, kind, title, due = history.next_step
        at = talks[-1]
        rows.append(Activity(**keys, id=step_id, kind=kind, title=title, due_at=due, created_at=at, updated_at=at))
        act.record(
            ActivityPlanned(step_id, kind, title, iso(due)), about=[("activity", step_id), *place], occurred_at=at
        )
    return rows
