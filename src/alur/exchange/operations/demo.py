"""A small fictitious company to look around in: a distributor of coffee machines, made by the real operations.

All of it carries the outside source `demo`, so that removing it takes away these rows and nothing else.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from alur.accounts.operations.joining import add_member_without_user, add_team
from alur.campaigns.models import Source
from alur.catalogue.models import Product, ProductFamily
from alur.catalogue.operations.products import create_family, create_product, delete_family, delete_product
from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import operation
from alur.exchange.operations.demo_data import COMPANIES, NOTES, OWNERS, PEOPLE, PRODUCTS, STEPS, TITLES
from alur.kernel.refusal import N_, Conflict
from alur.people.models import Organization, Person
from alur.people.operations.organizations import NewOrganization, create_organization, delete_organization
from alur.people.operations.persons import NewPerson, create_person, delete_person
from alur.pipeline.models import Deal, Pipeline, Stage, Temperature
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.creating import NewDeal, create
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.moving import move
from alur.pipeline.operations.valuing import Line, set_lines
from alur.tenancy.models import Member, Team, Workspace

DEMO = "demo"
DEALS = 60
MONTHS = 6


def load(workspace: Workspace, *, by: Member | None, at: datetime, seed: int = 7) -> int:
    """Fill a workspace; returns the number of deals. Refused where the sample is there already."""
    if Deal.objects.filter(workspace_id=workspace.id, external_source=DEMO).exists():
        raise Conflict(N_("The sample company is here already."))
    chance = random.Random(seed)  # noqa: S311  (a story, not a secret)
    stages = _stages(workspace)
    products = _products(workspace, by=by, at=at)
    owners = _owners(workspace, by=by, at=at)
    sources = list(Source.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True))
    companies = [_company(workspace, name, region, by=by, at=at) for name, region in COMPANIES]
    for number in range(DEALS):
        begun = at - timedelta(days=chance.randint(2, 30 * MONTHS), hours=chance.randint(0, 8))
        company, person = companies[number % len(companies)]
        _deal(workspace, number, company, person, begun, at, stages, products, owners, sources, chance)
    return DEALS


def remove(workspace: Workspace, *, by: Member | None, at: datetime) -> int:
    """Take the sample away, and nothing else; returns the number of deals removed."""
    deals = list(Deal.objects.filter(workspace_id=workspace.id, external_source=DEMO))
    for deal in deals:
        delete(deal, by=by, at=at)
    for person in Person.objects.filter(workspace_id=workspace.id, external_source=DEMO):
        delete_person(person, by=by, at=at)
    for company in Organization.objects.filter(workspace_id=workspace.id, external_source=DEMO):
        delete_organization(company, by=by, at=at)
    families: set[int] = set()
    for product in Product.objects.filter(workspace_id=workspace.id, external_source=DEMO):
        families.update({product.family_id} if product.family_id else ())
        delete_product(product, by=by, at=at)
    for family in ProductFamily.objects.filter(workspace_id=workspace.id, id__in=families, deleted_at__isnull=True):
        if not Product.objects.filter(workspace_id=workspace.id, family_id=family.id).exists():
            delete_family(family, by=by, at=at)
    return len(deals)


def _deal(
    workspace: Workspace,
    number: int,
    company: Organization,
    person: Person,
    begun: datetime,
    now: datetime,
    stages: list[Stage],
    products: list[Product],
    owners: list[Member],
    sources: list[Source],
    chance: random.Random,
) -> None:
    """One deal's whole story as one act: begun, moved on, talked about, and ended or planned further."""
    owner = chance.choice(owners)
    with operation(workspace.id, by=owner, at=begun):
        deal = create(
            workspace,
            NewDeal(
                title=chance.choice(TITLES),
                organization=company,
                owner=owner,
                stage=stages[0],
                expected_close_on=(begun + timedelta(days=chance.randint(40, 120))).date(),
                temperature=chance.choice(Temperature.values),
                source=chance.choice(sources) if sources else None,
                people=[(person.id, "")],
                external_source=DEMO,
                external_id=f"deal-{number}",
            ),
            by=owner,
            at=begun,
        ).deal
        lines = [
            Line(one.id, chance.randint(1, 6) * 1000, one.unit_price, chance.choice((0, 0, 500)))
            for one in chance.sample(products, 2)
        ]
        set_lines(deal, lines, by=owner, at=begun)
        moment, reached = begun, 0
        while reached < len(stages) - 1 and chance.random() < 0.72:
            moment += timedelta(days=chance.randint(3, 21), hours=chance.randint(0, 5))
            if moment >= now:
                break
            reached += 1
            kind, words = chance.choice(NOTES)
            talk = NewActivity(kind=kind, title=words, deal=deal, person=person, owner=owner, done_at=moment)
            add(workspace.id, talk, by=owner, at=moment)
            move(deal, to=stages[reached], by=owner, at=moment)
        _end(workspace, deal, owner, moment, now, reached == len(stages) - 1, chance)


def _end(
    workspace: Workspace,
    deal: Deal,
    owner: Member,
    moment: datetime,
    now: datetime,
    is_far: bool,
    chance: random.Random,
) -> None:
    ended = moment + timedelta(days=chance.randint(4, 30))
    if ended < now and chance.random() < 0.45:
        if is_far and chance.random() < 0.7:
            close(deal, outcome="won", by=owner, at=ended)
        else:
            close(deal, outcome="lost", reason=chance.choice(("Harga", "Pilih pesaing", "Tidak ada kabar")),
                  by=owner, at=ended)  # fmt: skip
    elif chance.random() < 0.75:
        kind, words = chance.choice(STEPS)
        due = now + timedelta(days=chance.randint(-2, 9), hours=chance.randint(0, 6))
        plan = NewActivity(kind=kind, title=words, deal=deal, owner=owner, due_at=due)
        add(workspace.id, plan, by=owner, at=moment)


def _stages(workspace: Workspace) -> list[Stage]:
    pipeline = Pipeline.objects.filter(workspace_id=workspace.id, deleted_at__isnull=True).order_by("position").first()
    stages = Stage.objects.filter(
        workspace_id=workspace.id, pipeline_id=pipeline.id if pipeline else 0, deleted_at__isnull=True
    )
    return list(stages.order_by("position"))


def _products(workspace: Workspace, *, by: Member | None, at: datetime) -> list[Product]:
    made, families = [], {one.name: one for one in ProductFamily.objects.filter(
        workspace_id=workspace.id, deleted_at__isnull=True
    )}  # fmt: skip
    for number, (name, family, unit, price) in enumerate(PRODUCTS):
        if family not in families:
            families[family] = create_family(workspace.id, family, by=by, at=at)
        fields = {
            "name": name,
            "family_id": families[family].id,
            "unit": unit,
            "unit_price": price,
            "external_source": DEMO,
            "external_id": f"product-{number}",
        }
        made.append(create_product(workspace.id, fields, by=by, at=at))
    return made


def _owners(workspace: Workspace, *, by: Member | None, at: datetime) -> list[Member]:
    found = []
    for team_name, names in OWNERS:
        team = Team.objects.filter(workspace_id=workspace.id, name=team_name).first()
        team = team or add_team(workspace.id, name=team_name, by=by, at=at)
        for name in names:
            member = Member.objects.filter(workspace_id=workspace.id, name=name).first()
            found.append(member or add_member_without_user(workspace.id, name=name, team=team, by=by, at=at))
    return [*found, by] if by else found


def _company(
    workspace: Workspace, name: str, region: str, *, by: Member | None, at: datetime
) -> tuple[Organization, Person]:
    number = next(place for place, (one, _) in enumerate(COMPANIES) if one == name)
    extra = {"region_code": region, "external_source": DEMO, "external_id": f"company-{number}"}
    company = create_organization(workspace.id, NewOrganization(name, extra), by=by, at=at)
    person_name, job_title = PEOPLE[number % len(PEOPLE)]
    person = create_person(
        workspace.id,
        NewPerson(
            person_name,
            {
                "job_title": job_title,
                "organization_id": company.id,
                "contacts": [("phone", f"08123456{7000 + number}", "")],
                "external_source": DEMO,
                "external_id": f"person-{number}",
            },
        ),
        by=by,
        at=at,
    )
    return company, person
