"""A fictitious company to look around in: a distributor of coffee machines with eighteen months behind it.

All of it carries the outside source `demo`, so that removing it takes away these rows and nothing else. It comes in
steps of some deals each, so that no one waits for the database and a screen can show how far it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from alur.catalogue.models import Price, PriceList, Product, ProductFamily
from alur.catalogue.operations.price_lists import delete_price_list
from alur.catalogue.operations.products import delete_family, delete_product
from alur.events.recording import operation, via
from alur.exchange.operations.demo_cast import DEMO, cast_of, more_companies
from alur.exchange.operations.demo_data import PIPELINES, PRICE_LISTS
from alur.exchange.operations.demo_deals import more_deals
from alur.kernel.refusal import N_, Conflict
from alur.people.models import Organization, Person
from alur.people.operations.organizations import delete_organization
from alur.people.operations.persons import delete_person
from alur.pipeline.models import Deal, Pipeline
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.designing import delete_pipeline
from alur.tenancy.models import Member, Workspace

DEALS = 3_000
A_STEP = 100
DEALS_A_COMPANY = 7.5

Progress = Callable[[int], None]


def load(
    workspace: Workspace,
    *,
    by: Member | None,
    at: datetime,
    seed: int = 7,
    deals: int = DEALS,
    on_progress: Progress | None = None,
) -> int:
    """Fill a workspace; returns the number of deals. Refused where the sample is there already."""
    if loaded(workspace) >= deals:
        raise Conflict(N_("The sample company is here already."))
    while (done := step(workspace, by=by, at=at, seed=seed, deals=deals)) < deals:
        if on_progress is not None:
            on_progress(done)
    return deals


def loaded(workspace: Workspace) -> int:
    """How many deals of the sample have come in so far."""
    rows = Deal.objects.filter(workspace_id=workspace.id, external_source=DEMO)
    last = rows.order_by("-external_id").values_list("external_id", flat=True).first()
    return int(last.removeprefix("deal-")) + 1 if last else 0


def step(
    workspace: Workspace, *, by: Member | None, at: datetime, seed: int = 7, deals: int = DEALS, count: int = A_STEP
) -> int:
    """Bring in the next deals of the sample, with companies for them; returns how many there are then."""
    with via("system"), operation(workspace.id, by=by, at=at) as act:
        Workspace.objects.select_for_update().get(id=workspace.id)
        first = loaded(workspace)
        count = min(count, deals - first)
        if count <= 0:
            return first
        cast = cast_of(workspace, by=by, at=at)
        more_companies(cast, max(1, round((first + count) / DEALS_A_COMPANY)), act, at=at)
        more_deals(cast, first, count, act, seed=seed, at=at)
    return first + count


def remove(workspace: Workspace, *, by: Member | None, at: datetime, on_progress: Progress | None = None) -> int:
    """Take the sample away, and nothing else; returns the number of deals removed."""
    there = remaining(workspace)
    while left := remove_step(workspace, by=by, at=at):
        if on_progress is not None:
            on_progress(there - left)
    return there


def has_sample(workspace: Workspace) -> bool:
    return bool(Deal.objects.filter(workspace_id=workspace.id, external_source=DEMO).exists())


def remaining(workspace: Workspace) -> int:
    """How many deals of the sample are there, out of the trash."""
    return int(Deal.objects.filter(workspace_id=workspace.id, external_source=DEMO).count())


def remove_step(workspace: Workspace, *, by: Member | None, at: datetime, count: int = A_STEP) -> int:
    """Take the next deals of the sample away, after the last of them all else of it; returns how many are left."""
    for deal in Deal.objects.filter(workspace_id=workspace.id, external_source=DEMO).order_by("id")[:count]:
        delete(deal, by=by, at=at)
    left = remaining(workspace)
    if not left:
        for person in Person.objects.filter(workspace_id=workspace.id, external_source=DEMO):
            delete_person(person, by=by, at=at)
        for company in Organization.objects.filter(workspace_id=workspace.id, external_source=DEMO):
            delete_organization(company, by=by, at=at)
        _remove_prices(workspace, by=by, at=at)
        _remove_products(workspace, by=by, at=at)
        _remove_pipelines(workspace, by=by, at=at)
    return left


def _remove_prices(workspace: Workspace, *, by: Member | None, at: datetime) -> None:
    """The lists of the sample's name, unless something else is sold by them."""
    others = Price.objects.filter(workspace_id=workspace.id).exclude(product__external_source=DEMO)
    for row in PriceList.objects.filter(workspace_id=workspace.id, name__in=[one[0] for one in PRICE_LISTS]):
        sold = Deal.objects.filter(workspace_id=workspace.id, price_list_id=row.id)
        if not others.filter(price_list_id=row.id).exists() and not sold.exists():
            delete_price_list(row, by=by, at=at)


def _remove_products(workspace: Workspace, *, by: Member | None, at: datetime) -> None:
    families: set[int] = set()
    for product in Product.objects.filter(workspace_id=workspace.id, external_source=DEMO):
        families.update({product.family_id} if product.family_id else ())
        delete_product(product, by=by, at=at)
    for family in ProductFamily.objects.filter(workspace_id=workspace.id, id__in=families, deleted_at__isnull=True):
        if not Product.objects.filter(workspace_id=workspace.id, family_id=family.id).exists():
            delete_family(family, by=by, at=at)


def _remove_pipelines(workspace: Workspace, *, by: Member | None, at: datetime) -> None:
    """The pipelines of the sample's name, unless another deal is in them."""
    names = [name for name, _stages in PIPELINES]
    for pipeline in Pipeline.objects.filter(workspace_id=workspace.id, name__in=names, deleted_at__isnull=True):
        if not Deal.objects.filter(workspace_id=workspace.id, pipeline_id=pipeline.id).exists():
            delete_pipeline(pipeline, by=by, at=at)
