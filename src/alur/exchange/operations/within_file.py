"""Rows of a file that are likely the same as a row before them: what the workspace does not know yet, the file does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from alur.exchange.remembering import Remembered
from alur.rescue.matching.features import Features
from alur.rescue.matching.scoring import SURE, Likeness, likeness

_BETWEEN, _WITHIN = "\x1e", "\x1f"
_KEPT = ("name", "organization", "phone", "email", "website", "region", "street")
"""What two rows are compared by."""


class EarlierRows:
    """A row's number under each of its sure keys, and what it says as one text: some 200 bytes a row."""

    def __init__(self, kind: str, features: Callable[[Mapping[str, Any]], Features]) -> None:
        self.kind, self._features = kind, features
        self._by_key = Remembered()
        self._texts: dict[int, str] = {}

    def like(self, number: int, keys: Collection[int], one: Features) -> tuple[int, dict[str, str], Likeness] | None:
        """The first row that this one surely repeats, what it says, and why."""
        near = {before for key in keys if (before := self._by_key.get(key)) is not None}
        for before in sorted(near - {number}):
            says = self._read(before)
            found = likeness(self.kind, self._features(says), one)
            if found.score >= SURE:
                return before, says, found
        return None

    def keep(self, number: int, keys: Collection[int], row: Mapping[str, Any]) -> None:
        if keys:
            self._texts[number] = _BETWEEN.join(f"{name}{_WITHIN}{row[name]}" for name in _KEPT if row.get(name))
        for key in keys:
            self._by_key.setdefault(key, number)

    def _read(self, number: int) -> dict[str, str]:
        parts = (part.split(_WITHIN, 1) for part in self._texts[number].split(_BETWEEN))
        return {part[0]: part[1] for part in parts if len(part) == 2}
