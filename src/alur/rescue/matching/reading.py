"""What records of any kind are compared by, and how sure it is that two are one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from alur.rescue.matching.deals import deals_of
from alur.rescue.matching.features import BATCH, DEAL, ORGANIZATION, Features, companies_of, persons_of


def features_of(workspace_id: int, kind: str, ids: Iterable[int], *, at: datetime) -> dict[int, Features]:
    """Those of the records that are kept; of deals, those that still run at `at` or were made lately."""
    wanted, found = list(ids), {}
    for first in range(0, len(wanted), BATCH):
        some = wanted[first : first + BATCH]
        if kind == DEAL:
            found.update(deals_of(workspace_id, some, at=at))
        else:
            found.update((companies_of if kind == ORGANIZATION else persons_of)(workspace_id, some))
    return found
