"""Which rows of a file are likely records that are there, by the keys and points of the page of duplicates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from alur.exchange.operations.within_file import EarlierRows
from alur.kernel.likeness import company_words, person_words
from alur.kernel.names import legal_form
from alur.kernel.refusal import Refusal
from alur.people.models import ContactKind
from alur.people.operations.contacts import normalized
from alur.rescue.matching.features import ORGANIZATION, PERSON, Features, domain_of, host_of
from alur.rescue.matching.keys import sure_keys
from alur.rescue.matching.reading import features_of
from alur.rescue.matching.scoring import LEAST, SURE, Likeness, likeness
from alur.rescue.models import LikenessKey
from alur.tenancy.prepared import Prepared, Slot, Slots

MOST_OF_A_KEY = 40
NAMED_LEAST = {ORGANIZATION: LEAST, PERSON: 40}
"""Of the very same name, and not in another town; people's names alone bring fifty points."""
MOST_KEYS = 4_000
"""Asked for at once; SQLite takes some thirty thousand."""
_HOLDERS: Prepared[tuple[int, int]] = Prepared(
    lambda: LikenessKey.objects.filter(workspace_id=Slot("workspace_id"), key__in=[Slots("keys")]).values_list(
        "key", "record_id"
    )
)
Row = Mapping[str, Any]


class LikelySame:
    """For one kind of record: look at a batch of rows, then ask about each."""

    def __init__(
        self,
        workspace_id: int,
        kind: str,
        *,
        at: datetime,
        company: Callable[[Row], int | None],
        region: Callable[[str], str],
    ) -> None:
        self.workspace_id, self.kind, self.at = workspace_id, kind, at
        self.company, self.region = company, region
        self._has_any = LikenessKey.objects.filter(workspace_id=workspace_id).exists()
        self._found: dict[int, tuple[int, Likeness]] = {}
        self._looked: dict[int, tuple[Features, set[int]]] = {}
        self._earlier = EarlierRows(kind, self._features)

    def look(self, rows: Sequence[Row], named: Mapping[int, int]) -> None:
        """`named` is row (by its id()) to the record of the very same name."""
        self._found = {}
        features = {id(row): self._features(row) for row in rows}
        wanted = {mark: sure_keys(self.kind, one) for mark, one in features.items()}
        self._looked = {mark: (features[mark], keys) for mark, keys in wanted.items()}
        holders = self._holders({key for keys in wanted.values() for key in keys} if self._has_any else set())
        near: dict[int, set[int]] = {}
        for mark, keys in wanted.items():
            near[mark] = {one for key in keys if len(holders[key]) <= MOST_OF_A_KEY for one in holders[key]}
            if mark in named:
                near[mark].add(named[mark])
        others = features_of(self.workspace_id, self.kind, set().union(*near.values()) if near else (), at=self.at)
        for mark, ids in near.items():
            scored = [(likeness(self.kind, others[one], features[mark]), one) for one in ids if one in others]
            if not scored:
                continue
            best, record_id = max(scored, key=lambda pair: (pair[0].score, pair[1] == named.get(mark), -pair[1]))
            if best.score >= (NAMED_LEAST[self.kind] if record_id == named.get(mark) else SURE):
                self._found[mark] = (record_id, best)

    def of(self, row: Row) -> tuple[int, Likeness] | None:
        """The record that a row of the batch is likely to be, and why."""
        return self._found.get(id(row))

    def repeats(self, number: int, row: Row) -> tuple[int, dict[str, str], Likeness] | None:
        """The row before this one of the batch that it is likely the same as, what that says, and why; none: kept, for
        those that follow."""
        features, keys = self._looked[id(row)]
        found = self._earlier.like(number, keys, features)
        if found is None:
            self._earlier.keep(number, keys, row)
        return found

    def _holders(self, keys: set[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        every = sorted(keys)
        for first in range(0, len(every), MOST_KEYS):
            for key, record_id in _HOLDERS(workspace_id=self.workspace_id, keys=every[first : first + MOST_KEYS]):
                found[key].append(record_id)
        return found

    def _features(self, row: Row) -> Features:
        name = str(row.get("name", ""))
        phones, mails = _reached(row, "phone", ContactKind.PHONE), _reached(row, "email", ContactKind.EMAIL)
        if self.kind != ORGANIZATION:
            one = Features(0, name, tuple(person_words(name)), phones=phones, mails=mails)
            return replace(one, company=self.company(row))
        domains = {domain_of(mail) for mail in mails} | {host_of(str(row.get("website", "")))}
        region, street = self.region(str(row.get("region", ""))), str(row.get("street", "")).casefold()
        return Features(
            0, name, tuple(company_words(name)) if name else (), legal_form(name), region, " ".join(street.split()),
            phones=phones, mails=mails, domains=frozenset(domains - {""}),
        )  # fmt: skip


def _reached(row: Row, name: str, kind: str) -> frozenset[str]:
    """What is no number or address is left out: the row is refused for it later."""
    found = set()
    for typed in str(row.get(name, "")).replace(";", ",").split(","):
        if typed.strip():
            try:
                found.add(normalized(kind, typed))
            except Refusal:
                continue
    return frozenset(found)
