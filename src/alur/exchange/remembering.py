"""What an import remembers of all its rows, in sixteen bytes each: a million of them are no more than 50 MB."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable

_FIRST_SIZE = 1 << 12
_FULL = 2 / 3


class Remembered:
    """Numbers by key, of which only a hash of 64 bits is kept: keys are never given back.

    Two keys are taken for one once in thirty million files of a million rows.
    """

    __slots__ = ("_hashes", "_mask", "_numbers", "_used")

    def __init__(self, pairs: Iterable[tuple[Hashable, int]] = ()) -> None:
        self._used = 0
        self._make(_FIRST_SIZE)
        self.update(pairs)

    def __len__(self) -> int:
        return self._used

    @property
    def size(self) -> int:
        """In bytes."""
        return 16 * len(self._hashes)

    def __contains__(self, key: Hashable) -> bool:
        return self._hashes[self._place(hash(key) or 1)] != 0

    def __getitem__(self, key: Hashable) -> int:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: Hashable, number: int) -> None:
        self._keep(hash(key) or 1, number)

    def get(self, key: Hashable) -> int | None:
        place = self._place(hash(key) or 1)
        return self._numbers[place] if self._hashes[place] else None

    def setdefault(self, key: Hashable, number: int) -> int:
        found = self.get(key)
        if found is None:
            self[key] = number
            return number
        return found

    def update(self, pairs: Iterable[tuple[Hashable, int]]) -> None:
        for key, number in pairs:
            self[key] = number

    def _keep(self, mark: int, number: int) -> None:
        place = self._place(mark)
        if not self._hashes[place]:
            self._used += 1
            self._hashes[place] = mark
        self._numbers[place] = number
        if self._used > self._mask * _FULL:
            self._grow()

    def _place(self, mark: int) -> int:
        """Where this hash stands, or the first free place where it would."""
        hashes, mask = self._hashes, self._mask
        place = (mark ^ mark >> 32) & mask
        while hashes[place] not in (0, mark):
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        old = zip(self._hashes, self._numbers, strict=True)
        self._make((self._mask + 1) * 2)
        for mark, number in old:
            if mark:
                place = self._place(mark)
                self._hashes[place], self._numbers[place] = mark, number

    def _make(self, size: int) -> None:
        self._mask = size - 1
        self._hashes, self._numbers = array("q", bytes(8 * size)), array("q", bytes(8 * size))
