"""What is known of a company beside its deals."""

from __future__ import annotations

from dataclasses import dataclass

from alur.files.models import StoredFile
from alur.files.queries.lists import files_by_record
from alur.research.models import Competitor, Potential, ResearchNote

MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class Research:
    """The newest notes first, with their files by note; potential and competitors by product family."""

    notes: list[ResearchNote]
    files: dict[int, list[StoredFile]]
    potentials: list[Potential]
    competitors: list[Competitor]

    @property
    def amount(self) -> int:
        """All that was put in money, a year."""
        return sum(one.amount or 0 for one in self.potentials)


def research_on(workspace_id: int, organization_id: int) -> Research:
    """The same four queries however much there is."""
    of = {"workspace_id": workspace_id, "organization_id": organization_id, "deleted_at__isnull": True}
    notes = list(ResearchNote.objects.filter(**of).select_related("author").order_by("-noted_on", "-id")[:MOST_NOTES])
    potentials = Potential.objects.filter(**of).select_related("family").order_by("family__position", "id")
    competitors = Competitor.objects.filter(**of).select_related("family").order_by("name", "id")
    return Research(
        notes=notes,
        files=files_by_record(workspace_id, "research_note", {one.id for one in notes}),
        potentials=list(potentials),
        competitors=list(competitors),
    )
