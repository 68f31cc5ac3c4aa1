"""One company that a file names in two spellings: `PT Sumber Rejeki` in one row, `Soember Redjeki` in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from alur.exchange.remembering import Remembered
from alur.kernel.likeness import company_words
from alur.people.models import Organization
from alur.rescue.matching.features import ORGANIZATION
from alur.rescue.matching.keys import hashed
from alur.rescue.models import LikenessKey
from alur.tenancy.prepared import Prepared, Slot, Slots

_HOLDERS: Prepared[tuple[int, int]] = Prepared(
    lambda: LikenessKey.objects.filter(workspace_id=Slot("workspace_id"), key__in=[Slots("keys")]).values_list(
        "key", "record_id"
    )
)


def spelled(name: str) -> str:
    """One word for all spellings of a name."""
    return "".join(company_words(name))


class Spellings:
    """Companies by their spelling: those that this run has made, and those that were there before."""

    def __init__(self, workspace_id: int) -> None:
        self.workspace_id = workspace_id
        self._made = Remembered()
        self._has_any = LikenessKey.objects.filter(workspace_id=workspace_id).exists()

    def keep(self, made: Mapping[str, int]) -> None:
        """Company ids by spelling."""
        self._made.update(made.items())

    def known(self, wanted: Collection[str]) -> dict[str, int]:
        """The one company of each spelling; a spelling that two share says nothing."""
        found = {one: company for one in wanted if (company := self._made.get(one)) is not None}
        keys = {hashed(ORGANIZATION, f"n{one}"): one for one in wanted if one not in found} if self._has_any else {}
        holders: dict[str, list[int]] = defaultdict(list)
        if keys:
            for key, record_id in _HOLDERS(workspace_id=self.workspace_id, keys=sorted(keys)):
                holders[keys[key]].append(record_id)
        alone = {ids[0]: one for one, ids in holders.items() if len(ids) == 1}
        if alone:
            rows = Organization.objects.filter(workspace_id=self.workspace_id, id__in=list(alone))
            found |= {
                alone[row_id]: row_id
                for row_id, name in rows.values_list("id", "name")
                if spelled(name) == alone[row_id]
            }
        return found
