"""What is found, as a line of a list shows it: rows, fetched through the member, so that the hidden is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from alur.catalogue.models import Product
from alur.conversations.access import activities_of
from alur.people.models import ContactPoint, Organization, Person
from alur.pipeline.models import Deal, Status
from alur.pipeline.models.deal import of_owners
from alur.pipeline.seeing import Seen
from alur.search.queries.contents import ACTIVITY, DEAL, ORGANIZATION, PERSON, PRODUCT
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot, Slots


@dataclass(frozen=True, slots=True)
class FoundDeal:
    id: int
    title: str
    organization: str
    stage_id: int
    status: str
    temperature: str
    amount: int
    kind: str = DEAL


@dataclass(frozen=True, slots=True)
class FoundOrganization:
    """`open_deals` counts those that the member sees."""

    id: int
    title: str
    region: str
    industry: str
    open_deals: int
    kind: str = ORGANIZATION


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """`ways` are the kinds of contact that are known."""

    id: int
    title: str
    organization: str
    job_title: str
    ways: frozenset[str]
    kind: str = PERSON


@dataclass(frozen=True, slots=True)
class FoundProduct:
    id: int
    title: str
    family: str
    unit: str
    unit_price: int
    kind: str = PRODUCT


@dataclass(frozen=True, slots=True)
class FoundActivity:
    """What was written or planned about a deal, a company or a person; `at` is when it was done, or is due."""

    id: int
    title: str
    text: str
    activity_kind: str
    at: datetime
    deal_id: int | None
    deal: str
    organization_id: int | None
    organization: str
    person_id: int | None
    person: str
    kind: str = ACTIVITY


Found = FoundDeal | FoundOrganization | FoundPerson | FoundProduct | FoundActivity


def shown(member: Member, kind: str, ids: Collection[int]) -> dict[int, Found]:
    """Of these records of a kind, those that the member sees, by id."""
    if not ids:
        return {}
    return {one.id: one for one in _READERS[kind](member, ids)}


def _deals(member: Member, ids: Collection[int]) -> Iterator[Found]:
    for one, title, company, *rest in _DEALS(member, ids=ids):
        yield FoundDeal(one, title, company or "", *rest)


def _organizations(member: Member, ids: Collection[int]) -> Iterator[Found]:
    counts = dict(_OPEN_DEALS(member, ids=ids))
    for one, title, region, industry in _ORGANIZATIONS(workspace_id=member.workspace_id, ids=ids):
        yield FoundOrganization(one, title, region.split(",")[0], industry, counts.get(one, 0))


def _persons(member: Member, ids: Collection[int]) -> Iterator[Found]:
    ways: dict[int, set[str]] = {}
    for person_id, kind in _WAYS(workspace_id=member.workspace_id, ids=ids):
        ways.setdefault(person_id or 0, set()).add(kind)
    for one, title, company, job_title in _PERSONS(workspace_id=member.workspace_id, ids=ids):
        yield FoundPerson(one, title, company or "", job_title, frozenset(ways.get(one, ())))


def _products(member: Member, ids: Collection[int]) -> Iterator[Found]:
    for one, title, family, unit, price in _PRODUCTS(workspace_id=member.workspace_id, ids=ids):
        yield FoundProduct(one, title, family or "", unit, price)


def _activities(member: Member, ids: Collection[int]) -> Iterator[Found]:
    for one, title, body, outcome, kind, done_at, due_at, created_at, *whose in _ACTIVITIES(member, ids=ids):
        deal_id, deal, organization_id, organization, person_id, person = whose
        yield FoundActivity(
            one, title, " ".join(f"{body} {outcome}".split()), kind, done_at or due_at or created_at,
            deal_id, deal or "", organization_id, organization or "", person_id, person or "",
        )  # fmt: skip


_OURS = {"workspace_id": Slot("workspace_id")}
_IDS: list[Any] = [Slots("ids")]
_DEALS: Seen[Any] = Seen(
    lambda owners: Deal.objects.filter(of_owners(owners), **_OURS, id__in=_IDS).values_list(
        "id", "title", "organization__name", "stage_id", "status", "temperature", "amount"
    )
)
_OPEN_DEALS: Seen[Any] = Seen(
    lambda owners: (
        Deal.objects.filter(of_owners(owners), **_OURS, organization_id__in=_IDS, status=Status.OPEN)
        .values_list("organization_id")
        .annotate(Count("id"))
        .order_by()
    )
)
_ORGANIZATIONS: Prepared[Any] = Prepared(
    lambda: Organization.objects.filter(**_OURS, id__in=_IDS).values_list("id", "name", "region_name", "industry")
)
_WAYS: Prepared[Any] = Prepared(
    lambda: ContactPoint.objects.filter(**_OURS, person_id__in=_IDS).values_list("person_id", "kind")
)
_PERSONS: Prepared[Any] = Prepared(
    lambda: Person.objects.filter(**_OURS, id__in=_IDS).values_list("id", "name", "organization__name", "job_title")
)
_PRODUCTS: Prepared[Any] = Prepared(
    lambda: Product.objects.filter(**_OURS, id__in=_IDS).values_list("id", "name", "family__name", "unit", "unit_price")
)
_ACTIVITIES: Seen[Any] = Seen(
    lambda owners: (
        activities_of(Slot("workspace_id"), owners)
        .filter(id__in=_IDS, deal__deleted_at__isnull=True)
        .values_list(
            "id", "title", "body", "outcome", "kind", "done_at", "due_at", "created_at", "deal_id", "deal__title",
            "organization_id", "organization__name", "person_id", "person__name",
        )
    )
)  # fmt: skip
_READERS = {
    DEAL: _deals, ORGANIZATION: _organizations, PERSON: _persons, PRODUCT: _products, ACTIVITY: _activities,
}  # fmt: skip
