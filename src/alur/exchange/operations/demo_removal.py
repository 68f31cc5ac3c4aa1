"""The sample company goes: its rows into the trash, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from alur.accounts.operations.joining import edit_member, remove_team
from alur.catalogue.models import Price, PriceList, Product, ProductFamily
from alur.catalogue.operations.price_lists import delete_price_list
from alur.catalogue.operations.products import delete_family, delete_product
from alur.events.recording import operation, via
from alur.exchange.operations.demo_cast import DEMO
from alur.exchange.operations.demo_data import (
    COMPANY_VIEWS,
    INVENTED,
    OWN_VIEW,
    PAGE,
    PIPELINES,
    PRICE_LISTS,
    REPS,
    VIEWS,
)
from alur.exchange.operations.demo_traits import put_fields_away
from alur.exchange.steps import Steps, run_through
from alur.orders.models import Order
from alur.orders.operations.numbering import count_anew, give_numbers_up
from alur.orders.operations.ordering import delete_order
from alur.people.models import Organization, Person
from alur.people.operations.organizations import delete_organization
from alur.people.operations.persons import delete_person
from alur.pipeline.models import Deal, Pipeline
from alur.pipeline.operations.deleting import delete_several
from alur.pipeline.operations.designing import delete_pipeline
from alur.reporting.models import Dashboard, SavedView
from alur.reporting.operations.composing import delete_dashboard
from alur.reporting.operations.viewing import delete_view
from alur.tenancy.models import Member, Role, Team, Workspace

A_STEP = 50


def remove(
    workspace: Workspace,
    *,
    by: Member | None,
    at: datetime,
    on_progress: Callable[[int, int], object] | None = None,
) -> int:
    """Take the sample away; returns the number of deals removed."""
    return run_through(remove_in_steps(workspace, by=by, at=at), on_progress)


def remove_in_steps(workspace: Workspace, *, by: Member | None, at: datetime) -> Steps[int]:
    """The same in pieces: deals, the newest first (so that loading can go on where this was stopped), then the rest."""
    deals = remaining(workspace)
    whole, gone = deals + sum(_rows(workspace, model).count() for model in (Order, Person, Organization)), 0
    steps = (
        _deals(workspace, by, at),
        _each(workspace, Order, delete_order, by, at),
        _each(workspace, Person, delete_person, by, at),
        _each(workspace, Organization, delete_organization, by, at),
    )
    for step in steps:
        for count in step:
            gone += count
            yield gone, max(gone, whole)
    with via("system"), operation(workspace.id, by=by, at=at):
        count_anew(workspace.id)
        _remove_views(workspace, at=at)
        _remove_prices(workspace, by=by, at=at)
        _remove_products(workspace, by=by, at=at)
        put_fields_away(workspace, by=by, at=at)
        _remove_pipelines(workspace, by=by, at=at)
        _set_reps_aside(workspace, by=by, at=at)
    return deals


def has_sample(workspace: Workspace) -> bool:
    return any(_rows(workspace, model).exists() for model in (Deal, Person, Organization))


def remaining(workspace: Workspace) -> int:
    """How many deals of the sample are there, out of the trash."""
    return int(_rows(workspace, Deal).count())


def _rows(workspace: Workspace, model: Any) -> Any:
    return model.objects.filter(workspace_id=workspace.id, external_source=DEMO)


def _deals(workspace: Workspace, by: Member | None, at: datetime) -> Iterator[int]:
    while rows := list(_rows(workspace, Deal).order_by("-external_id")[:A_STEP]):
        with via("system"), operation(workspace.id, by=by, at=at):
            give_numbers_up(workspace.id, [row.id for row in rows])
            delete_several(rows, by=by, at=at)
        yield len(rows)


def _each(
    workspace: Workspace, model: Any, delete_one: Callable[..., object], by: Member | None, at: datetime
) -> Iterator[int]:
    while rows := list(_rows(workspace, model)[:A_STEP]):
        with via("system"), operation(workspace.id, by=by, at=at):
            for row in rows:
                delete_one(row, by=by, at=at)
        yield len(rows)


def _remove_views(workspace: Workspace, *, at: datetime) -> None:
    """The page and the views as they came; what someone has changed since is theirs."""
    kept = {"workspace_id": workspace.id, "version": 1, "deleted_at__isnull": True}
    for page in Dashboard.objects.filter(**kept, name=PAGE).select_related("owner"):
        delete_dashboard(page, by=page.owner, at=at)
    for view in SavedView.objects.filter(
        **kept, name__in=[one[0] for one in (*VIEWS, *COMPANY_VIEWS, OWN_VIEW)]
    ).select_related("owner"):
        delete_view(view, by=view.owner, at=at)


def _set_reps_aside(workspace: Workspace, *, by: Member | None, at: datetime) -> None:
    """The invented reps leave their teams, unless someone works as one of them or gave them something of one's own."""
    teams = Team.objects.filter(workspace_id=workspace.id, name__in=[team for team, _people in REPS])
    for member in Member.objects.filter(
        workspace_id=workspace.id, name__in=INVENTED, user_id__isnull=True, is_active=True
    ):
        own = {"workspace_id": workspace.id, "owner_id": member.id}
        if not (Deal.objects.filter(**own).exists() or Organization.objects.filter(**own).exists()):
            edit_member(member, {"is_active": False, "team_id": None, "role": Role.REP}, by=by, at=at)
    for team in teams:
        if not Member.objects.filter(workspace_id=workspace.id, team_id=team.id).exists():
            remove_team(team, by=by, at=at)


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
