"""Companies that are likely the one whose name is being typed, and open deals like the one that is being made."""

from __future__ import annotations

from dataclasses import dataclass

from alur.kernel.likeness import companies_alike, company_words
from alur.people.models import Organization
from alur.people.queries.similar import Match, similar_organizations
from alur.pipeline.models import Deal, Stage
from alur.rescue.matching.deals import ALIVE
from alur.rescue.matching.keys import name_keys
from alur.rescue.models import LikenessKey
from alur.tenancy.models import Member

MOST_READ = 240
LEAST = 70
SAME = 97
TITLES_ALIKE = 60
MOST_DEALS = 30


@dataclass(frozen=True, slots=True)
class DealLike:
    """A deal that still runs; `amount` is minor units of the workspace's currency."""

    id: int
    title: str
    company: str
    stage: Stage
    owner: str
    amount: int


def companies_like(workspace_id: int, name: str, limit: int = 6) -> list[Match]:
    """Those whose names begin so, and those that are written otherwise: the likeliest first."""
    words = company_words(name) if name.strip() else []
    found = {one.id: one for one in similar_organizations(workspace_id, name, limit)}
    keys = LikenessKey.objects.filter(workspace_id=workspace_id, key__in=name_keys(words)) if words else None
    if keys is not None:
        ids = set(keys.values_list("record_id", flat=True)[:MOST_READ])
        rows = Organization.objects.filter(workspace_id=workspace_id, id__in=ids)
        for record_id, its_name, region in rows.values_list("id", "name", "region_name"):
            score = companies_alike(words, company_words(its_name)).score
            if score >= LEAST and (record_id not in found or found[record_id].score < score):
                found[record_id] = Match(record_id, its_name, region, score)
    return sorted(found.values(), key=lambda match: (-match.score, match.name))[:limit]


def company_meant(workspace_id: int, name: str) -> int | None:
    """The one company that a name surely means, however it is written."""
    sure = [one for one in companies_like(workspace_id, name) if one.score >= SAME]
    return sure[0].id if len(sure) == 1 else None


def deals_like(member: Member, organization_id: int, title: str, limit: int = 3) -> list[DealLike]:
    """Deals of a company that still run and are called much the same, or all of them while there is no title yet; as
    far as the member sees them, the newest first."""
    rows = Deal.objects.visible_to(member).filter(organization_id=organization_id, status__in=ALIVE)
    rows = rows.select_related("stage", "owner", "organization").order_by("-created_at")[:MOST_DEALS]
    words = company_words(title) if title.strip() else []
    return [
        DealLike(
            row.id, row.title, row.organization.name if row.organization else "", row.stage,
            row.owner.name if row.owner else "", row.amount,
        )
        for row in rows
        if not words or companies_alike(words, company_words(row.title)).score >= TITLES_ALIKE
    ][:limit]  # fmt: skip
