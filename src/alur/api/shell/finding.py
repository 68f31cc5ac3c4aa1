"""Records through their viewer: what is hidden is not found."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from alur.api.shell.problems import MergedAway, Missing
from alur.api.shell.requests import ApiRequest
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal, Stage
from alur.rescue.queries.duplicates import merged_into
from alur.tenancy.models import Member

M = TypeVar("M", bound=Model)


def one_of(rows: QuerySet[M], record_id: int, *, held: bool = False, field: str | None = None) -> M:
    """The row of an id among those that the caller sees; `held` until the commit. Missing where there is none."""
    if held:
        rows = rows.select_for_update()
    found = rows.filter(id=record_id).first()
    if found is None:
        raise Missing(field)
    return found


def named(request: ApiRequest, kind: str, rows: QuerySet[M], record_id: int, *, held: bool = False) -> M:
    """The row that an address names. MergedAway where it went into another that the caller sees, else Missing."""
    try:
        return one_of(rows, record_id, held=held)
    except Missing:
        into = merged_into(request.workspace.id, kind, record_id)
        if into is not None and rows.filter(id=into).exists():
            raise MergedAway(into) from None
        raise


def deal_of(request: ApiRequest, deal_id: int, *, held: bool = False, field: str | None = None) -> Deal:
    deals: QuerySet[Deal] = Deal.objects.visible_to(request.member)
    if field is None:
        return named(request, "deal", deals, deal_id, held=held)
    return one_of(deals, deal_id, held=held, field=field)


def reference(request: ApiRequest, model: type[M], record_id: int | None, field: str, **conditions: Any) -> M | None:
    """What a field of a body refers to; None for null."""
    if record_id is None:
        return None
    rows: QuerySet[M] = model._default_manager.filter(workspace_id=request.workspace.id, **conditions)
    return one_of(rows, record_id, field=field)


def organization_named(request: ApiRequest, record_id: int | None, field: str = "organization") -> Organization | None:
    return reference(request, Organization, record_id, field)


def person_named(request: ApiRequest, record_id: int | None, field: str = "person") -> Person | None:
    return reference(request, Person, record_id, field)


def member_named(request: ApiRequest, record_id: int | None, field: str = "owner") -> Member | None:
    return reference(request, Member, record_id, field)


def stage_named(request: ApiRequest, stage_id: int | None, field: str = "stage") -> Stage | None:
    return reference(request, Stage, stage_id, field, deleted_at__isnull=True, pipeline__deleted_at__isnull=True)
