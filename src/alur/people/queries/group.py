"""Companies that are parts of others: a chain and its branches, a group and its firms."""

from __future__ import annotations

from collections.abc import Iterator

from alur.people.models import Organization

DEEPEST = 12
MOST_CHILDREN = 100


def ancestors_of(row: Organization) -> list[Organization]:
    """What a company is a part of, the uppermost first."""
    return list(_upwards(row.workspace_id, row.parent_id))[::-1]


def children_of(row: Organization) -> list[Organization]:
    """Its direct parts, by name."""
    rows = Organization.objects.filter(workspace_id=row.workspace_id, parent_id=row.id)
    return list(rows.order_by("name_key", "id")[:MOST_CHILDREN])


def is_within(workspace_id: int, organization_id: int, other_id: int) -> bool:
    """Is the one company the other, or a part of it on any level?"""
    return any(one.id == other_id for one in _upwards(workspace_id, organization_id))


def depth_of(workspace_id: int, organization_id: int | None) -> int:
    """1 for a company that is no part of another; 0 for none."""
    return sum(1 for _ in _upwards(workspace_id, organization_id))


def _upwards(workspace_id: int, organization_id: int | None) -> Iterator[Organization]:
    seen: set[int] = set()
    while organization_id is not None and organization_id not in seen:
        seen.add(organization_id)
        row = Organization.objects.filter(workspace_id=workspace_id, id=organization_id).first()
        if row is None:
            return
        yield row
        organization_id = row.parent_id
