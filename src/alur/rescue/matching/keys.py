"""The keys under which those that may be the same find each other, as whole numbers of 64 bits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b

from alur.kernel.likeness import company_keys
from alur.rescue.matching.deals import deal_keys
from alur.rescue.matching.features import DEAL, ORGANIZATION, PERSON, Features

CELL = 900
"""A hundred metres in millionths of a degree of latitude; two places within fifty lie in one cell or in neighbours."""


def keys_of(kind: str, one: Features) -> set[int]:
    """All keys of a record."""
    return {hashed(kind, key) for key in _KEYS[kind](one)}


def sure_keys(kind: str, one: Features) -> set[int]:
    """Those alone without which no company or person is surely another (scoring.SURE): a number, an address, a domain,
    the same name however it is written. A tenth of all, and rarely anybody else's."""
    keys = {*(f"+{phone}" for phone in one.phones), *(f"@{mail}" for mail in one.mails)}
    if kind == ORGANIZATION:
        keys |= {f".{domain}" for domain in one.domains}
        keys |= {f"n{''.join(one.words)}"} if one.words else set()
    return {hashed(kind, key) for key in keys}


def name_keys(words: Iterable[str]) -> set[int]:
    """The keys of a company of which only the name is known."""
    return {hashed(ORGANIZATION, key) for key in company_keys(list(words))}


def hashed(kind: str, key: str) -> int:
    return int.from_bytes(blake2b(f"{kind[0]}{key}".encode(), digest_size=8).digest(), signed=True)


def _company_keys(one: Features) -> Iterator[str]:
    yield from company_keys(one.words)
    yield from (f"+{phone}" for phone in one.phones)
    yield from (f"@{mail}" for mail in one.mails)
    yield from (f".{domain}" for domain in one.domains)
    if one.place is not None:
        north, east = one.place[0] // CELL, one.place[1] // CELL
        yield f"g{north} {east}"
        # Each marks the three cells towards north and east too, so that neighbours meet in one of them.
        yield f"g{north + 1} {east}"
        yield f"g{north} {east + 1}"
        yield f"g{north + 1} {east + 1}"


def _person_keys(one: Features) -> Iterator[str]:
    yield from (f"+{phone}" for phone in one.phones)
    yield from (f"@{mail}" for mail in one.mails)
    if one.company is not None:
        yield from (f"c{one.company} {word[:3]}" for word in one.words)


_KEYS: dict[str, Callable[[Features], Iterator[str]]] = {
    ORGANIZATION: _company_keys, PERSON: _person_keys, DEAL: deal_keys
}  # fmt: skip
