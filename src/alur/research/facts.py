"""What was found out about a company: notes, what it could buy a year, and who else sells to it."""

from __future__ import annotations

from typing import ClassVar

from alur.events.changing import RecordDeleted, RecordEdited, RecordMade, RecordRestored


class NoteMade(RecordMade):
    name: ClassVar[str] = "research_note.made"


class NoteEdited(RecordEdited):
    name: ClassVar[str] = "research_note.edited"


class NoteRemoved(RecordDeleted):
    name: ClassVar[str] = "research_note.removed"


class NoteRestored(RecordRestored):
    name: ClassVar[str] = "research_note.restored"


class PotentialMade(RecordMade):
    name: ClassVar[str] = "potential.made"


class PotentialEdited(RecordEdited):
    name: ClassVar[str] = "potential.edited"


class PotentialRemoved(RecordDeleted):
    name: ClassVar[str] = "potential.removed"


class PotentialRestored(RecordRestored):
    name: ClassVar[str] = "potential.restored"


class CompetitorMade(RecordMade):
    name: ClassVar[str] = "competitor.made"


class CompetitorEdited(RecordEdited):
    name: ClassVar[str] = "competitor.edited"


class CompetitorRemoved(RecordDeleted):
    name: ClassVar[str] = "competitor.removed"


class CompetitorRestored(RecordRestored):
    name: ClassVar[str] = "competitor.restored"
