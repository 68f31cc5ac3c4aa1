"""What would come of a change, for each of many deals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal, DealPerson, Evidence, LineItem
from alur.pipeline.queries.gates import DealContents


@dataclass(slots=True)
class Judged:
    """A deal that changes (`changes` says how), stays as it is (no changes), or is refused. `told` is what its fact
    needs beside the changes.
    """

    deal: Deal
    changes: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def record_id(self) -> int:
        return self.deal.id

    @property
    def is_changed(self) -> bool:
        return self.refusal is None and bool(self.changes or self.told)


def held(workspace_id: int, deals: Sequence[Deal]) -> list[Deal]:
    """The deals as they are now, locked until the commit; those gone to the trash meanwhile are left out."""
    rows = Deal.objects.select_for_update().filter(workspace_id=workspace_id, id__in=[deal.id for deal in deals])
    return list(rows.order_by("id"))


def contents_of_many(workspace_id: int, deals: Collection[Deal]) -> dict[int, DealContents]:
    """What gates look at, for all of these in three statements."""
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
    return {
        deal.id: DealContents(
            deal, deal.id in with_people, deal.id in with_lines, frozenset(given.get(deal.id, frozenset()))
        )
        for deal in deals
    }
