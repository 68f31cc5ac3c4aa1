"""What happens to saved views and to pages composed of blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from alur.events.changing import RecordDeleted, RecordEdited, RecordMade, RecordRestored
from alur.events.facts import Fact


@dataclass(frozen=True)
class ViewSaved(RecordMade):
    name: ClassVar[str] = "view.saved"


@dataclass(frozen=True)
class ViewEdited(RecordEdited):
    name: ClassVar[str] = "view.edited"


@dataclass(frozen=True)
class ViewDeleted(RecordDeleted):
    name: ClassVar[str] = "view.deleted"


@dataclass(frozen=True)
class ViewRestored(RecordRestored):
    name: ClassVar[str] = "view.restored"


@dataclass(frozen=True)
class ViewPinned(Fact):
    name: ClassVar[str] = "view.pinned"
    view: int
    title: str
    member: int


@dataclass(frozen=True)
class ViewUnpinned(Fact):
    name: ClassVar[str] = "view.unpinned"
    view: int
    title: str
    member: int


@dataclass(frozen=True)
class DashboardMade(RecordMade):
    name: ClassVar[str] = "dashboard.made"


@dataclass(frozen=True)
class DashboardEdited(RecordEdited):
    name: ClassVar[str] = "dashboard.edited"


@dataclass(frozen=True)
class DashboardDeleted(RecordDeleted):
    name: ClassVar[str] = "dashboard.deleted"


@dataclass(frozen=True)
class DashboardRestored(RecordRestored):
    name: ClassVar[str] = "dashboard.restored"
