"""The sample company's people, products, prices, pipelines and customers: made once, found again at the next step."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alur.accounts.operations.joining import add_member_without_user, add_team, edit_member, edit_team
from alur.campaigns.models import Source
from alur.catalogue.models import PriceList, Product, ProductFamily
from alur.catalogue.operations.price_lists import create_price_list, set_prices
from alur.catalogue.operations.products import create_family, create_product
from alur.events.recording import Operation
from alur.exchange.operations.demo_data import (
    COMPANY_KINDS,
    COMPANY_NAMES,
    FIRST_NAMES,
    JOBS,
    LAST_NAMES,
    PIPELINES,
    PRICE_LISTS,
    PRODUCTS,
    REGIONS,
    REPS,
)
from alur.exchange.operations.demo_diaries import Diaries
from alur.exchange.operations.demo_traits import OwnFields, tag
from alur.fields.models import RecordKind
from alur.kernel.names import name_key
from alur.people.facts import OrganizationCreated
from alur.people.models import Organization, Person
from alur.people.operations.persons import NewPerson, create_person
from alur.pipeline.models import CloseReason, Pipeline, Stage
from alur.pipeline.operations.designing import create_pipeline
from alur.pipeline.queries.design import PipelineDesign, StageDesign
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Member, Role, Team, Workspace

DEMO = "demo"
MONTHS = 18
OWN_SHARE, OWN_EVERY = (1.1, 1.0), 18
"""Skill and load of whoever brings the sample in, and of so many customers one: Today is not to be empty."""


@dataclass(frozen=True, slots=True)
class Rep:
    """`skill` multiplies what is won, `load` what comes in; whoever asked for the sample sells in no `region`."""

    member: Member
    region: str
    skill: float
    load: float


@dataclass(frozen=True, slots=True)
class Customer:
    """`owner_id` is the rep who looks after it."""

    id: int
    person_id: int | None
    owner_id: int | None
    industry: str


@dataclass(frozen=True, slots=True)
class OfferedPrices:
    """A price list: from how many on a product costs how much, and the kinds of customers who buy by it."""

    id: int
    family: str
    industries: tuple[str, ...]
    tiers: dict[int, list[tuple[int, int]]]

    def price_of(self, product: Product, count: int) -> int:
        reached = [price for least, price in self.tiers.get(product.id, ()) if count * 1000 >= least]
        return reached[-1] if reached else product.unit_price


@dataclass(slots=True)
class Cast:
    """`pipelines` in order: machines, supplies, service; `products` by family."""

    workspace: Workspace
    pipelines: list[list[Stage]]
    products: dict[str, list[Product]]
    reps: list[Rep]
    sources: list[int]
    reasons: dict[str, list[CloseReason]]
    price_lists: list[OfferedPrices]
    diaries: Diaries
    own: OwnFields
    customers: list[Customer] = field(default_factory=list)


def cast_of(workspace: Workspace, diaries: Diaries, *, by: Member | None, at: datetime) -> Cast:
    """All that deals need but customers; what is missing is made. Runs inside an operation."""
    families = _families(workspace, by=by, at=at)
    own = OwnFields(workspace, families, by=by, at=at)
    products = _products(workspace, families, own, by=by, at=at)
    sources = Source.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True).order_by("position")
    rows = CloseReason.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True).order_by("position", "id")
    reasons: dict[str, list[CloseReason]] = {}
    for reason in rows:
        reasons.setdefault(reason.outcome, []).append(reason)
    return Cast(
        workspace,
        _pipelines(workspace, at=at),
        products,
        _reps(workspace, by=by, at=at),
        list(sources.values_list("id", flat=True)),
        reasons,
        _price_lists(workspace, products, by=by, at=at),
        diaries,
        own,
    )


def more_companies(cast: Cast, wanted: int, act: Operation, *, at: datetime) -> None:
    """Customers up to so many, each with the person one talks to there; `cast.customers` are all of them then."""
    kept = Organization.objects.filter(workspace_id=cast.workspace.id, external_source=DEMO)
    rows = [_company(cast, number, at) for number in range(kept.count(), wanted)]
    insert_rows(rows)
    tag(rows)
    for number, row in enumerate(rows, wanted - len(rows)):
        act.record(OrganizationCreated(row.id, row.name), about=[("organization", row.id)], occurred_at=row.created_at)
        _person(cast, number, row, at)
    talks = Person.objects.filter(workspace_id=cast.workspace.id, external_source=DEMO)
    people = dict(talks.values_list("organization_id", "id"))
    cast.customers = [
        Customer(row_id, people.get(row_id), owner, industry)
        for row_id, owner, industry in kept.order_by("external_id").values_list("id", "owner_id", "industry")
    ]


def _company(cast: Cast, number: int, at: datetime) -> Organization:
    chance = random.Random(f"company-{number}")  # noqa: S311  (a story, not a secret)
    place = number % len(COMPANY_KINDS)
    kind, industry = COMPANY_KINDS[place]
    rest = number // len(COMPANY_KINDS)
    name = f"{kind} {COMPANY_NAMES[(rest + 7 * place) % len(COMPANY_NAMES)]}"
    code, region, team, _weight = chance.choices(REGIONS, weights=[one[3] for one in REGIONS])[0]
    if rest >= len(COMPANY_NAMES):
        name = f"{name} {region.split(',')[0].removeprefix('Kota ').removeprefix('Kabupaten ')}"
    if _lacks(f"region-{number}", 0.08):
        code = region = ""
    began = at - timedelta(days=30 * MONTHS + chance.randint(10, 60))
    asker = [rep for rep in cast.reps if not rep.region and number % OWN_EVERY == OWN_EVERY // 2]
    seller = chance.choice(asker or [rep for rep in cast.reps if rep.region == team]).member
    return Organization(
        workspace_id=cast.workspace.id, name=name, name_key=name_key(name), industry=industry, region_code=code,
        region_name=region, province_code=code[:2], owner_id=seller.id, external_source=DEMO,
        external_id=f"company-{number:05d}", created_at=began, updated_at=began,
        custom=cast.own.values(RecordKind.ORGANIZATION, f"company-{number}", at=at),
    )  # fmt: skip


def _person(cast: Cast, number: int, company: Organization, at: datetime) -> None:
    chance = random.Random(f"person-{number}")  # noqa: S311
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    contacts = [("phone", f"0812{chance.randint(10_000_000, 99_999_999)}", "")]
    if chance.random() < 0.7:
        contacts.append(("email", f"{first}.{number}@pelanggan.example".lower(), ""))
    job_title = chance.choice(JOBS)
    values = {
        "job_title": "" if _lacks(f"job-{number}", 0.06) else job_title,
        "organization_id": company.id,
        "contacts": [] if _lacks(f"contact-{number}", 0.09) else contacts,
        "custom": cast.own.values(RecordKind.PERSON, f"person-{number}", at=at),
        "external_source": DEMO,
        "external_id": f"person-{number:05d}",
    }
    create_person(cast.workspace.id, NewPerson(f"{first} {last}", values), by=None, at=company.created_at)


def _lacks(what: str, share: float) -> bool:
    """Is this one of those of whom nobody wrote it down? By chance of its own: all else stays as the seed says."""
    return random.Random(f"lacks-{what}").random() < share  # noqa: S311  (a story, not a secret)


def _pipelines(workspace: Workspace, *, at: datetime) -> list[list[Stage]]:
    """The default one, and those of the sample."""
    kept = Pipeline.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True)
    known = {one.name: one for one in kept}
    default = kept.order_by("position", "id")[0]
    found = [default]
    for hue, (name, stages) in enumerate(PIPELINES, 2):
        design = PipelineDesign(name, tuple(StageDesign(*one) for one in stages), hue=hue)
        found.append(known.get(name) or create_pipeline(workspace.id, design, by=None, at=at))
    rows = Stage.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True).order_by("position")
    return [[row for row in rows if row.pipeline_id == one.id] for one in found]


def _families(workspace: Workspace, *, by: Member | None, at: datetime) -> dict[str, int]:
    """Ids of the product families by name."""
    rows = ProductFamily.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True)
    found = dict(rows.values_list("name", "id"))
    for _name, family, _unit, _price in PRODUCTS:
        if family not in found:
            found[family] = create_family(workspace.id, family, by=by, at=at).id
    return found


def _products(
    workspace: Workspace, families: dict[str, int], own: OwnFields, *, by: Member | None, at: datetime
) -> dict[str, list[Product]]:
    rows = Product.objects.filter(workspace_id=workspace.id, external_source=DEMO)
    known = {row.external_id: row for row in rows}
    found: dict[str, list[Product]] = {}
    for number, (name, family, unit, price) in enumerate(PRODUCTS):
        place = f"product-{number}"
        if place not in known:
            fields = {
                "name": name,
                "sku": f"{name.split()[-1][:3].upper()}-{number:02d}",
                "family_id": families[family],
                "unit": unit,
                "unit_price": price,
                "custom": own.values(RecordKind.PRODUCT, place, at=at),
                "external_source": DEMO,
                "external_id": place,
            }
            known[place] = create_product(workspace.id, fields, by=by, at=at)
        found.setdefault(family, []).append(known[place])
    return found


def _price_lists(
    workspace: Workspace, products: dict[str, list[Product]], *, by: Member | None, at: datetime
) -> list[OfferedPrices]:
    names = [one[0] for one in PRICE_LISTS]
    known = {row.name: row for row in PriceList.objects.filter(workspace_id=workspace.id, name__in=names)}
    found = []
    for name, family, tiers, industries in PRICE_LISTS:
        prices = {
            one.id: [(least * 1000, one.unit_price * percent // 100_000 * 1000) for least, percent in tiers]
            for one in products[family]
        }
        row = known.get(name)
        if row is None:
            row = create_price_list(workspace.id, {"name": name}, by=by, at=at)
            set_prices(row, prices, by=by, at=at)
        found.append(OfferedPrices(row.id, family, industries, prices))
    return found


def _reps(workspace: Workspace, *, by: Member | None, at: datetime) -> list[Rep]:
    """The invented twelve in their three teams, the first of each leading it, and whoever has asked for them."""
    found = []
    if by is not None:
        found.append(Rep(by, "", *OWN_SHARE))
    for team_name, people in REPS:
        team = Team.objects.filter(workspace_id=workspace.id, name=team_name).first()
        team = team or add_team(workspace.id, name=team_name, by=by, at=at)
        for name, skill, load in people:
            member = _rep(workspace, name, team, by=by, at=at)
            found.append(Rep(member, team_name, skill, load))
            if team.lead_id is None:
                edit_member(member, {"role": Role.MANAGER}, by=by, at=at)
                edit_team(team, {"lead_id": member.id}, by=by, at=at)
                team.lead_id = member.id
    return found


def _rep(workspace: Workspace, name: str, team: Team, *, by: Member | None, at: datetime) -> Member:
    """Made, or found: one who was set aside with an earlier sample is back."""
    member = Member.objects.filter(workspace_id=workspace.id, name=name, user_id__isnull=True).first()
    if member is None:
        return add_member_without_user(workspace.id, name=name, team=team, by=by, at=at)
    if not member.is_active:
        edit_member(member, {"is_active": True, "team_id": team.id}, by=by, at=at)
    return Member.objects.get(workspace_id=workspace.id, id=member.id)
