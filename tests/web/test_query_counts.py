"""A page asks the database as often with sixty records as with three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alur.catalogue.models import Product
from alur.catalogue.operations.products import create_family, create_product
from alur.conversations.operations.planning import NewActivity, add, finish
from alur.people.models import Organization, Person
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.people.operations.persons import NewPerson, create_person
from alur.pipeline.models import Deal, Step
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.parts import add_evidence, set_people
from alur.pipeline.operations.valuing import Line, set_lines
from alur.reporting.models import Dashboard
from alur.reporting.operations.composing import CHARTS, FIGURES, Block, DashboardDesign, make_dashboard
from alur.reporting.operations.viewing import ViewDesign, save_view
from tests.world import NOW, World, days_ago, make_deal, sign_in

FEW, MANY = 3, 60
LONG_AGO = days_ago(30)


@pytest.fixture
def visit(client: Client, world: World) -> Callable[[str], int]:
    """How many queries a page takes; it is loaded once before, so that what is kept between requests is there."""
    sign_in(client, world.wati)

    def count(path: str) -> int:
        assert client.get(path).status_code == 200, path
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        return len(asked)

    return count


def fill(world: World, numbers: range) -> None:
    """Deals of many owners with company, person, product, tags, evidence, talk and next step; some gone, some won."""
    for number in numbers:
        company = create_organization(
            world.workspace.id,
            NewOrganization(f"Kopi {number}", {"industry": "Kafe", "tags": ["kafe"], "contacts": _ways(number)}),
            by=world.wati,
            at=LONG_AGO,
        )
        person = create_person(
            world.workspace.id,
            NewPerson(f"Ibu {number}", {"organization_id": company.id, "contacts": _ways(number)}),
            by=world.wati,
            at=LONG_AGO,
        )
        family = create_family(world.workspace.id, f"Keluarga {number}", by=world.wati, at=LONG_AGO)
        product = create_product(
            world.workspace.id,
            {"name": f"Mesin {number}", "unit_price": 1_000, "family_id": family.id},
            by=world.wati,
            at=LONG_AGO,
        )
        owner = (world.sari, world.tono, world.budi)[number % 3]
        for title in ("Mesin", "Hilang", "Menang"):
            deal = make_deal(
                world, f"{title} {number}", stage=number % 3, owner=owner, organization=company, at=LONG_AGO
            )
            if title == "Mesin":
                dress(world, deal, person, product, number)
            if title == "Hilang":
                delete(deal, by=world.wati, at=NOW)
            if title == "Menang":
                close(deal, outcome="won", by=world.wati, at=NOW)


def dress(world: World, deal: Deal, person: Person, product: Product, number: int) -> None:
    step = Step.objects.filter(workspace_id=world.workspace.id, evidence="note").order_by("id")[0]
    set_people(deal, [(person.id, "Pembeli")], by=world.wati, at=LONG_AGO)
    set_lines(deal, [Line(product.id, 2_000, 1_000)], by=world.wati, at=LONG_AGO)
    edit(deal, {"tags": ["kafe", f"label {number % 5}"]}, by=world.wati, at=LONG_AGO)
    add_evidence(deal, step, label="Butuh dua", by=world.wati, at=LONG_AGO)
    talk(world, deal)


def talk(world: World, deal: Deal) -> None:
    call = NewActivity(kind="call", title="Telepon", deal=deal, owner=world.sari, due_at=NOW)
    finish(add(world.workspace.id, call, by=world.wati, at=LONG_AGO), by=world.wati, at=LONG_AGO)
    later = NewActivity(kind="visit", title="Datang", deal=deal, owner=world.sari, due_at=NOW + timedelta(days=2))
    add(world.workspace.id, later, by=world.wati, at=LONG_AGO)


def _ways(number: int) -> list[tuple[str, str, str]]:
    return [("phone", f"0812345{number:05d}", ""), ("email", f"ibu{number}@kopi.example", "")]


def dashboard_of(world: World) -> Dashboard:
    """A page of everything that can be put on one, made at the first call."""
    found = Dashboard.objects.filter(workspace_id=world.workspace.id).first()
    if found is not None:
        return found
    view = save_view(ViewDesign("deal", "Semua", ""), by=world.wati, at=NOW)
    blocks = [Block(f"f-{name}", "figure", name) for name in FIGURES] + [Block("v", "view", str(view.id))]
    blocks += [Block(f"c-{name}", "chart", name) for name in CHARTS]
    return make_dashboard(DashboardDesign("Rapat", blocks), by=world.wati, at=NOW).page


def pages_of(world: World) -> list[str]:
    board = f"/pipelines/{world.pipeline.id}/"
    yesterday = (timezone.now().date() - timedelta(days=2)).isoformat()
    return [
        "/",
        f"/?member={world.sari.id}",
        f"/activities/calendar/?who={world.sari.id}&on={NOW.date()}",
        f"/activities/calendar/?who={world.sari.id}&view=month&on={NOW.date()}",
        board,
        f"{board}?sort=value",
        f"{board}?q=mesin",
        f"{board}?owner=me",
        f"{board}?as_of={yesterday}",
        f"{board}stages/{world.stages[0].id}/",
        f"{board}stages/{world.stages[0].id}/?as_of={yesterday}",
        "/deals/",
        "/deals/?q=mesin",
        "/reports/activity/?period=90d",
        "/reports/postponed/",
        "/reports/unfit/",
        "/reports/data/?by=source",
        f"/dashboards/{dashboard_of(world).id}/",
        "/reports/funnel/?vs=before",
        "/reports/funnel/?by=province&period=12m",
        "/reports/changes/",
        f"/reports/changes/?since={yesterday}&by=owner",
        f"/reports/changes/?since={yesterday}&by=product",
        "/reports/changes/?cause=new&since=2026-10-01",
        "/deals/?filter=status:is:won",
        "/deals/?filter=&columns=people,products,tags,completeness,source,reason,last_activity",
        "/deals/?filter=temperature:is:cold|silent:over:3&sort=-value",
        f"/deals/?as_of={yesterday}",
        "/forgotten/",
        "/forgotten/?reason=unplanned",
        "/forgotten/customers/",
        "/forgotten/offers/",
        "/forgotten/causes/?by=source",
        "/lists/deal/totals/?filter=",
        "/lists/deal/filter/?filter=owner:is:me",
        "/lists/deal/export/?filter=",
        "/organizations/",
        "/persons/",
        "/products/",
        "/price-lists/",
        "/activities/",
        "/activities/?filter=",
        "/organizations/?filter=activity:is:call;last_contact:unsince:14d_ago",
        "/organizations/?columns=completeness",
        "/persons/?columns=completeness",
        "/trash/",
        "/imports/",
        "/settings/team/",
        f"/settings/team/members/{world.sari.id}/handover/",
        f"/settings/team/members/{world.sari.id}/handover/?split=region",
        "/settings/export/",
        "/deals/new/",
        "/deals/new/companies/?company=kopi",
    ]


def test_lists_and_boards_ask_as_often_with_sixty_records_as_with_three(
    world: World, visit: Callable[[str], int]
) -> None:
    fill(world, range(FEW))
    few = {path: visit(path) for path in pages_of(world)}
    fill(world, range(FEW, MANY))
    many = {path: visit(path) for path in pages_of(world)}
    # Fewer is right: a list looks on where the first look finds less than a page.
    assert {path: (few[path], count) for path, count in many.items() if count > few[path]} == {}


def test_the_pages_of_a_deal_its_company_and_its_person_do_not_ask_more_often_when_much_has_happened(
    world: World, visit: Callable[[str], int]
) -> None:
    fill(world, range(FEW))
    deal = Deal.objects.get(workspace_id=world.workspace.id, title="Mesin 0")
    person = Person.objects.get(workspace_id=world.workspace.id, name="Ibu 0")
    paths = [f"/deals/{deal.id}/", f"/organizations/{deal.organization_id}/", f"/persons/{person.id}/"]
    few = {path: visit(path) for path in paths}
    fill(world, range(FEW, MANY // 3))
    people = list(Person.objects.filter(workspace_id=world.workspace.id))
    company = Organization.objects.get(workspace_id=world.workspace.id, id=deal.organization_id)
    products = Product.objects.filter(workspace_id=world.workspace.id)
    set_people(deal, [(one.id, "") for one in people], by=world.wati, at=NOW)
    set_lines(deal, [Line(one.id, 1_000, 1_000) for one in products], by=world.wati, at=NOW)
    for number in range(MANY):
        talk(world, deal)
        if number < MANY // 3:
            other = make_deal(world, f"Lagi {number}", stage=number % 5, organization=company)
            set_people(other, [(person.id, "")], by=world.wati, at=NOW)
    # Fewer is right: what no event on the page mentions is not read.
    assert {path: (few[path], count) for path in paths if (count := visit(path)) > few[path]} == {}


def test_the_team_page_asks_as_often_for_many_members(world: World, visit: Callable[[str], int]) -> None:
    from alur.accounts.operations.joining import add_member_without_user, add_team

    few = visit("/settings/team/")
    for number in range(20):
        team = add_team(world.workspace.id, name=f"Tim {number}", by=world.wati, at=NOW)
        for name in ("Ani", "Andi"):
            add_member_without_user(world.workspace.id, name=f"{name} {number}", team=team, by=world.wati, at=NOW)
    assert visit("/settings/team/") == few
