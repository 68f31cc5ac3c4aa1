"""Companies that are likely the one whose name is being typed."""

from __future__ import annotations

from alur.kernel.likeness import companies_alike, company_words
from alur.people.models import Organization
from alur.people.queries.similar import Match, similar_organizations
from alur.rescue.matching.keys import name_keys
from alur.rescue.models import LikenessKey

MOST_READ = 240
LEAST = 70


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
