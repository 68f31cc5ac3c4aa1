from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from alur.events.facts import Fact


@dataclass(frozen=True)
class ImportStarted(Fact):
    name: ClassVar[str] = "import.started"
    data_import: int
    file: str


@dataclass(frozen=True)
class ImportFinished(Fact):
    name: ClassVar[str] = "import.finished"
    data_import: int
    file: str
    created: int
    updated: int
    skipped: int
    failed: int


@dataclass(frozen=True)
class ImportUndone(Fact):
    """`kept` counts the records that stayed since they were edited after the import."""

    name: ClassVar[str] = "import.undone"
    data_import: int
    file: str
    removed: int
    kept: int


@dataclass(frozen=True)
class WorkspaceExported(Fact):
    """Everything was taken out as one file: who did so stands in the event."""

    name: ClassVar[str] = "workspace.exported"
    file: str
    rows: int
    files: int


@dataclass(frozen=True)
class WorkspaceRestored(Fact):
    """An export was made into a workspace beside this one."""

    name: ClassVar[str] = "workspace.restored"
    file: str
    workspace: int
    title: str


@dataclass(frozen=True)
class AuditExported(Fact):
    """The audit trail was taken out as a file: `asked` is what it was narrowed to, as in the page's address."""

    name: ClassVar[str] = "audit.exported"
    asked: dict[str, str]


@dataclass(frozen=True)
class ListExported(Fact):
    """A list was taken out as a file: of which kind, how many rows, which columns."""

    name: ClassVar[str] = "list.exported"
    kind: str
    rows: int
    format: str
    columns: list[str]
