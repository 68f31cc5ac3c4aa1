"""What would come of a change, for each of many deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal


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
