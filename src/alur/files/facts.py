"""What happens to files. `kind` and `of` name the record that a file hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from alur.events.facts import Fact


@dataclass(frozen=True)
class FileAdded(Fact):
    """`size` is bytes."""

    name: ClassVar[str] = "file.added"
    file: int
    title: str
    kind: str
    of: int
    media_type: str
    size: int


@dataclass(frozen=True)
class FileDeleted(Fact):
    name: ClassVar[str] = "file.deleted"
    file: int
    title: str
    kind: str
    of: int


@dataclass(frozen=True)
class FileRestored(Fact):
    name: ClassVar[str] = "file.restored"
    file: int
    title: str
    kind: str
    of: int
