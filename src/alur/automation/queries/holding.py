"""What someone holds that must not be left behind, and into which shares it falls."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet, Sum

from alur.automation.models import Split
from alur.catalogue.models import ProductFamily
from alur.conversations.models import Activity
from alur.people.models import Organization, Person
from alur.people.queries.regions import provinces
from alur.pipeline.models import Deal, LineItem, PipelineFamily, Status
from alur.tenancy.models import Member

ALIVE = (Status.OPEN, Status.POSTPONED)
"""What was put off comes back, and wants an owner then."""

REST = ""
_MANY = 500


def deals_held(member: Member) -> QuerySet[Deal]:
    held: QuerySet[Deal] = Deal.objects.filter(
        workspace_id=member.workspace_id, owner_id=member.id, status__in=ALIVE
    ).order_by("id")
    return held


def activities_held(member: Member) -> QuerySet[Activity]:
    """Planned, not done."""
    return Activity.objects.filter(
        workspace_id=member.workspace_id,
        owner_id=member.id,
        done_at__isnull=True,
        due_at__isnull=False,
        deleted_at__isnull=True,
    ).order_by("id")


def organizations_held(member: Member) -> QuerySet[Organization]:
    held: QuerySet[Organization] = Organization.objects.filter(
        workspace_id=member.workspace_id, owner_id=member.id
    ).order_by("id")
    return held


def persons_held(member: Member) -> QuerySet[Person]:
    held: QuerySet[Person] = Person.objects.filter(workspace_id=member.workspace_id, owner_id=member.id).order_by("id")
    return held


def holds_anything(member: Member) -> bool:
    held: tuple[QuerySet[Any], ...] = (
        deals_held(member),
        activities_held(member),
        organizations_held(member),
        persons_held(member),
    )
    return any(rows.exists() for rows in held)


def share_titles(workspace_id: int, keys: Collection[str], language: str) -> dict[str, tuple[str, int]]:
    """What shares are called, and the hue of their family (0: none)."""
    named: dict[str, tuple[str, int]] = {}
    families = [int(key[1:]) for key in keys if key.startswith("f")]
    for family in ProductFamily.objects.filter(workspace_id=workspace_id, id__in=families):
        named[f"f{family.id}"] = (family.name, family.hue)
    wanted = {key[1:] for key in keys if key.startswith("r")}
    named.update({f"r{code}": (name, 0) for code, name in provinces() if code in wanted})
    return named


def shares_of_deals(workspace_id: int, deal_ids: Iterable[int], split: str) -> dict[int, str]:
    """Deal id to the share it falls into. By product: the family that most of its value is in, or its pipeline's."""
    ids = list(deal_ids)
    if split == Split.REGION:
        return _by_region(workspace_id, ids)
    return _by_product(workspace_id, ids) if split == Split.PRODUCT else dict.fromkeys(ids, REST)


def shares_of_organizations(
    workspace_id: int, organization_ids: Iterable[int], split: str, *, holder: Member
) -> dict[int, str]:
    """Company id to its share. By product: that of the holder's largest deal with it; none, where there is no deal."""
    ids = list(organization_ids)
    shares = dict.fromkeys(ids, REST)
    if split == Split.REGION:
        for part in _parts(ids):
            rows = Organization.everything.filter(workspace_id=workspace_id, id__in=part)
            shares.update({one: f"r{code}" for one, code in rows.values_list("id", "province_code") if code})
    elif split == Split.PRODUCT:
        largest: dict[int, tuple[int, int]] = {}
        held = deals_held(holder).filter(organization_id__isnull=False)
        for deal_id, of, amount in held.values_list("id", "organization_id", "amount"):
            if of in shares:
                largest[of] = max(largest.get(of, (-1, 0)), (amount, deal_id))
        of_deals = _by_product(workspace_id, [deal_id for _amount, deal_id in largest.values()])
        shares.update({of: of_deals.get(deal_id, REST) for of, (_amount, deal_id) in largest.items()})
    return shares


def shares_of_activities(
    activities: Collection[tuple[int, int | None, int | None]], split: str, *, holder: Member
) -> dict[int, str]:
    """(id, deal, company) of each to its share: its deal's where that is the holder's, else its company's."""
    ws = holder.workspace_id
    own = set(
        deals_held(holder)
        .filter(id__in={deal_id for _id, deal_id, _of in activities if deal_id})
        .values_list("id", flat=True)
    )
    of_deals = shares_of_deals(ws, own, split)
    companies = {of for _id, deal_id, of in activities if of and deal_id not in own}
    of_companies = shares_of_organizations(ws, companies, split, holder=holder)
    return {
        one: of_deals[deal_id] if deal_id in of_deals else of_companies.get(of or 0, REST)
        for one, deal_id, of in activities
    }


def _by_product(workspace_id: int, ids: list[int]) -> dict[int, str]:
    single = _families_of_pipelines(workspace_id)
    shares = dict.fromkeys(ids, REST)
    for part in _parts(ids):
        deals = Deal.everything.filter(workspace_id=workspace_id, id__in=part)
        shares.update({one: f"f{single[of]}" for one, of in deals.values_list("id", "pipeline_id") if of in single})
        sums = (
            LineItem.objects.filter(workspace_id=workspace_id, deal_id__in=part, product__family_id__isnull=False)
            .values_list("deal_id", "product__family_id")
            .annotate(sum=Sum("amount"))
        )
        most: dict[int, tuple[int, int]] = {}
        for deal_id, family_id, amount in sums:
            most[deal_id] = max(most.get(deal_id, (-1, 0)), (amount, family_id))
        shares.update({deal_id: f"f{family_id}" for deal_id, (_sum, family_id) in most.items()})
    return shares


def _by_region(workspace_id: int, ids: list[int]) -> dict[int, str]:
    shares = dict.fromkeys(ids, REST)
    for part in _parts(ids):
        rows = Deal.everything.filter(workspace_id=workspace_id, id__in=part)
        codes = rows.values_list("id", "organization__province_code")
        shares.update({one: f"r{code}" for one, code in codes if code})
    return shares


def _families_of_pipelines(workspace_id: int) -> dict[int, int]:
    """Pipelines that are for one family alone."""
    bound: dict[int, list[int]] = {}
    for pipeline_id, family_id in PipelineFamily.objects.filter(workspace_id=workspace_id).values_list(
        "pipeline_id", "family_id"
    ):
        bound.setdefault(pipeline_id, []).append(family_id)
    return {pipeline_id: families[0] for pipeline_id, families in bound.items() if len(families) == 1}


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), _MANY):
        yield ids[first : first + _MANY]
