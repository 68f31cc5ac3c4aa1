"""The keys of likeness follow the records: written where they differ, for any number of records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from alur.kernel.ids import new_ids
from alur.rescue.matching.features import Features
from alur.rescue.matching.keys import keys_of
from alur.rescue.matching.reading import features_of
from alur.rescue.models import LikenessKey
from alur.tenancy.inserting import insert_values

MOST_AT_ONCE = 500
_COLUMNS = ("workspace_id", "id", "record_id", "key")


def keep_keys(workspace_id: int, kind: str, ids: Sequence[int], *, at: datetime) -> dict[int, Features]:
    """Write the keys of at most MOST_AT_ONCE records; those that are gone have none. Returns what is there of them."""
    with transaction.atomic():
        found = features_of(workspace_id, kind, ids, at=at)
        kept: dict[int, dict[int, int]] = defaultdict(dict)
        rows = LikenessKey.objects.filter(workspace_id=workspace_id, record_id__in=ids)
        for row_id, record_id, key in rows.values_list("id", "record_id", "key"):
            kept[record_id][key] = row_id
        stale, missing = [], []
        for record_id in ids:
            wanted = keys_of(kind, found[record_id]) if record_id in found else set()
            stale += [row_id for key, row_id in kept[record_id].items() if key not in wanted]
            missing += [(record_id, key) for key in wanted if key not in kept[record_id]]
        for first in range(0, len(stale), MOST_AT_ONCE):
            LikenessKey.objects.filter(workspace_id=workspace_id, id__in=stale[first : first + MOST_AT_ONCE]).delete()
        insert_values(
            LikenessKey,
            _COLUMNS,
            ((workspace_id, row_id, *one) for row_id, one in zip(new_ids(len(missing)), missing, strict=True)),
        )
    return found
