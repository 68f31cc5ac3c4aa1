"""What gates look at, for many deals at once."""

from __future__ import annotations

from collections.abc import Collection

from alur.pipeline.models import Criterion, Deal, DealPerson, Evidence, LineItem
from alur.pipeline.queries.gates import DealContents
from alur.pipeline.queries.shares import shares_of


def contents_of_many(
    workspace_id: int, deals: Collection[Deal], asked: Collection[Criterion]
) -> dict[int, DealContents]:
    """What gates look at, for all of these in three statements; more where one of those asked for wants a share."""
    ids = [deal.id for deal in deals]
    with_people = set(
        DealPerson.objects.filter(workspace_id=workspace_id, deal_id__in=ids).values_list("deal_id", flat=True)
    )
    with_lines = set(
        LineItem.objects.filter(workspace_id=workspace_id, deal_id__in=ids).values_list("deal_id", flat=True)
    )
    given: dict[int, set[int]] = {}
    evidence = Evidence.objects.filter(workspace_id=workspace_id, deal_id__in=ids, removed_at__isnull=True)
    for deal_id, step_id in evidence.values_list("deal_id", "step_id"):
        given.setdefault(deal_id, set()).add(step_id)
    shares = shares_of(workspace_id, ids, asked)
    return {
        deal.id: DealContents(
            deal,
            deal.id in with_people,
            deal.id in with_lines,
            frozenset(given.get(deal.id, frozenset())),
            shares.get(deal.id, {}),
        )
        for deal in deals
    }
