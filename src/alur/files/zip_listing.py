"""The names inside a ZIP archive, and what it says it unpacks to, from its directory alone.

Python's `zipfile` makes an object for each of the half million entries that fit into 25 MB; this stops at a bound.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import IO

MOST_ENTRIES = 10_000
LARGEST_DIRECTORY = 4 << 20
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LONGEST_COMMENT = 0xFFFF


class NotAZip(ValueError):
    """Not an archive, one that is cut off, or one with more entries than a document has."""


@dataclass(frozen=True, slots=True)
class Listing:
    """`unpacked` is the bytes that the archive says it holds; it may lie, but then it does not open either."""

    names: frozenset[str]
    unpacked: int


def list_zip(file: IO[bytes]) -> Listing:
    size = file.seek(0, os.SEEK_END)
    from_end = min(size, _LONGEST_COMMENT + _END.size)
    file.seek(size - from_end)
    tail = file.read(from_end)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        raise NotAZip
    _sign, _disk, _start, _here, count, length, offset, _comment = _END.unpack_from(tail, place)
    if count > MOST_ENTRIES or length > LARGEST_DIRECTORY or offset + length > size - from_end + place:
        raise NotAZip
    file.seek(offset)
    return _read_entries(file.read(length), count)


def _read_entries(directory: bytes, count: int) -> Listing:
    names, unpacked, place = set(), 0, 0
    for _ in range(count):
        if len(directory) - place < _ENTRY.size:
            raise NotAZip
        fields = _ENTRY.unpack_from(directory, place)
        if fields[0] != b"PK\x01\x02":
            raise NotAZip
        unpacked += fields[9]
        name_length, extra_length, comment_length = fields[10:13]
        begins = place + _ENTRY.size
        names.add(directory[begins : begins + name_length].decode("utf-8", "replace"))
        place = begins + name_length + extra_length + comment_length
    return Listing(frozenset(names), unpacked)
