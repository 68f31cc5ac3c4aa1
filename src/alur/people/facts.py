from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from alur.events.changing import RecordDeleted, RecordEdited, RecordMade, RecordRestored


@dataclass(frozen=True)
class OrganizationCreated(RecordMade):
    name: ClassVar[str] = "organization.created"


@dataclass(frozen=True)
class OrganizationEdited(RecordEdited):
    name: ClassVar[str] = "organization.edited"


@dataclass(frozen=True)
class OrganizationDeleted(RecordDeleted):
    name: ClassVar[str] = "organization.deleted"


@dataclass(frozen=True)
class OrganizationRestored(RecordRestored):
    name: ClassVar[str] = "organization.restored"


@dataclass(frozen=True)
class PersonCreated(RecordMade):
    name: ClassVar[str] = "person.created"


@dataclass(frozen=True)
class PersonEdited(RecordEdited):
    name: ClassVar[str] = "person.edited"


@dataclass(frozen=True)
class PersonDeleted(RecordDeleted):
    name: ClassVar[str] = "person.deleted"


@dataclass(frozen=True)
class PersonRestored(RecordRestored):
    name: ClassVar[str] = "person.restored"
